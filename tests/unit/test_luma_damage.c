/* SPDX-License-Identifier: MIT */
/* Damaged files step aside, or come out as libjpeg reads them. */
#include "luma_fixture.h"

static const jpeg_scan_info dc_refined[] = {
	{3, {0, 1, 2}, 0, 0, 0, 1}, {1, {0}, 1, 63, 0, 0},
	{1, {1}, 1, 63, 0, 0},      {1, {2}, 1, 63, 0, 0},
	{3, {0, 1, 2}, 0, 0, 1, 0},
};

/* The kinds of files that are damaged here. */
static unsigned
make_kind(unsigned i, struct bytes *file)
{
	struct jpeg_recipe recipe = jpeg_fixture_color;

	recipe.progressive = i == 1;
	recipe.restart = i == 2 ? 2 : 0;
	if (i == 3) {
		recipe.scans = dc_refined;
		recipe.n_scans = 5;
	}
	if (i == 4 || i == 5)
		recipe.in_space = recipe.space = JCS_GRAYSCALE;
	if (i == 5)
		recipe.progressive = true;
	file->nbytes = 0;
	jpeg_fixture_make(&recipe, file);
	return 6;
}

/* However much is missing at the end; what is too much is told. */
static void
test_cut_everywhere(void **state)
{
	struct bytes file = {0};
	struct luma_run run = {0};
	void *luma = NULL;
	struct gm_error err;

	(void)state;
	for (unsigned i = 0; i < make_kind(i, &file); i++) {
		for (size_t n = 0; n < file.nbytes; n++) {
			luma_fixture_copy(&luma, file.data, n, UINT64_MAX,
					  &run);
			assert_int_equal(run.status, GM_ERR_UNSUPPORTED);
		}
		bytes_append(&file, "\0", 1, &err);
		luma_fixture_copy(&luma, file.data, file.nbytes, UINT64_MAX,
				  &run);
		assert_int_equal(run.status, GM_OK);
		assert_true(run.outcome.has_more);
	}
	recode_free(luma);
	bytes_free(&run.out);
	bytes_free(&file);
}

/*
 * Buffers with tables of steps for the standard codes: small files then take
 * steps too.
 */
static void *
with_steps(void)
{
	struct jpeg_recipe recipe = jpeg_fixture_color;
	struct bytes file = {0};
	struct luma_run run = {0};
	void *luma = NULL;

	recipe.width = recipe.height = 200;
	recipe.noise = true;
	jpeg_fixture_make(&recipe, &file);
	assert_in_range(file.nbytes, 20000, SIZE_MAX);
	luma_fixture_copy(&luma, file.data, file.nbytes, UINT64_MAX, &run);
	assert_int_equal(run.status, GM_OK);
	bytes_free(&run.out);
	bytes_free(&file);
	return luma;
}

/* True when it was copied; then it is what libjpeg reads without a warning. */
static bool
survives(void **luma, const struct bytes *file)
{
	struct luma_run run = {0};
	bool copied;

	luma_fixture_copy(luma, file->data, file->nbytes, UINT64_MAX, &run);
	copied = run.status == GM_OK;
	if (copied)
		luma_fixture_compare(file, &run.out);
	bytes_free(&run.out);
	return copied;
}

static size_t
first_byte_of_data(const struct bytes *file)
{
	size_t scan = jpeg_fixture_find(file, 0, 0xda);

	return scan + 2 + file->data[scan + 3];
}

/* Every bit of the data, with tables of steps and without. */
static void
flip_all(unsigned kind)
{
	struct bytes file = {0};
	void *slow = NULL, *fast = with_steps();
	size_t n_copied = 0, n = 0;

	make_kind(kind, &file);
	for (size_t i = first_byte_of_data(&file); i < file.nbytes; i++)
		for (unsigned bit = 0; bit < 8; bit++, n++) {
			bool copied;

			file.data[i] ^= (uint8_t)(1u << bit);
			copied = survives(&slow, &file);
			assert_int_equal(survives(&fast, &file), copied);
			n_copied += copied;
			file.data[i] ^= (uint8_t)(1u << bit);
		}
	/* Many only change a value. */
	assert_in_range(n_copied, n / 10, n);
	recode_free(slow);
	recode_free(fast);
	bytes_free(&file);
}

static void
test_bits_flipped(void **state)
{
	(void)state;
	flip_all(0);
}

static void
test_bits_flipped_with_restarts(void **state)
{
	(void)state;
	flip_all(2);
}

static void
test_bits_flipped_in_gray(void **state)
{
	(void)state;
	flip_all(4);
}

/* Anywhere, headers too: no sanitizer has a word. */
static void
test_any_bit_of_any_kind(void **state)
{
	struct bytes file = {0};
	struct luma_run run = {0};
	void *luma = with_steps();

	(void)state;
	for (unsigned i = 0; i < make_kind(i, &file); i++)
		for (size_t at = 0; at < file.nbytes; at++) {
			uint8_t flip = (uint8_t)(1u << at % 8);

			file.data[at] ^= flip;
			luma_fixture_copy(&luma, file.data, file.nbytes,
					  1000000, &run);
			file.data[at] ^= flip;
		}
	recode_free(luma);
	bytes_free(&run.out);
	bytes_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_cut_everywhere),
		cmocka_unit_test(test_bits_flipped),
		cmocka_unit_test(test_bits_flipped_with_restarts),
		cmocka_unit_test(test_bits_flipped_in_gray),
		cmocka_unit_test(test_any_bit_of_any_kind),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
