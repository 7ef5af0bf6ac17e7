/* SPDX-License-Identifier: MIT */
#include "meta/profile.h"

#include <string.h>

#include "profile_fixture.h"

/* A list of pieces, and what became of it. */
struct run {
	struct metadata list;
	struct profile_book book;
	const char *warning;
};

static void
add(struct run *run, enum metadata_kind kind, const void *value, size_t nbytes,
    unsigned part, unsigned n_parts)
{
	struct metadata_piece piece = {.kind = kind,
				       .value = value,
				       .value_nbytes = nbytes,
				       .part = (uint8_t)part,
				       .n_parts = (uint8_t)n_parts};
	struct gm_error err;

	assert_int_equal(metadata_add(&run->list, &piece, &err), GM_OK);
}

static void
add_profile(struct run *run, const struct bytes *profile)
{
	add(run, METADATA_ICC, profile->data, profile->nbytes, 1, 1);
}

static void
settle_as(struct run *run, size_t first, enum profile_policy policy,
	  enum profile_model model)
{
	struct gm_error err;

	run->warning = NULL;
	assert_int_equal(profile_settle(&run->list, first, policy, model,
					&run->book, &run->warning, &err),
			 GM_OK);
}

static void
settle(struct run *run, size_t first, enum profile_policy policy)
{
	settle_as(run, first, policy, PROFILE_OF_GRAY);
}

/* The kinds of the pieces, and what the first profile is. */
static void
expect(struct run *run, const char *kinds, enum icc_kind profile)
{
	size_t n = strlen(kinds);

	assert_int_equal(run->list.n_items, n);
	for (size_t i = 0; i < n; i++) {
		struct metadata_piece piece = metadata_get(&run->list, i);
		enum icc_kind kind;
		struct gm_error err;

		switch (kinds[i]) {
		case 's':
			assert_int_equal(piece.kind, METADATA_SRGB);
			assert_int_equal(piece.value_nbytes, 1);
			break;
		case 'p':
			assert_int_equal(piece.kind, METADATA_ICC);
			assert_int_equal(icc_look(piece.value,
						  piece.value_nbytes, &kind,
						  &err),
					 GM_OK);
			assert_int_equal(kind, profile);
			break;
		default:
			assert_int_equal(piece.kind, METADATA_RAW);
			assert_int_equal(piece.value[0], kinds[i]);
		}
	}
	metadata_clear(&run->list);
}

static void
run_free(struct run *run)
{
	metadata_free(&run->list);
	profile_book_free(&run->book);
}

static void
of_srgb_none_is_needed(void **state)
{
	struct run run = {0};
	struct bytes profile = {0};

	(void)state;
	profile_fixture_srgb(&profile);
	/* Twice: looked into, and looked up. */
	for (int i = 0; i < 2; i++) {
		add(&run, METADATA_RAW, "a", 1, 1, 1);
		add_profile(&run, &profile);
		add(&run, METADATA_RAW, "b", 1, 1, 1);
		settle(&run, 0, PROFILE_AUTO);
		assert_null(run.warning);
		expect(&run, "asb", ICC_GRAY);
	}
	add_profile(&run, &profile);
	add(&run, METADATA_SRGB, "\1", 1, 1, 1);
	settle(&run, 0, PROFILE_AUTO);
	expect(&run, "s", ICC_GRAY);
	add_profile(&run, &profile);
	settle(&run, 0, PROFILE_ALWAYS);
	expect(&run, "p", ICC_GRAY);
	bytes_free(&profile);
	run_free(&run);
}

static void
another_curve_stays(void **state)
{
	struct run run = {0};
	struct bytes profile = {0};

	(void)state;
	profile_fixture_gamma(&profile);
	for (int i = 0; i < 2; i++) {
		add(&run, METADATA_RAW, "a", 1, 1, 1);
		/* In two parts. */
		add(&run, METADATA_ICC, profile.data, 100, 1, 2);
		add(&run, METADATA_RAW, "b", 1, 1, 1);
		add(&run, METADATA_ICC, profile.data + 100,
		    profile.nbytes - 100, 2, 2);
		settle(&run, 0, i == 0 ? PROFILE_AUTO : PROFILE_ALWAYS);
		assert_null(run.warning);
		expect(&run, "apb", ICC_GRAY);
	}
	add_profile(&run, &profile);
	settle(&run, 0, PROFILE_NEVER);
	expect(&run, "", ICC_GRAY);
	bytes_free(&profile);
	run_free(&run);
}

static void
one_of_gray_stays_as_it_is(void **state)
{
	struct run run = {0};
	struct bytes profile = {0};

	(void)state;
	profile_fixture_gray(&profile);
	add(&run, METADATA_ICC, profile.data, 100, 1, 2);
	add(&run, METADATA_ICC, profile.data + 100, profile.nbytes - 100, 2, 2);
	settle(&run, 0, PROFILE_AUTO);
	assert_int_equal(run.list.n_items, 2);
	assert_int_equal(metadata_get(&run.list, 0).value_nbytes, 100);
	metadata_clear(&run.list);
	add_profile(&run, &profile);
	settle(&run, 0, PROFILE_NEVER);
	expect(&run, "", ICC_GRAY);
	bytes_free(&profile);
	run_free(&run);
}

static void
what_has_none_is_given_one(void **state)
{
	struct run run = {0};

	(void)state;
	settle(&run, 0, PROFILE_AUTO);
	expect(&run, "", ICC_GRAY);
	add(&run, METADATA_RAW, "a", 1, 1, 1);
	settle(&run, 0, PROFILE_ALWAYS);
	/* Once a file. */
	settle(&run, run.list.n_items, PROFILE_ALWAYS);
	expect(&run, "ap", ICC_GRAY);
	add(&run, METADATA_SRGB, "", 1, 1, 1);
	settle(&run, 0, PROFILE_ALWAYS);
	expect(&run, "p", ICC_GRAY);
	/* It says what its samples are. */
	add(&run, METADATA_CURVE, "", 1, 1, 1);
	settle(&run, 0, PROFILE_ALWAYS);
	assert_int_equal(run.list.n_items, 1);
	metadata_clear(&run.list);
	add(&run, METADATA_CICP, "\11\20\0\1", 4, 1, 1);
	settle(&run, 0, PROFILE_ALWAYS);
	assert_int_equal(run.list.n_items, 1);
	run_free(&run);
}

static void
what_cannot_be_read_is_left_out(void **state)
{
	struct run run = {0};
	struct bytes profile = {0};

	(void)state;
	profile_fixture_gamma(&profile);
	for (int i = 0; i < 4; i++) {
		/* Cut, a part that is missing, out of order, unreadable. */
		size_t n = i == 0 ? 200 : profile.nbytes;

		add(&run, METADATA_ICC, profile.data, n, i == 2 ? 2 : 1,
		    i == 3   ? 0
		    : i == 0 ? 1
			     : 2);
		add(&run, METADATA_RAW, "a", 1, 1, 1);
		settle(&run, 0, PROFILE_AUTO);
		assert_string_equal(run.warning, PROFILE_DAMAGED_WARNING);
		expect(&run, "a", ICC_GRAY);
	}
	/* Of its size, and yet no profile. */
	memset(profile.data + 36, 'x', 4);
	add_profile(&run, &profile);
	settle(&run, 0, PROFILE_ALWAYS);
	assert_string_equal(run.warning, PROFILE_DAMAGED_WARNING);
	expect(&run, "", ICC_GRAY);
	bytes_free(&profile);
	run_free(&run);
}

/* More than the book has place for, and some that it does not keep. */
/* Of inks in a picture that has none, say. */
static void
what_is_for_other_samples_is_left_out(void **state)
{
	struct run run = {0};
	struct bytes profile = {0};

	(void)state;
	profile_fixture_inks(&profile);
	add_profile(&run, &profile);
	settle(&run, 0, PROFILE_AUTO);
	assert_string_equal(run.warning, PROFILE_OTHER_WARNING);
	expect(&run, "", ICC_GRAY);
	profile_fixture_uneven(&profile);
	add_profile(&run, &profile);
	settle(&run, 0, PROFILE_ALWAYS);
	assert_string_equal(run.warning, PROFILE_OTHER_WARNING);
	expect(&run, "", ICC_GRAY);
	bytes_free(&profile);
	run_free(&run);
}

static void
many_are_told_apart(void **state)
{
	struct run run = {0};
	struct bytes profile = {0};

	(void)state;
	for (uint32_t i = 0; i < 3 * PROFILE_BOOK_N; i++) {
		if (i % 2 == 0)
			profile_fixture_gamma(&profile);
		else
			profile_fixture_srgb(&profile);
		profile_fixture_stretch(&profile, 6000 + i / 2);
		if (i % 5 == 4)
			profile_fixture_stretch(&profile,
						PROFILE_BOOK_NBYTES + i);
		add_profile(&run, &profile);
		settle(&run, 0, PROFILE_AUTO);
		expect(&run, i % 2 == 0 ? "p" : "s", ICC_GRAY);
	}
	bytes_free(&profile);
	run_free(&run);
}

/* Where readers see RGB, one of RGB is kept, and what is made is of RGB. */
static void
of_rgb_are_those_of_other_formats(void **state)
{
	static void (*const make[])(struct bytes *) = {
		profile_fixture_srgb, profile_fixture_gamma,
		profile_fixture_gray, profile_fixture_gray_gamma};
	static const struct {
		const char *wanted;
		enum icc_kind kind;
	} of[4][2] = {
		{{"as", ICC_SRGB}, {"ap", ICC_SRGB}},
		{{"ap", ICC_CURVE}, {"ap", ICC_CURVE}},
		{{"as", ICC_SRGB}, {"ap", ICC_SRGB}},
		{{"ap", ICC_CURVE}, {"ap", ICC_CURVE}},
	};
	struct run run = {0};
	struct bytes profile = {0};

	(void)state;
	/* Twice: looked into, and looked up. */
	for (int i = 0; i < 8; i++)
		for (int j = 0; j < 2; j++) {
			make[i % 4](&profile);
			add(&run, METADATA_RAW, "a", 1, 1, 1);
			add_profile(&run, &profile);
			settle_as(&run, 0,
				  j == 0 ? PROFILE_AUTO : PROFILE_ALWAYS,
				  PROFILE_OF_RGB);
			assert_null(run.warning);
			if (i % 4 < 2 && of[i % 4][j].wanted[1] == 'p')
				assert_memory_equal(
					metadata_get(&run.list, 1).value,
					profile.data, profile.nbytes);
			expect(&run, of[i % 4][j].wanted, of[i % 4][j].kind);
		}
	settle_as(&run, 0, PROFILE_ALWAYS, PROFILE_OF_RGB);
	expect(&run, "p", ICC_SRGB);
	add_profile(&run, &profile);
	settle_as(&run, 0, PROFILE_NEVER, PROFILE_OF_RGB);
	expect(&run, "", ICC_SRGB);
	bytes_free(&profile);
	run_free(&run);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(of_srgb_none_is_needed),
		cmocka_unit_test(another_curve_stays),
		cmocka_unit_test(one_of_gray_stays_as_it_is),
		cmocka_unit_test(what_has_none_is_given_one),
		cmocka_unit_test(what_cannot_be_read_is_left_out),
		cmocka_unit_test(what_is_for_other_samples_is_left_out),
		cmocka_unit_test(many_are_told_apart),
		cmocka_unit_test(of_rgb_are_those_of_other_formats),
	};

	return cmocka_run_group_tests_name("profile", tests, NULL, NULL);
}
