/* SPDX-License-Identifier: MIT */
/* Of damaged files, none is made into something else than libpng would. */
#include "gray_png_fixture.h"

static const struct gray_png_recipe small[] = {
	{.width = 5, .height = 4, .type = 2, .depth = 8, .noise = 9},
	{.width = 5, .height = 4, .type = 6, .depth = 8, .opaque = true},
	{.width = 7, .height = 5, .type = 3, .depth = 2},
	{.width = 5, .height = 5, .type = 0, .depth = 8, .interlaced = true},
	{.width = 9, .height = 3, .type = 4, .depth = 8},
};

#define N_SMALL (sizeof(small) / sizeof(small[0]))

static void
make(const struct gray_png_recipe *recipe, struct bytes *file)
{
	file->nbytes = 0;
	gray_png_fixture_make(recipe, file);
	png_fixture_insert(file, PNG_AFTER_IHDR, "tEXt", "a\0b", 3);
	png_fixture_insert(file, file->nbytes - PNG_IEND_BYTES, "tIME",
			   "\7\346\1\1\0\0\0", 7);
}

/* Stepped aside, or libpng finds the file good and its pixels the same. */
static bool
is_taken(void **png, const struct bytes *file)
{
	struct gray_png_run run = {0};
	bool taken;

	gray_png_fixture_copy(png, file, gray_png_fixture_options(), &run);
	taken = run.status == GM_OK;
	/* Of a wrong sum, libpng makes an error or a warning. */
	if (taken && run.outcome.warning[0] == '\0')
		gray_png_fixture_compare(file, &run.out, GRAY_REC601);
	bytes_free(&run.out);
	return taken;
}

static void
test_flipped(void **state)
{
	struct bytes file = {0};
	static void *png;

	(void)state;
	for (size_t i = 0; i < N_SMALL; i++) {
		make(&small[i], &file);
		assert_true(is_taken(&png, &file));
		for (size_t bit = 0; bit < file.nbytes * 8; bit++) {
			file.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
			/* No bit but it is under a CRC, or is one. */
			assert_false(is_taken(&png, &file));
			file.data[bit / 8] ^= (uint8_t)(1u << bit % 8);
		}
	}
	bytes_free(&file);
}

/* Flip each bit of a chunk's type and payload, with a CRC that says so. */
static unsigned
flip_mended(void **png, struct bytes *file, size_t at)
{
	size_t end = at + 8 + png_get_uint_32(file->data + at);
	unsigned n_taken = 0;

	for (size_t bit = (at + 4) * 8; bit < end * 8; bit++) {
		file->data[bit / 8] ^= (uint8_t)(1u << bit % 8);
		chunk_fixture_mend(file, at);
		n_taken += is_taken(png, file);
		file->data[bit / 8] ^= (uint8_t)(1u << bit % 8);
	}
	chunk_fixture_mend(file, at);
	return n_taken;
}

static void
test_flipped_and_mended(void **state)
{
	struct bytes file = {0};
	static void *png;

	(void)state;
	for (size_t i = 0; i < N_SMALL; i++) {
		unsigned n_taken = 0;

		make(&small[i], &file);
		for (size_t at = 8; at < file.nbytes;
		     at += 12 + png_get_uint_32(file.data + at))
			n_taken += flip_mended(&png, &file, at);
		/* Those of the text, and others. */
		assert_true(n_taken > 8);
	}
	bytes_free(&file);
}

/* As of the whole file, and said. */
static void
expect_wrong_sum(const struct bytes *file, const struct bytes *whole)
{
	struct gray_png_run run = {0};

	gray_png_fixture_run(file, gray_png_fixture_options(), &run);
	assert_int_equal(run.status, GM_OK);
	assert_string_equal(run.outcome.warning, CODEC_PNG_WRONG_SUM);
	assert_int_equal(run.out.nbytes, whole->nbytes);
	assert_memory_equal(run.out.data, whole->data, whole->nbytes);
	bytes_free(&run.out);
}

/* The chunk is right, but not the Adler-32 at the end of it, or it is short. */
static void
test_wrong_sum(void **state)
{
	(void)state;
	for (size_t i = 0; i < N_SMALL; i++) {
		struct gray_png_run whole = {0};
		struct bytes file = {0};
		size_t at = PNG_AFTER_IHDR, end;

		gray_png_fixture_make(&small[i], &file);
		gray_png_fixture_run(&file, gray_png_fixture_options(), &whole);
		while (memcmp(file.data + at + 4, "IDAT", 4) != 0)
			at += 12 + png_get_uint_32(file.data + at);
		for (unsigned n = 0; n <= 4; n++) {
			end = at + 8 + png_get_uint_32(file.data + at);
			if (n == 0) {
				file.data[end - 1] ^= 1;
			} else {
				png_save_uint_32(file.data + at,
						 (png_uint_32)(end - at - 9));
				memmove(file.data + end - 1, file.data + end,
					file.nbytes - end);
				file.nbytes--;
			}
			chunk_fixture_mend(&file, at);
			expect_wrong_sum(&file, &whole.out);
		}
		bytes_free(&whole.out);
		bytes_free(&file);
	}
}

static void
test_truncated(void **state)
{
	struct bytes file = {0};
	static void *png;

	(void)state;
	for (size_t i = 0; i < N_SMALL; i++) {
		make(&small[i], &file);
		do {
			file.nbytes--;
			assert_false(is_taken(&png, &file));
		} while (file.nbytes > 0);
	}
	bytes_free(&file);
}

/* Data, filters, indices: what the chunks alone do not tell. */
static void
expect_aside(int type, int depth, const void *rows, size_t nbytes)
{
	struct gray_png_run run = {0};
	struct bytes file = {0};

	chunk_fixture_head(&file, 3, 2, depth, type, 0);
	if (type == PNG_COLOR_TYPE_PALETTE)
		chunk_fixture_add(&file, "PLTE", "123456789", 9);
	chunk_fixture_pixels(&file, rows, nbytes);
	chunk_fixture_end(&file);
	gray_png_fixture_run(&file, gray_png_fixture_options(), &run);
	assert_int_equal(run.status, GM_ERR_UNSUPPORTED);
	assert_int_equal(run.outcome.width, 3);
	assert_int_equal(run.outcome.height, 2);
	bytes_free(&file);
}

static void
test_pixels(void **state)
{
	static const char rows[20], filter_5[20] = {0, 0, 0, 0, 5};

	(void)state;
	for (size_t n = 0; n < 20; n++)
		if (n != 8)
			expect_aside(PNG_COLOR_TYPE_GRAY, 8, rows, n);
	expect_aside(PNG_COLOR_TYPE_RGB, 8, rows, 19);
	expect_aside(PNG_COLOR_TYPE_GRAY, 8, filter_5, 8);
	expect_aside(PNG_COLOR_TYPE_PALETTE, 8, "\0\1\2\0\0\0\0\3", 8);
	expect_aside(PNG_COLOR_TYPE_PALETTE, 2, "\0\0\0\xfc", 4);
}

static void
test_limits(void **state)
{
	struct conversion options = gray_png_fixture_options();
	struct gray_png_run run = {0};
	struct bytes file = {0};
	static void *png;

	(void)state;
	make(&small[0], &file);
	options.max_pixels = 19;
	gray_png_fixture_copy(&png, &file, options, &run);
	assert_int_equal(run.status, GM_ERR_UNSUPPORTED);
	assert_int_equal(run.outcome.width, 5);
	assert_int_equal(run.outcome.height, 4);
	options.max_pixels = 20;
	gray_png_fixture_copy(&png, &file, options, &run);
	assert_int_equal(run.status, GM_OK);
	/* Nothing is known of what has no header, whatever was before. */
	file.nbytes = 20;
	gray_png_fixture_copy(&png, &file, options, &run);
	assert_int_equal(run.status, GM_ERR_UNSUPPORTED);
	assert_int_equal(run.outcome.width, 0);
	assert_int_equal(run.outcome.height, 0);
	bytes_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_flipped),
		cmocka_unit_test(test_flipped_and_mended),
		cmocka_unit_test(test_wrong_sum),
		cmocka_unit_test(test_truncated),
		cmocka_unit_test(test_pixels),
		cmocka_unit_test(test_limits),
	};

	return cmocka_run_group_tests_name("gray_png_bad", tests, scratch_enter,
					   scratch_leave);
}
