/* SPDX-License-Identifier: MIT */
#include "meta/insets.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "exif_fixture.h"
#include "inset_fixture.h"
#include "meta/irb.h"

#define PHOTOSHOP "Photoshop 3.0"

static void
add(struct metadata *m, enum metadata_kind kind, const void *data,
    size_t nbytes, size_t value_at)
{
	struct gm_error err = {0};
	struct metadata_piece piece = {.kind = kind,
				       .home = "JPEG",
				       .data = data,
				       .nbytes = nbytes,
				       .value =
					       (const uint8_t *)data + value_at,
				       .value_nbytes = nbytes - value_at};

	assert_int_equal(metadata_add(m, &piece, &err), GM_OK);
}

static void
settle(struct metadata *m, size_t first, struct inset_log *log)
{
	struct inset_maker maker = inset_fixture_maker(log);
	struct gm_error err = {0};

	assert_int_equal(insets_settle(m, first, &maker, &err), GM_OK);
}

static void
each_kind_is_looked_into(void **state)
{
	struct metadata m = {.was_color = true};
	struct inset_log log = {0};
	struct exif_fixture exif;
	const size_t n = INSET_COLOR_NBYTES;

	(void)state;
	exif_fixture_make(&exif, true, inset_color_jpeg, n, inset_color_jpeg,
			  n);
	add(&m, METADATA_EXIF, exif.data, exif.nbytes, 0);
	add(&m, METADATA_RAW, inset_color_jpeg, n, 0);
	add(&m, METADATA_COMMENT, inset_color_jpeg, n, 0);
	add(&m, METADATA_RAW, "", 0, 0);
	settle(&m, 1, &log);
	assert_int_equal(log.n_calls, 1);
	assert_true(inset_fixture_is_gray(metadata_get(&m, 1).data, n));
	assert_memory_equal(metadata_get(&m, 2).data, inset_color_jpeg, n);
	settle(&m, 0, &log);
	assert_int_equal(log.n_calls, 3);
	assert_memory_equal(metadata_get(&m, 0).value + EXIF_FIXTURE_COMPONENTS,
			    "\1\0\0", 4);
	metadata_clear(&m);
	assert_false(m.was_color);
	metadata_free(&m);
}

/* EXIF in two segments, cut in its thumbnail; then EXIF once more. */
static void
exif_of_several_pieces(void **state)
{
	struct metadata m = {0};
	struct inset_log log = {0};
	struct exif_fixture exif;
	uint8_t whole[1024] = "Exif\0", rest[64] = "Exif\0";
	const size_t n = INSET_COLOR_NBYTES, cut = EXIF_FIXTURE_THUMBNAIL + 10;

	(void)state;
	exif_fixture_make(&exif, false, "", 0, inset_color_jpeg, n);
	memcpy(whole + 6, exif.data, exif.nbytes);
	memcpy(rest + 6, exif.data + cut, exif.nbytes - cut);
	add(&m, METADATA_EXIF, whole, 6 + cut, 6);
	add(&m, METADATA_COMMENT, "between", 7, 0);
	add(&m, METADATA_EXIF, rest, 6 + exif.nbytes - cut, 6);
	add(&m, METADATA_EXIF, whole, 6 + exif.nbytes, 6);
	settle(&m, 0, &log);
	assert_int_equal(log.n_calls, 2);
	memcpy(exif.data, metadata_get(&m, 0).value, cut);
	memcpy(exif.data + cut, metadata_get(&m, 2).value, exif.nbytes - cut);
	assert_true(
		inset_fixture_is_gray(exif.data + EXIF_FIXTURE_THUMBNAIL, n));
	assert_memory_equal(metadata_get(&m, 0).data, "Exif\0", 6);
	assert_memory_equal(metadata_get(&m, 2).data, "Exif\0", 6);
	assert_memory_equal(metadata_get(&m, 3).value, exif.data, exif.nbytes);
	metadata_free(&m);
}

/* Resources begin with the word of Photoshop, also where they go on. */
static void
resources_of_several_pieces(void **state)
{
	struct metadata m = {0};
	struct inset_log log = {0};
	uint8_t blocks[256] = {0}, segments[2][256];
	const size_t n = INSET_COLOR_NBYTES, at = IRB_HEAD_NBYTES + 28;
	const size_t cut = at + 20;

	(void)state;
	irb_put_head(blocks, IRB_THUMBNAIL, 28 + n);
	blocks[IRB_HEAD_NBYTES + 3] = 1;
	memcpy(blocks + at, inset_color_jpeg, n);
	memcpy(segments[0], PHOTOSHOP, 14);
	memcpy(segments[1], PHOTOSHOP, 14);
	memcpy(segments[0] + 14, blocks, cut);
	memcpy(segments[1] + 14, blocks + cut, at + n - cut);
	add(&m, METADATA_IPTC, segments[0], 14 + cut, 0);
	add(&m, METADATA_IPTC, segments[1], 14 + at + n - cut, 0);
	add(&m, METADATA_IPTC, "no resources", 12, 0);
	settle(&m, 0, &log);
	assert_int_equal(log.n_calls, 1);
	memcpy(blocks, metadata_get(&m, 0).data + 14, cut);
	memcpy(blocks + cut, metadata_get(&m, 1).data + 14, at + n - cut);
	assert_true(inset_fixture_is_gray(blocks + at, n));
	assert_memory_equal(metadata_get(&m, 0).data, PHOTOSHOP, 14);
	assert_memory_equal(metadata_get(&m, 1).data, PHOTOSHOP, 14);
	assert_memory_equal(metadata_get(&m, 2).data, "no resources", 12);
	metadata_free(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_is_looked_into),
		cmocka_unit_test(exif_of_several_pieces),
		cmocka_unit_test(resources_of_several_pieces),
	};

	return cmocka_run_group_tests_name("insets", tests, NULL, NULL);
}
