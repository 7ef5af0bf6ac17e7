/* SPDX-License-Identifier: MIT */
/* Pictures that are too large to be held. */
#include "source_fixture.h"

static void
expect_limit(const struct bytes *file, uint64_t max_pixels, uint64_t max_nbytes,
	     enum gm_status expected)
{
	static struct source source;
	struct gm_error err;

	assert_int_equal(source_fixture_read(&source, file, max_pixels,
					     max_nbytes, &err),
			 expected);
	/* The size is known all the same. */
	assert_int_equal(source.shape.width, PNG_WIDTH);
}

static void
test_limits(void **state)
{
	const uint64_t pixels = PNG_WIDTH * PNG_HEIGHT;
	const uint64_t nbytes = (1 + 3 * PNG_WIDTH) * PNG_HEIGHT;
	const struct png_recipe color = {PNG_COLOR_TYPE_RGB, 8, false, false};
	struct bytes file = {0};

	(void)state;
	png_fixture_make(&color, &file);
	expect_limit(&file, pixels, nbytes, GM_OK);
	expect_limit(&file, pixels - 1, nbytes, GM_ERR_UNSUPPORTED);
	expect_limit(&file, pixels, nbytes - 1, GM_ERR_UNSUPPORTED);
	/* So many pixels cannot be in so small a file. */
	png_save_uint_32(file.data + 20, 100000);
	chunk_fixture_mend(&file, 8);
	expect_limit(&file, UINT64_MAX, UINT64_MAX, GM_ERR_UNSUPPORTED);
	png_save_uint_32(file.data + 16, 0x7fffffff);
	png_save_uint_32(file.data + 20, 0x7fffffff);
	chunk_fixture_mend(&file, 8);
	source_fixture_refuse(&file);
	bytes_free(&file);
}

/* n chunks of text, each this long. */
static void
expect_too_long(unsigned n, uint32_t nbytes)
{
	const struct png_recipe color = {PNG_COLOR_TYPE_RGB, 8, false, false};
	char *text = malloc(nbytes);
	static struct source source;
	struct bytes file = {0};
	struct gm_error err;

	assert_non_null(text);
	memset(text, 'a', nbytes);
	text[1] = '\0';
	png_fixture_make(&color, &file);
	for (unsigned i = 0; i < n; i++)
		png_fixture_insert(&file, chunk_fixture_find(&file, "IDAT", 0),
				   "tEXt", text, nbytes);
	assert_int_equal(source_fixture_read(&source, &file,
					     SOURCE_FIXTURE_LIMIT,
					     SOURCE_FIXTURE_LIMIT, &err),
			 GM_ERR_UNSUPPORTED);
	assert_string_equal(err.text, "chunk tEXt is too long");
	bytes_free(&file);
	free(text);
}

/* Of one, and of all together. */
static void
test_long_chunks(void **state)
{
	(void)state;
	expect_too_long(1, METADATA_MAX_BYTES + 1);
	expect_too_long(2, METADATA_MAX_BYTES / 2 + 1);
}

/* What is held of a file is bounded by its pixels, not by its length. */
static void
test_compressed_bytes(void **state)
{
	const struct png_recipe color = {PNG_COLOR_TYPE_RGB, 8, false, false};
	uint8_t *zeros = calloc(1, 100000);
	static struct source source;
	struct bytes file = {0};
	struct gm_error err;

	(void)state;
	assert_non_null(zeros);
	png_fixture_make(&color, &file);
	png_fixture_insert(&file, chunk_fixture_find(&file, "IEND", 0), "IDAT",
			   zeros, 50000);
	assert_int_equal(source_fixture_read(&source, &file,
					     SOURCE_FIXTURE_LIMIT,
					     SOURCE_FIXTURE_LIMIT, &err),
			 GM_OK);
	png_fixture_insert(&file, chunk_fixture_find(&file, "IEND", 0), "IDAT",
			   zeros, 50000);
	assert_int_equal(source_fixture_read(&source, &file,
					     SOURCE_FIXTURE_LIMIT,
					     SOURCE_FIXTURE_LIMIT, &err),
			 GM_ERR_UNSUPPORTED);
	assert_string_equal(err.text, "chunk IDAT is longer than its pixels");
	bytes_free(&file);
	free(zeros);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_limits),
		cmocka_unit_test(test_long_chunks),
		cmocka_unit_test(test_compressed_bytes),
	};

	return cmocka_run_group_tests_name("source_limits", tests,
					   scratch_enter, scratch_leave);
}
