/* SPDX-License-Identifier: MIT */
#include "formats/formats.h"

#include "base/octets.h"

#include "codec_fixture.h"
#include "scratch.h"

#define MOST 4096u

/* A file being made: its directory is for n_pictures. */
struct icon {
	uint8_t data[MOST];
	size_t nbytes;
	unsigned n_added;
};

static struct icon
begin(unsigned kind, unsigned n_pictures)
{
	struct icon icon = {.nbytes = 6 + n_pictures * 16u};

	icon.data[2] = (uint8_t)kind;
	icon.data[4] = (uint8_t)n_pictures;
	return icon;
}

static void
add(struct icon *icon, uint8_t side, const void *picture, size_t nbytes)
{
	uint8_t *entry = icon->data + 6 + icon->n_added++ * 16u;

	entry[0] = entry[1] = side;
	octets_put_u32le(entry + 8, (uint32_t)nbytes);
	octets_put_u32le(entry + 12, (uint32_t)icon->nbytes);
	memcpy(icon->data + icon->nbytes, picture, nbytes);
	icon->nbytes += nbytes;
}

/* A BMP without its file header; what follows the header is in rest. */
static size_t
make_dib(uint32_t width, uint32_t height, uint16_t depth, uint32_t n_colors,
	 const void *rest, size_t nbytes, uint8_t *dib)
{
	memset(dib, 0, 40);
	octets_put_u32le(dib, 40);
	octets_put_u32le(dib + 4, width);
	octets_put_u32le(dib + 8, height * 2);
	octets_put_u16le(dib + 12, 1);
	octets_put_u16le(dib + 14, depth);
	octets_put_u32le(dib + 32, n_colors);
	memcpy(dib + 40, rest, nbytes);
	return 40 + nbytes;
}

static void
add_dib(struct icon *icon, uint32_t width, uint32_t height, uint16_t depth,
	uint32_t n_colors, const void *rest, size_t nbytes)
{
	uint8_t dib[512];

	add(icon, (uint8_t)width, dib,
	    make_dib(width, height, depth, n_colors, rest, nbytes, dib));
}

static void
decode(const struct icon *icon, struct decoded *d)
{
	const struct conversion options = fixture_options();

	fixture_decode(&codec_ico, icon->data, icon->nbytes, &options, d);
}

static void
expect(const struct icon *icon, const void *samples, size_t nbytes)
{
	struct decoded d = {0};

	decode(icon, &d);
	if (d.status != GM_OK)
		fail_msg("%s", d.err.text);
	assert_int_equal(d.dec.info.channels, 4);
	assert_int_equal(d.rows.nbytes, nbytes);
	assert_memory_equal(d.rows.data, samples, nbytes);
	assert_string_equal(d.outcome.warning, "");
	decoded_free(&d);
}

/* Two rows of a pixel, the lower one first, and the mask. */
static const char rows_24[] = "\1\2\3.\4\5\6.\0\0\0\0\x80\0\0\0";
static const char rgba_24[] = "\6\5\4\0\3\2\1\xff";

static void
masks_become_alpha(void **state)
{
	struct icon icon = begin(1, 1);

	(void)state;
	add_dib(&icon, 1, 2, 24, 0, rows_24, 16);
	expect(&icon, rgba_24, 8);
	icon = begin(2, 1);
	add_dib(&icon, 1, 2, 24, 0, rows_24, 16);
	expect(&icon, rgba_24, 8);
	/* A palette of two colours. */
	icon = begin(1, 1);
	add_dib(&icon, 3, 1, 1, 2,
		"\1\2\3\0\4\5\6\0"
		"\x40\0\0\0"
		"\x20\0\0\0",
		16);
	expect(&icon, "\3\2\1\xff\6\5\4\xff\3\2\1\0", 12);
}

/* Where it has none, not even clear pixels, the mask counts after all. */
static void
alpha_counts_for_more_than_the_mask(void **state)
{
	struct icon icon = begin(1, 1);

	(void)state;
	add_dib(&icon, 2, 1, 32, 0, "\1\2\3\x80\4\5\6\0\x80\0\0\0", 12);
	expect(&icon, "\3\2\1\x80\6\5\4\0", 8);
	icon = begin(1, 1);
	add_dib(&icon, 2, 1, 32, 0, "\1\2\3\0\4\5\6\0\x40\0\0\0", 12);
	expect(&icon, "\3\2\1\xff\6\5\4\0", 8);
	/* Nor does it matter that the mask is not there. */
	icon = begin(1, 1);
	add_dib(&icon, 2, 1, 32, 0, "\1\2\3\x80\4\5\6\0", 8);
	expect(&icon, "\3\2\1\x80\6\5\4\0", 8);
}

/* A gray PNG of 3x1 pixels. */
static size_t
make_png(uint8_t *png)
{
	const struct image_info info = {3, 1, 1, 8, 8, 0};
	const struct metadata none = {0};
	uint8_t row[] = {1, 2, 3};
	struct bytes file = {0};
	struct gm_error err;
	size_t n;

	assert_int_equal(
		fixture_encode(&codec_png, &info, &none, 0, row, &file, &err),
		GM_OK);
	n = file.nbytes;
	memcpy(png, file.data, n);
	bytes_free(&file);
	return n;
}

static void
the_largest_picture_is_taken(void **state)
{
	struct icon icon = begin(1, 3);
	uint8_t png[512];
	size_t n = make_png(png);
	struct decoded d = {0};

	(void)state;
	add_dib(&icon, 1, 2, 24, 0, rows_24, 16);
	add(&icon, 1, png, n); /* whatever the directory says */
	add_dib(&icon, 1, 2, 24, 0, rows_24, 16);
	decode(&icon, &d);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.info.width, 3);
	assert_int_equal(d.dec.info.channels, 1);
	assert_memory_equal(d.rows.data, "\1\2\3", 3);
	assert_int_equal(d.dec.metadata.left_out, METADATA_LEFT_PICTURES);
	assert_false(d.outcome.has_more);
	/* Of two that are as large, the one of more bits. */
	icon = begin(1, 2);
	add_dib(&icon, 1, 2, 1, 2,
		"\1\2\3\0\4\5\6\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0", 24);
	add_dib(&icon, 1, 2, 24, 0, rows_24, 16);
	expect(&icon, rgba_24, 8);
	decoded_free(&d);
}

static void
what_is_cut_is_truncated(void **state)
{
	struct icon icon = begin(1, 2);
	struct decoded d = {0};

	(void)state;
	add_dib(&icon, 1, 2, 24, 0, rows_24, 16);
	add_dib(&icon, 2, 2, 24, 0, "123456..abcdef..\0\0\0\0\0\0\0\0", 24);
	fixture_cut(&codec_ico, icon.data, icon.nbytes, 6);
	icon.data[6 + 16 + 15] = 1; /* where the larger one is */
	decode(&icon, &d);
	assert_int_equal(d.status, GM_ERR_TRUNCATED);
	icon = begin(1, 1);
	add_dib(&icon, 1, 2, 24, 0, rows_24, 16);
	icon.data[22 + 16] = 1; /* run lengths */
	decode(&icon, &d);
	assert_int_not_equal(d.status, GM_OK);
	decoded_free(&d);
}

static void
damage_is_an_error_or_a_picture(void **state)
{
	struct icon icon = begin(1, 2);
	struct bytes file;
	uint8_t png[512];
	size_t n = make_png(png);

	(void)state;
	add_dib(&icon, 3, 1, 1, 2,
		"\1\2\3\0\4\5\6\0"
		"\x40\0\0\0"
		"\x20\0\0\0",
		16);
	add(&icon, 1, png, n);
	file = (struct bytes){.data = icon.data, .nbytes = icon.nbytes};
	fixture_damage(&codec_ico, &file, 1, false);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(masks_become_alpha),
		cmocka_unit_test(alpha_counts_for_more_than_the_mask),
		cmocka_unit_test(the_largest_picture_is_taken),
		cmocka_unit_test(what_is_cut_is_truncated),
		cmocka_unit_test(damage_is_an_error_or_a_picture),
	};

	return cmocka_run_group_tests_name("codec_ico", tests, scratch_enter,
					   scratch_leave);
}
