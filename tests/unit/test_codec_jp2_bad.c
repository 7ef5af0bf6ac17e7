/* SPDX-License-Identifier: MIT */
/* JPEG 2000: what is cut, damaged, too large, or besides the pixels. */
#include "jp2_fixture.h"
#include "scratch.h"

/* Where fields of SIZ and COD are in jp2_tiles. */
#define X1_AT     8u
#define TILE_X_AT 24u
#define CSIZ_AT   40u
#define BITS_AT   42u
#define LAYERS_AT 51u

static enum gm_status
decode(const void *data, size_t nbytes, bool salvage, struct decoded *d)
{
	struct conversion options = fixture_options();

	options.salvage = salvage;
	jp2_decode(data, nbytes, &options, d);
	return d->status;
}

static void
what_is_cut_is_truncated(void **state)
{
	struct jp2_sample s;
	struct decoded d = {0};

	(void)state;
	jp2_make(&s, 17, jp2_tiles, sizeof(jp2_tiles));
	modules_use(&codec_jp2, &graymill_module_jp2);
	fixture_cut(&codec_jp2, jp2_tiles, sizeof(jp2_tiles) - 3, 4);
	fixture_cut(&codec_jp2, s.data, s.nbytes - 3, 12);
	for (size_t n = sizeof(jp2_tiles) - 2; n < sizeof(jp2_tiles); n++) {
		assert_int_equal(decode(jp2_tiles, n, false, &d), GM_OK);
		assert_string_equal(d.outcome.warning, CODEC_NO_END);
	}
	decoded_free(&d);
}

/* The last row of tiles is cut: what is before it is there, exactly. */
static void
what_is_there_is_salvaged(void **state)
{
	struct decoded d = {0};

	(void)state;
	for (size_t n = sizeof(jp2_tiles) - 60; n < sizeof(jp2_tiles) - 2;
	     n++) {
		assert_int_equal(decode(jp2_tiles, n, true, &d), GM_OK);
		assert_int_not_equal(d.outcome.warning[0], '\0');
		for (unsigned i = 0; i < 12 * 8; i++)
			assert_int_equal(d.rows.data[i], i % 12 * 20 + i / 12);
	}
	for (size_t n = 4; n < 60; n++)
		assert_int_not_equal(decode(jp2_tiles, n, true, &d), GM_OK);
	decoded_free(&d);
}

/* Every number that asks for work or memory has a limit. */
static void
headers_are_bounded(void **state)
{
	static const struct {
		size_t at, nbytes;
		uint32_t value;
		enum gm_status status;
	} damages[] = {
		{X1_AT, 4, 0, GM_ERR_CORRUPT},
		{X1_AT, 4, 0x80000000, GM_ERR_CORRUPT},
		{X1_AT, 4, 0x7fffffff, GM_ERR_CORRUPT}, /* too many tiles */
		{X1_AT, 4, 100001, GM_ERR_LIMIT},
		{TILE_X_AT, 4, 0, GM_ERR_CORRUPT},
		{CSIZ_AT, 2, 0, GM_ERR_CORRUPT},
		{CSIZ_AT, 2, 17, GM_ERR_UNSUPPORTED},
		{BITS_AT, 1, 16, GM_ERR_UNSUPPORTED},
		{BITS_AT + 1, 1, 0, GM_ERR_CORRUPT},
		{LAYERS_AT, 2, 0, GM_ERR_CORRUPT},
		{LAYERS_AT, 2, 65535, GM_ERR_LIMIT},
	};
	struct decoded d = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
		uint8_t copy[sizeof(jp2_tiles)], value[4];

		memcpy(copy, jp2_tiles, sizeof(copy));
		octets_put_u32be(value, damages[i].value);
		memcpy(copy + damages[i].at, value + 4 - damages[i].nbytes,
		       damages[i].nbytes);
		decode(copy, sizeof(copy), false, &d);
		if (d.status != damages[i].status)
			fail_msg("damage %zu: %u: %s", i, d.status, d.err.text);
	}
	decoded_free(&d);
}

/* A few bytes ask for no memory without end. */
static void
blank_pictures_are_bounded(void **state)
{
	uint8_t copy[sizeof(jp2_rct)];
	struct conversion options = fixture_options();
	struct decoded d = {0};

	(void)state;
	options.max_pixels = UINT64_C(1) << 40;
	memcpy(copy, jp2_rct, sizeof(copy));
	for (size_t at = X1_AT; at < TILE_X_AT + 8; at += 4)
		if (at < X1_AT + 8 || at >= TILE_X_AT)
			octets_put_u32be(copy + at, 8000);
	jp2_decode(copy, sizeof(copy), &options, &d);
	assert_int_equal(d.status, GM_ERR_LIMIT);
	decoded_free(&d);
}

static void
damage_is_an_error_or_a_picture(void **state)
{
	struct jp2_sample s;
	struct bytes file;

	(void)state;
	modules_use(&codec_jp2, &graymill_module_jp2);
	jp2_make(&s, 16, jp2_rct, sizeof(jp2_rct));
	file = (struct bytes){.data = s.data, .nbytes = s.nbytes};
	fixture_damage(&codec_jp2, &file, 1, false);
	memcpy(s.data, jp2_tiles, sizeof(jp2_tiles));
	file.nbytes = sizeof(jp2_tiles);
	fixture_damage(&codec_jp2, &file, 3, false);
}

static void
memory_is_counted_before_it_is_taken(void **state)
{
	struct conversion options = fixture_options();
	struct decoded d = {0};

	(void)state;
	options.max_nbytes = 4096;
	jp2_decode(jp2_tiles, sizeof(jp2_tiles), &options, &d);
	assert_int_equal(d.status, GM_ERR_NOMEM);
	assert_non_null(strstr(d.err.text, "--max-memory"));
	decoded_free(&d);
}

static void
boxes_say_more(void **state)
{
	static const char xmp[] = "\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8"
				  "\x9c\x71\x99\x94\x91\xe3\xaf\xac<x/>";
	static const char exif[] = "JpgTiffExif->JP2II*\0\x08\0\0\0\0\0";
	struct metadata_piece piece;
	struct jp2_sample s;
	struct decoded d = {0};
	size_t header, res, i;

	(void)state;
	header = jp2_begin(&s);
	jp2_put_color(&s, 17);
	res = jp2_begin_box(&s, "res ");
	/* 300 and 600 dots per inch, down and across. */
	jp2_put_box(&s, "resc", "\x2e\x23\0\1\x5c\x46\0\1\0\0", 10);
	jp2_end_box(&s, res);
	jp2_end_box(&s, header);
	jp2_put_box(&s, "uuid", xmp, sizeof(xmp) - 1);
	jp2_put_box(&s, "jp2c", jp2_tiles, sizeof(jp2_tiles));
	jp2_put_box(&s, "uuid", exif, sizeof(exif) - 1);
	assert_int_equal(decode(s.data, s.nbytes, false, &d), GM_OK);
	assert_string_equal(fixture_value(&d.dec.metadata, METADATA_XMP),
			    "<x/>");
	i = metadata_find(&d.dec.metadata, 0, METADATA_DENSITY);
	assert_true(i < d.dec.metadata.n_items);
	piece = metadata_get(&d.dec.metadata, i);
	assert_true(piece.density.x == 23622 && piece.density.y == 11811);
	i = metadata_find(&d.dec.metadata, 0, METADATA_EXIF);
	assert_true(i < d.dec.metadata.n_items);
	assert_false(d.outcome.has_more);
	/* A second picture, and half a box. */
	jp2_put_box(&s, "jp2c", jp2_tiles, sizeof(jp2_tiles));
	jp2_put(&s, "\0\0\1\0free", 8);
	assert_int_equal(decode(s.data, s.nbytes, false, &d), GM_OK);
	assert_int_equal(d.dec.metadata.left_out, METADATA_LEFT_PICTURES);
	decoded_free(&d);
}

static void
what_is_no_picture_is_told(void **state)
{
	struct jp2_sample s;
	struct decoded d = {0};

	(void)state;
	jp2_make(&s, 17, jp2_tiles, sizeof(jp2_tiles));
	memcpy(s.data + 20, "mjp2", 4);
	assert_int_equal(decode(s.data, s.nbytes, false, &d),
			 GM_ERR_UNSUPPORTED);
	memcpy(s.data + 20, "jpm ", 4);
	assert_int_equal(decode(s.data, s.nbytes, false, &d),
			 GM_ERR_UNSUPPORTED);
	jp2_end_box(&s, jp2_begin(&s));
	assert_int_equal(decode(s.data, s.nbytes, false, &d), GM_ERR_TRUNCATED);
	jp2_put(&s, "\0\0\0\4free", 8);
	assert_int_equal(decode(s.data, s.nbytes, false, &d), GM_ERR_CORRUPT);
	decoded_free(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_cut_is_truncated),
		cmocka_unit_test(what_is_there_is_salvaged),
		cmocka_unit_test(headers_are_bounded),
		cmocka_unit_test(blank_pictures_are_bounded),
		cmocka_unit_test(damage_is_an_error_or_a_picture),
		cmocka_unit_test(memory_is_counted_before_it_is_taken),
		cmocka_unit_test(boxes_say_more),
		cmocka_unit_test(what_is_no_picture_is_told),
	};

	return cmocka_run_group_tests_name("codec_jp2_bad", tests,
					   scratch_enter, scratch_leave);
}
