/* SPDX-License-Identifier: MIT */
#include "meta/strip.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "meta/orientation.h"

/* TIFF of one entry, an orientation. */
static void
add_exif(struct metadata *m, uint8_t orientation)
{
	const uint8_t exif[] = {'M', 'M',         0,    42, 0, 0, 0, 8, 0,
				1,   1,           0x12, 0,  3, 0, 0, 0, 1,
				0,   orientation, 0,    0,  0, 0, 0, 0};
	struct metadata_piece piece = {.kind = METADATA_EXIF,
				       .home = "JPEG",
				       .data = exif,
				       .nbytes = sizeof(exif),
				       .value = exif,
				       .value_nbytes = sizeof(exif)};
	struct gm_error err;

	assert_int_equal(metadata_add(m, &piece, &err), GM_OK);
}

static void
add(struct metadata *m, enum metadata_kind kind)
{
	struct metadata_piece piece = {.kind = kind};
	struct gm_error err;

	assert_int_equal(metadata_add(m, &piece, &err), GM_OK);
}

static void
strip(struct metadata *m, size_t first, enum strip_policy policy)
{
	struct gm_error err;

	assert_int_equal(strip_settle(m, first, policy, &err), GM_OK);
}

/* The kinds that are left, up to METADATA_N_KINDS. */
static void
expect(const struct metadata *m, const enum metadata_kind *kinds)
{
	size_t n = 0;

	for (; kinds[n] != METADATA_N_KINDS; n++) {
		assert_true(n < m->n_items);
		assert_int_equal(metadata_get(m, n).kind, kinds[n]);
	}
	assert_int_equal(m->n_items, n);
}

static void
each_kind_stays_or_goes(void **state)
{
	static const enum metadata_kind most[] = {
		METADATA_ICC,    METADATA_DENSITY, METADATA_SRGB,
		METADATA_CICP,   METADATA_CURVE,   METADATA_CODING,
		METADATA_N_KINDS};
	static const enum metadata_kind all[] = {METADATA_CICP, METADATA_CURVE,
						 METADATA_CODING,
						 METADATA_N_KINDS};
	struct metadata m = {0};

	(void)state;
	for (unsigned kind = 0; kind < METADATA_N_KINDS; kind++)
		add(&m, (enum metadata_kind)kind);
	strip(&m, 0, STRIP_NOTHING);
	assert_int_equal(m.n_items, METADATA_N_KINDS);
	strip(&m, 0, STRIP_MOST);
	expect(&m, most);
	strip(&m, 0, STRIP_ALL);
	expect(&m, all);
	metadata_free(&m);
}

static void
an_orientation_stays_in_exif_of_its_own(void **state)
{
	static const enum metadata_kind kinds[] = {METADATA_DENSITY,
						   METADATA_EXIF, METADATA_ICC,
						   METADATA_N_KINDS};
	struct metadata m = {0};
	struct metadata_piece piece;

	(void)state;
	add(&m, METADATA_DENSITY);
	add(&m, METADATA_XMP);
	add_exif(&m, 6);
	add(&m, METADATA_ICC);
	add_exif(&m, 3);
	strip(&m, 0, STRIP_MOST);
	expect(&m, kinds);
	piece = metadata_get(&m, 1);
	assert_false(metadata_is_from(&piece, "JPEG"));
	assert_int_equal(piece.value_nbytes, STRIP_EXIF_NBYTES);
	assert_int_equal(orientation_find(piece.value, piece.value_nbytes), 6);
	strip(&m, 0, STRIP_MOST);
	expect(&m, kinds);
	assert_int_equal(orientation_of(&m, 0), 6);
	metadata_free(&m);
}

static void
what_is_upright_needs_no_exif(void **state)
{
	static const enum metadata_kind none[] = {METADATA_N_KINDS};
	struct metadata m = {0};

	(void)state;
	add_exif(&m, 1);
	strip(&m, 0, STRIP_MOST);
	expect(&m, none);
	add_exif(&m, 8);
	strip(&m, 0, STRIP_ALL);
	expect(&m, none);
	metadata_free(&m);
}

static void
what_was_settled_before_stays(void **state)
{
	static const enum metadata_kind kinds[] = {
		METADATA_COMMENT, METADATA_EXIF, METADATA_N_KINDS};
	struct metadata m = {0};

	(void)state;
	add(&m, METADATA_COMMENT);
	add(&m, METADATA_COMMENT);
	add_exif(&m, 5);
	strip(&m, 1, STRIP_MOST);
	expect(&m, kinds);
	metadata_free(&m);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_kind_stays_or_goes),
		cmocka_unit_test(an_orientation_stays_in_exif_of_its_own),
		cmocka_unit_test(what_is_upright_needs_no_exif),
		cmocka_unit_test(what_was_settled_before_stays),
	};

	return cmocka_run_group_tests_name("strip", tests, NULL, NULL);
}
