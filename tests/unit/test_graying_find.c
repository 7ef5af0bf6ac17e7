/* SPDX-License-Identifier: MIT */
#include "meta/graying_find.h"

#include <stdlib.h>
#include <string.h>

#include "profile_fixture.h"

#define GAMMA_22 "\0\0\261\217" /* 45455 */
#define GAMMA_1  "\0\1\206\240" /* 100000 */

/* The pieces of a picture, and what came of them. */
struct run {
	struct metadata list;
	struct graying_books books;
	struct graying graying;
};

static void
add(struct run *run, enum metadata_kind kind, const void *value, size_t nbytes)
{
	struct metadata_piece piece = {.kind = kind,
				       .value = value,
				       .value_nbytes = nbytes,
				       .part = 1,
				       .n_parts = 1};
	struct gm_error err;

	assert_int_equal(metadata_add(&run->list, &piece, &err), GM_OK);
}

static void
add_profile(struct run *run, const struct bytes *profile)
{
	add(run, METADATA_ICC, profile->data, profile->nbytes);
}

/* White, R, G and B as cHRM has them. */
static void
add_primaries(struct run *run, const uint32_t numbers[8])
{
	uint8_t value[32];

	for (size_t i = 0; i < 8; i++)
		octets_put_u32be(value + 4 * i, numbers[i]);
	add(run, METADATA_PRIMARIES, value, sizeof(value));
}

static void
find(struct run *run, enum gray_method method, unsigned bits, bool has_inks)
{
	struct gm_error err;

	run->graying = (struct graying){.method = method};
	assert_int_equal(graying_find(&run->list, bits, has_inks, &run->books,
				      &run->graying, &err),
			 GM_OK);
}

/* For colours: what graying_look() says, and graying_find() does. */
static bool
is_plain(struct run *run, enum gray_method method)
{
	bool is_plain;
	struct gm_error err;

	assert_int_equal(graying_look(&run->list, 0, method, &run->books,
				      &is_plain, &err),
			 GM_OK);
	find(run, method, 8, false);
	assert_int_equal(graying_is_plain(&run->graying), is_plain);
	return is_plain;
}

/* The kinds that are left. */
static void
expect(struct run *run, size_t n, const enum metadata_kind *kinds)
{
	assert_int_equal(run->list.n_items, n);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(metadata_get(&run->list, i).kind, kinds[i]);
	metadata_clear(&run->list);
}

static uint8_t
gray_of(const struct run *run, uint8_t r, uint8_t g, uint8_t b)
{
	const struct image_info info = {.channels = 3, .bits = 8};
	uint8_t gray;

	graying_convert(&run->graying, &info, (uint8_t[3]){r, g, b}, 1, &gray);
	return gray;
}

static void
run_free(struct run *run)
{
	metadata_free(&run->list);
	graying_books_free(&run->books);
}

/* What they become is sRGB, whatever else was said. */
static void
inks_need_a_transform(void **state)
{
	static const enum metadata_kind left[] = {METADATA_RAW, METADATA_SRGB,
						  METADATA_RAW};
	const struct icc_transform *transform = NULL;
	struct run run = {0};
	struct bytes profile = {0};

	(void)state;
	profile_fixture_inks(&profile);
	for (int i = 0; i < 3; i++) {
		add(&run, METADATA_RAW, "a", 1);
		add(&run, METADATA_CURVE, GAMMA_22, 4);
		add_profile(&run, &profile);
		add(&run, METADATA_RAW, "b", 1);
		assert_true(is_plain(&run, GRAY_REC601));
		assert_int_equal(run.list.n_items, 4);
		find(&run, GRAY_REC601, i < 2 ? 8 : 16, true);
		assert_null(run.graying.transform);
		assert_non_null(run.graying.inks);
		/* Once for all files that have it. */
		if (i == 1)
			assert_ptr_equal(run.graying.inks, transform);
		transform = run.graying.inks;
		expect(&run, 3, left);
	}
	bytes_free(&profile);
	run_free(&run);
}

static void
so_do_colors_without_a_gray_curve(void **state)
{
	static const enum metadata_kind left[] = {METADATA_SRGB};
	struct run run = {0};
	struct bytes profiles[2] = {{0}};

	(void)state;
	profile_fixture_uneven(&profiles[0]);
	profile_fixture_inks(&profiles[1]);
	/* In turn: the books have one transform. */
	for (int i = 0; i < 6; i++) {
		bool has_inks = i % 2 == 1;

		add_profile(&run, &profiles[i % 2]);
		find(&run, i < 3 ? GRAY_REC601 : GRAY_LINEAR, i < 4 ? 8 : 16,
		     has_inks);
		assert_int_equal(run.graying.transform != NULL, !has_inks);
		assert_int_equal(run.graying.inks != NULL, has_inks);
		assert_null(run.graying.light);
		expect(&run, 1, left);
	}
	add_profile(&run, &profiles[0]);
	assert_false(is_plain(&run, GRAY_AVERAGE));
	bytes_free(&profiles[0]);
	bytes_free(&profiles[1]);
	run_free(&run);
}

/* In place, over more pixels than are transformed at a time. */
static void
alpha_takes_no_part_in_it(void **state)
{
	enum {
		N = 2500
	};
	static uint16_t wide[4 * N], wide_rgb[3 * N], wide_gray[N];
	static uint8_t narrow[4 * N], narrow_rgb[3 * N], narrow_gray[N];
	struct image_info rgb = {.channels = 3}, rgba = {.channels = 4};
	struct run run = {0};
	struct bytes profile = {0};

	(void)state;
	profile_fixture_uneven(&profile);
	for (unsigned i = 0; i < N; i++)
		for (unsigned c = 0; c < 4; c++) {
			wide[4 * i + c] = (uint16_t)(i * 7919 + c * 30011);
			narrow[4 * i + c] = (uint8_t)(wide[4 * i + c] >> 8);
			if (c == 3)
				continue;
			wide_rgb[3 * i + c] = wide[4 * i + c];
			narrow_rgb[3 * i + c] = narrow[4 * i + c];
		}
	add_profile(&run, &profile);
	find(&run, GRAY_REC601, 8, false);
	rgb.bits = rgba.bits = 8;
	graying_convert(&run.graying, &rgb, narrow_rgb, N, narrow_gray);
	graying_convert(&run.graying, &rgba, narrow, N, narrow);
	metadata_clear(&run.list);
	add_profile(&run, &profile);
	find(&run, GRAY_REC601, 16, false);
	rgb.bits = rgba.bits = 16;
	graying_convert(&run.graying, &rgb, wide_rgb, N, wide_gray);
	graying_convert(&run.graying, &rgba, wide, N, wide);
	for (unsigned i = 0; i < N; i++) {
		uint16_t alpha = (uint16_t)(i * 7919 + 3 * 30011);

		assert_int_equal(narrow[2 * i], narrow_gray[i]);
		assert_int_equal(narrow[2 * i + 1], alpha >> 8);
		assert_int_equal(wide[2 * i], wide_gray[i]);
		assert_int_equal(wide[2 * i + 1], alpha);
	}
	bytes_free(&profile);
	run_free(&run);
}

static void
what_cannot_be_made_is_done_without(void **state)
{
	static const enum metadata_kind left[] = {METADATA_ICC};
	struct run run = {0};
	struct bytes profile = {0};

	(void)state;
	find(&run, GRAY_REC601, 8, true);
	assert_null(run.graying.inks);
	/* Of inks, and without its table, whose tag is the first one. */
	profile_fixture_inks(&profile);
	memcpy(profile.data + 132, "none", 4);
	for (int i = 0; i < 2; i++) {
		add_profile(&run, &profile);
		find(&run, GRAY_REC601, 8, true);
		assert_null(run.graying.inks);
		expect(&run, 1, left);
	}
	bytes_free(&profile);
	run_free(&run);
}

/* Only linear light asks for more than the codes. */
static void
a_gray_curve_is_for_linear_light(void **state)
{
	struct run run = {0};
	struct bytes profile = {0};

	(void)state;
	profile_fixture_gamma(&profile);
	add_profile(&run, &profile);
	assert_true(is_plain(&run, GRAY_REC709));
	assert_false(is_plain(&run, GRAY_LINEAR));
	assert_non_null(run.graying.light);
	assert_int_equal(gray_of(&run, 90, 90, 90), 90);
	find(&run, GRAY_LINEAR, 16, false);
	assert_int_equal(run.graying.light->bits, 16);
	metadata_clear(&run.list);
	/* sRGB keeps its own way. */
	profile_fixture_srgb(&profile);
	add_profile(&run, &profile);
	assert_true(is_plain(&run, GRAY_LINEAR));
	metadata_clear(&run.list);
	assert_true(is_plain(&run, GRAY_LINEAR));
	bytes_free(&profile);
	run_free(&run);
}

/* PNG 4.3. */
static void
the_best_that_is_said_counts(void **state)
{
	static const uint32_t wide[8] = {31270, 32900, 70800, 29200,
					 17000, 79700, 13100, 4600};
	struct run run = {0};
	struct bytes profile = {0};

	(void)state;
	profile_fixture_srgb(&profile);
	/* A gamma, */
	add_primaries(&run, wide);
	assert_true(is_plain(&run, GRAY_LINEAR));
	add(&run, METADATA_CURVE, GAMMA_1, 4);
	assert_true(is_plain(&run, GRAY_REC709));
	assert_false(is_plain(&run, GRAY_LINEAR));
	/* 0.6780 of it. */
	assert_int_equal(gray_of(&run, 0, 200, 0), 136);
	/* that says less than sRGB, */
	add(&run, METADATA_SRGB, "", 1);
	assert_true(is_plain(&run, GRAY_LINEAR));
	/* that says less than code points. */
	add(&run, METADATA_CICP, "\1\10\0\1", 4);
	assert_false(is_plain(&run, GRAY_LINEAR));
	assert_int_equal(gray_of(&run, 0, 200, 0), 143);
	metadata_clear(&run.list);
	/* So does a profile, whatever it is. */
	profile_fixture_uneven(&profile);
	add_profile(&run, &profile);
	add(&run, METADATA_CICP, "\1\15\0\1", 4);
	assert_true(is_plain(&run, GRAY_LINEAR));
	metadata_clear(&run.list);
	profile_fixture_srgb(&profile);
	add_profile(&run, &profile);
	add(&run, METADATA_CURVE, GAMMA_1, 4);
	assert_true(is_plain(&run, GRAY_LINEAR));
	bytes_free(&profile);
	run_free(&run);
}

static void
a_gamma_may_stand_for_srgb(void **state)
{
	static const uint32_t srgb[8] = {31270, 32900, 64000, 33000,
					 30000, 60000, 15000, 6000};
	static const uint32_t flat[8] = {31270, 32900, 31270, 32900,
					 31270, 32900, 31270, 32900};
	struct run run = {0};

	(void)state;
	add(&run, METADATA_CURVE, GAMMA_22, 4);
	assert_true(is_plain(&run, GRAY_LINEAR));
	add_primaries(&run, srgb);
	assert_true(is_plain(&run, GRAY_LINEAR));
	metadata_clear(&run.list);
	/* None at all. */
	add(&run, METADATA_CURVE, "\0\0\0\0", 4);
	assert_true(is_plain(&run, GRAY_LINEAR));
	metadata_clear(&run.list);
	add(&run, METADATA_CURVE, "", 0);
	assert_true(is_plain(&run, GRAY_LINEAR));
	metadata_clear(&run.list);
	/* No white can be made of these. */
	add(&run, METADATA_CURVE, GAMMA_1, 4);
	add_primaries(&run, flat);
	assert_true(is_plain(&run, GRAY_LINEAR));
	metadata_clear(&run.list);
	/* The same bytes are two things. */
	add(&run, METADATA_CURVE, "\1\10\0\1", 4);
	assert_false(is_plain(&run, GRAY_LINEAR));
	metadata_clear(&run.list);
	add(&run, METADATA_CICP, "\1\10\0\1", 4);
	assert_false(is_plain(&run, GRAY_LINEAR));
	assert_int_equal(gray_of(&run, 0, 200, 0), 143);
	run_free(&run);
}

static void
what_is_not_known_is_refused(void **state)
{
	struct run run = {0};
	struct gm_error err;

	(void)state;
	add(&run, METADATA_CICP, "\1\2\0\1", 4);
	assert_true(is_plain(&run, GRAY_REC601));
	run.graying = (struct graying){.method = GRAY_LINEAR};
	assert_int_equal(graying_find(&run.list, 8, false, &run.books,
				      &run.graying, &err),
			 GM_ERR_UNSUPPORTED);
	assert_non_null(strstr(err.text, "transfer characteristics 2"));
	run_free(&run);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(inks_need_a_transform),
		cmocka_unit_test(so_do_colors_without_a_gray_curve),
		cmocka_unit_test(alpha_takes_no_part_in_it),
		cmocka_unit_test(what_cannot_be_made_is_done_without),
		cmocka_unit_test(a_gray_curve_is_for_linear_light),
		cmocka_unit_test(the_best_that_is_said_counts),
		cmocka_unit_test(a_gamma_may_stand_for_srgb),
		cmocka_unit_test(what_is_not_known_is_refused),
	};

	return cmocka_run_group_tests_name("graying_find", tests, NULL, NULL);
}
