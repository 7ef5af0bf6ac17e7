/* SPDX-License-Identifier: MIT */
/*
 * Which items are the picture's, which are left out, and where it is.
 */
#include "formats/avif/avif_items.h"

#include "base/octets.h"
#include "codec_fixture.h"

/* Boxes that are written one within another. */
static size_t
begin(struct bytes *out, const char *name, unsigned version)
{
	uint8_t head[12] = {0};
	struct gm_error err;
	size_t at = out->nbytes;

	memcpy(head + 4, name, 4);
	head[8] = (uint8_t)version;
	assert_int_equal(bytes_append(out, head, sizeof(head), &err), GM_OK);
	return at;
}

static void
end(struct bytes *out, size_t at)
{
	octets_put_u32be(out->data + at, (uint32_t)(out->nbytes - at));
}

static void
put(struct bytes *out, size_t nbytes, uint64_t value)
{
	uint8_t octets[8];
	struct gm_error err;

	octets_put_u64be(octets, value);
	assert_int_equal(bytes_append(out, octets + 8 - nbytes, nbytes, &err),
			 GM_OK);
}

static void
put_item(struct bytes *out, uint32_t id, const char *type)
{
	size_t at = begin(out, "infe", 2);
	struct gm_error err;

	put(out, 2, id);
	put(out, 2, 0);
	assert_int_equal(bytes_append(out, type, 5, &err), GM_OK);
	end(out, at);
}

/* A reference is a box without a version. */
static void
put_reference(struct bytes *out, const char *type, unsigned from, unsigned to)
{
	struct gm_error err;

	put(out, 4, 14);
	assert_int_equal(bytes_append(out, type, 4, &err), GM_OK);
	put(out, 2, from);
	put(out, 2, 1);
	put(out, 2, to);
}

static void
put_auxiliary(struct bytes *out, const char *type)
{
	size_t at = begin(out, "auxC", 0);
	struct gm_error err;

	assert_int_equal(bytes_append(out, type, strlen(type) + 1, &err),
			 GM_OK);
	end(out, at);
}

/*
 * 1 is a grid of 2 and 3; 4 its alpha, a grid of 5; 6 a depth map, or
 * another alpha, 7 a thumbnail, 8 EXIF; 9 something else, if that is wanted.
 */
static void
make_meta(struct bytes *out, bool has_depth, bool has_other)
{
	size_t at, within;

	out->nbytes = 0;
	put(out, 4, 0);
	at = begin(out, "pitm", 0);
	put(out, 2, 1);
	end(out, at);
	at = begin(out, "iinf", 0);
	put(out, 2, 9);
	put_item(out, 1, "grid");
	put_item(out, 2, "av01");
	put_item(out, 3, "av01");
	put_item(out, 4, "grid");
	put_item(out, 5, "av01");
	put_item(out, 6, "av01");
	put_item(out, 7, "av01");
	put_item(out, 8, "Exif");
	if (has_other)
		put_item(out, 9, "tmap");
	end(out, at);
	at = begin(out, "iref", 0);
	put_reference(out, "auxl", 6, 1);
	put_reference(out, "auxl", 4, 1);
	put_reference(out, "dimg", 4, 5);
	put_reference(out, "dimg", 1, 2);
	put_reference(out, "dimg", 1, 3);
	put_reference(out, "thmb", 7, 1);
	put_reference(out, "dimg", 9, 1);
	end(out, at);
	at = begin(out, "iprp", 0);
	out->nbytes -= 4; /* no version there, */
	within = begin(out, "ipco", 0);
	out->nbytes -= 4; /* and none here */
	put_auxiliary(out, "urn:mpeg:mpegB:cicp:systems:auxiliary:alpha");
	put_auxiliary(out,
		      has_depth ? "urn:mpeg:mpegB:cicp:systems:auxiliary:depth"
				: "urn:mpeg:hevc:2015:auxid:1");
	end(out, within);
	within = begin(out, "ipma", 0);
	put(out, 4, 2);
	put(out, 2, 4);
	put(out, 1, 1);
	put(out, 1, 0x81);
	put(out, 2, 6);
	put(out, 1, 1);
	put(out, 1, 0x02);
	end(out, within);
	end(out, at);
	at = begin(out, "iloc", 1);
	put(out, 2, 0x4440);
	put(out, 2, 2);
	put(out, 2, 2); /* item 2: two extents of the file */
	put(out, 2, 0);
	put(out, 2, 0);
	put(out, 4, 1000);
	put(out, 2, 2);
	put(out, 4, 234);
	put(out, 4, 77);
	put(out, 4, 9999);
	put(out, 4, 88);
	put(out, 2, 5); /* item 5: in idat */
	put(out, 2, 1);
	put(out, 2, 0);
	put(out, 4, 0);
	put(out, 2, 1);
	put(out, 4, 3);
	put(out, 4, 2);
	end(out, at);
	at = begin(out, "idat", 0);
	put(out, 4, 0x01020304);
	end(out, at);
}

static struct avif_items
look(const struct bytes *meta)
{
	struct avif_items items;

	avif_items_look((struct avif_span){meta->data, meta->nbytes}, &items);
	return items;
}

static void
what_is_no_part_of_the_picture_is_left_out(void **state)
{
	struct bytes meta = {0};

	(void)state;
	make_meta(&meta, false, false);
	assert_int_equal(look(&meta).left_out, 0);
	make_meta(&meta, true, false);
	assert_int_equal(look(&meta).left_out, METADATA_LEFT_DEPTH);
	make_meta(&meta, true, true);
	assert_int_equal(look(&meta).left_out,
			 METADATA_LEFT_DEPTH | METADATA_LEFT_PICTURES);
	bytes_free(&meta);
}

static void
first_tiles_are_found(void **state)
{
	struct bytes meta = {0};
	struct avif_items items;

	(void)state;
	make_meta(&meta, true, false);
	items = look(&meta);
	assert_true(items.is_grid);
	assert_int_equal(items.colors.at, 1234);
	assert_int_equal(items.colors.nbytes, 77);
	assert_false(items.colors.is_in_meta);
	assert_int_equal(items.alpha.at, 3);
	assert_int_equal(items.alpha.nbytes, 2);
	assert_true(items.alpha.is_in_meta);
	assert_int_equal(items.idat.nbytes, 8);
	bytes_free(&meta);
}

/* Whatever it is, nothing beyond it is read: each has a block of its own. */
static void
what_is_cut_or_damaged_is_safe(void **state)
{
	struct bytes meta = {0};

	(void)state;
	make_meta(&meta, true, true);
	for (size_t n = 0; n <= meta.nbytes; n++) {
		struct bytes cut = {0};
		struct gm_error err;

		assert_int_equal(bytes_append(&cut, meta.data, n, &err), GM_OK);
		look(&cut);
		for (unsigned bit = 0; n > 0 && bit < 8; bit++) {
			cut.data[n - 1] ^= (uint8_t)(1u << bit);
			look(&cut);
			cut.data[n - 1] ^= (uint8_t)(1u << bit);
		}
		bytes_free(&cut);
	}
	bytes_free(&meta);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_no_part_of_the_picture_is_left_out),
		cmocka_unit_test(first_tiles_are_found),
		cmocka_unit_test(what_is_cut_or_damaged_is_safe),
	};

	return cmocka_run_group_tests_name("avif_items", tests, NULL, NULL);
}
