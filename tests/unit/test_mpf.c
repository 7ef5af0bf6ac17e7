/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/mpf.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "mpf_fixture.h"

/* The index ends where memory does. */
static bool
read_index(const struct mpf_fixture *f, size_t nbytes, struct mpf *mpf)
{
	uint8_t *data = malloc(nbytes > 0 ? nbytes : 1);
	bool is_read;

	assert_non_null(data);
	memcpy(data, f->data, nbytes);
	is_read = mpf_read(data, nbytes, mpf);
	free(data);
	return is_read;
}

static void
test_places(void **state)
{
	(void)state;
	for (int big = 0; big < 2; big++) {
		struct mpf_fixture f = mpf_fixture_make(big, 3, false);
		struct mpf_place place = {300, 400};
		struct mpf mpf;

		mpf_fixture_place(&f, 1, 100, 200);
		assert_true(read_index(&f, f.nbytes, &mpf));
		assert_int_equal(mpf.n, 3);
		assert_int_equal(mpf_place(f.data, &mpf, 0).nbytes, 0);
		assert_int_equal(mpf_place(f.data, &mpf, 1).nbytes, 100);
		assert_int_equal(mpf_place(f.data, &mpf, 1).offset, 200);
		mpf_set_place(f.data, &mpf, 2, place);
		assert_int_equal(mpf_place(f.data, &mpf, 2).nbytes, 300);
		assert_int_equal(mpf_place(f.data, &mpf, 2).offset, 400);
		assert_int_equal(mpf_place(f.data, &mpf, 1).offset, 200);
		for (size_t n = 0; n < f.nbytes; n++)
			assert_false(read_index(&f, n, &mpf));
	}
}

/* Of four pictures the third goes: what is said of the others stays. */
static void
test_one_goes(void **state)
{
	const bool kept[MPF_MAX_PICTURES] = {false, true, false, true};
	const size_t ids_at = MPF_FIXTURE_ENTRIES_AT + 4 * 16;

	(void)state;
	for (int big = 0; big < 2; big++) {
		struct mpf_fixture f = mpf_fixture_make(big, 4, true);
		uint8_t *last = f.data + MPF_FIXTURE_ENTRIES_AT + 2 * 16;
		struct mpf mpf;

		mpf_fixture_place(&f, 1, 100, 200);
		mpf_fixture_place(&f, 2, 300, 400);
		mpf_fixture_place(&f, 3, 500, 600);
		/* The last one depends on the second, and on that. */
		mpf_fixture_u16(&f, MPF_FIXTURE_ENTRIES_AT + 3 * 16 + 12, 2);
		mpf_fixture_u16(&f, MPF_FIXTURE_ENTRIES_AT + 3 * 16 + 14, 3);
		mpf_fixture_u16(&f, MPF_FIXTURE_ENTRIES_AT + 16 + 12, 4);
		mpf_fixture_u16(&f, MPF_FIXTURE_ENTRIES_AT + 16 + 14, 77);
		assert_true(read_index(&f, f.nbytes, &mpf));
		mpf_keep(f.data, &mpf, kept);
		assert_true(read_index(&f, f.nbytes, &mpf));
		assert_int_equal(mpf.n, 3);
		assert_int_equal(f.data[big ? 21 : 18], 3);
		assert_int_equal(mpf_place(f.data, &mpf, 1).offset, 200);
		assert_int_equal(mpf_place(f.data, &mpf, 2).offset, 600);
		assert_int_equal(last[big ? 13 : 12], 2);
		assert_int_equal(last[14] | last[15], 0);
		assert_int_equal(last[-16 + (big ? 13 : 12)], 3);
		assert_int_equal(last[-16 + 14] | last[-16 + 15], 0);
		for (size_t i = 16; i < 32; i++)
			assert_int_equal(last[i], 0);
		assert_int_equal(f.data[ids_at + 33], 'b');
		assert_int_equal(f.data[ids_at + 66], 'd');
		assert_int_equal(f.data[ids_at + 99], 0);
		assert_int_equal(f.data[ids_at + 131], 0);
	}
}

static void
expect_none(const struct mpf_fixture *f)
{
	struct mpf mpf;

	assert_false(read_index(f, f->nbytes, &mpf));
}

static void
test_what_is_none(void **state)
{
	struct mpf_fixture f = mpf_fixture_make(true, 2, true);
	struct mpf mpf;

	(void)state;
	assert_true(read_index(&f, f.nbytes, &mpf));
	f.data[0] = 'I';
	expect_none(&f);
	/* No entries; of another type; not whole; over the directory. */
	f = mpf_fixture_make(true, 2, false);
	mpf_fixture_u16(&f, 22, 0xb0ff);
	expect_none(&f);
	f = mpf_fixture_make(true, 0, false);
	expect_none(&f);
	f = mpf_fixture_make(true, 2, false);
	mpf_fixture_u16(&f, 24, 4);
	expect_none(&f);
	f = mpf_fixture_make(true, 2, false);
	mpf_fixture_u32(&f, 26, 31);
	expect_none(&f);
	f = mpf_fixture_make(true, 2, false);
	mpf_fixture_u32(&f, 30, 49);
	expect_none(&f);
	mpf_fixture_u32(&f, 30, 0xffffffff);
	expect_none(&f);
	/* Ids over entries, and not as many. */
	f = mpf_fixture_make(true, 2, true);
	mpf_fixture_u32(&f, 42, MPF_FIXTURE_ENTRIES_AT + 31);
	expect_none(&f);
	f = mpf_fixture_make(true, 2, true);
	mpf_fixture_u32(&f, 38, 33);
	expect_none(&f);
	/* A directory of 65535 fields, or nowhere. */
	f = mpf_fixture_make(true, 2, false);
	mpf_fixture_u16(&f, 8, 0xffff);
	expect_none(&f);
	mpf_fixture_u32(&f, 4, 0xffffffff);
	expect_none(&f);
	mpf_fixture_u32(&f, 4, 0);
	expect_none(&f);
}

static void
test_too_many(void **state)
{
	struct mpf_fixture f = mpf_fixture_make(false, MPF_MAX_PICTURES, false);
	struct mpf mpf;

	(void)state;
	assert_true(read_index(&f, f.nbytes, &mpf));
	f = mpf_fixture_make(false, MPF_MAX_PICTURES + 1, false);
	expect_none(&f);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_places),
		cmocka_unit_test(test_one_goes),
		cmocka_unit_test(test_what_is_none),
		cmocka_unit_test(test_too_many),
	};

	return cmocka_run_group_tests_name("mpf", tests, NULL, NULL);
}
