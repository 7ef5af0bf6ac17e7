/* SPDX-License-Identifier: MIT */
/* What is taken out of a PNG file that is as it should be. */
#include "source_fixture.h"

static const struct png_recipe gray = {PNG_COLOR_TYPE_GRAY, 8, false, false};
static const struct png_recipe color = {PNG_COLOR_TYPE_RGB, 8, false, false};
static const struct png_recipe indexed = {PNG_COLOR_TYPE_PALETTE, 4, false,
					  false};

/* The chunks of a list as text, "gAMA(4) tEXt(3) ". */
static void
expect_chunks(const struct bytes *chunks, const char *expected)
{
	struct bytes file = {0};
	struct gm_error err;
	char text[256];

	bytes_append(&file, "12345678", 8, &err);
	if (chunks->nbytes > 0)
		bytes_append(&file, chunks->data, chunks->nbytes, &err);
	png_fixture_list(&file, text, sizeof(text));
	assert_string_equal(text, expected);
	bytes_free(&file);
}

/* Each type and depth that has a direct way, and none that has not. */
static void
test_types(void **state)
{
	static const int types[] = {0, 2, 3, 4, 6};
	static struct source source;
	struct gm_error err;
	unsigned n_taken = 0;

	(void)state;
	for (unsigned i = 0; i < 5 * 5 * 2; i++) {
		struct png_recipe recipe = {types[i % 5], 1 << i / 5 % 5,
					    i / 25 != 0, false};
		bool is_color = (recipe.type & PNG_COLOR_MASK_COLOR) != 0;
		struct bytes file = {0};

		if ((recipe.type == 3 && recipe.depth == 16) ||
		    (recipe.type != 0 && recipe.type != 3 && recipe.depth < 8))
			continue;
		png_fixture_make(&recipe, &file);
		if (is_color && (recipe.depth == 16 || recipe.interlaced)) {
			source_fixture_refuse(&file);
		} else {
			assert_int_equal(
				source_fixture_read(&source, &file,
						    SOURCE_FIXTURE_LIMIT,
						    SOURCE_FIXTURE_LIMIT, &err),
				GM_OK);
			assert_int_equal(source.shape.width, PNG_WIDTH);
			assert_int_equal(source.shape.height, PNG_HEIGHT);
			assert_int_equal((int)source.shape.type, recipe.type);
			assert_int_equal(source.shape.depth, recipe.depth);
			n_taken++;
		}
		bytes_free(&file);
	}
	assert_int_equal(n_taken, 2 * 7 + 4 + 1 + 1);
}

static void
test_palette(void **state)
{
	static struct source source;
	struct bytes file = {0};

	(void)state;
	png_fixture_make(&indexed, &file);
	source_fixture_take(&source, &file);
	assert_int_equal(source.n_palette, PNG_N_PALETTE);
	assert_memory_equal(source.palette, png_fixture_payload(&file, "PLTE"),
			    3 * PNG_N_PALETTE);
	/* Of RGB it only suggests what to show. */
	file.nbytes = 0;
	png_fixture_make(&color, &file);
	png_fixture_insert(&file, PNG_AFTER_IHDR, "PLTE", "123456", 6);
	source_fixture_take(&source, &file);
	assert_int_equal(source.n_palette, 0);
	bytes_free(&file);
}

static void
test_pixels(void **state)
{
	static struct source source;
	struct bytes file = {0};
	const uint32_t expected[] = {3, 0, 2};

	(void)state;
	chunk_fixture_head(&file, 1, 1, 8, 0, 0);
	chunk_fixture_add(&file, "IDAT", "abc", 3);
	chunk_fixture_add(&file, "IDAT", NULL, 0);
	chunk_fixture_add(&file, "IDAT", "de", 2);
	chunk_fixture_end(&file);
	/* Whether they are pixels is not yet asked. */
	source_fixture_take(&source, &file);
	assert_int_equal(source.idat.nbytes, 5);
	assert_memory_equal(source.idat.data, "abcde", 5);
	assert_int_equal(source.idat_nbytes.nbytes, sizeof(expected));
	assert_memory_equal(source.idat_nbytes.data, expected,
			    sizeof(expected));
	assert_false(source.has_more);
	bytes_free(&file);
}

static void
test_has_more(void **state)
{
	static struct source source;
	struct bytes file = {0};
	struct gm_error err;

	(void)state;
	png_fixture_make(&gray, &file);
	bytes_append(&file, "", 1, &err);
	source_fixture_take(&source, &file);
	assert_true(source.has_more);
	file.nbytes--;
	source_fixture_take(&source, &file);
	assert_false(source.has_more);
	bytes_free(&file);
}

/* Before and behind the pixels, each in its order. */
static void
test_kept_chunks(void **state)
{
	static struct source source;
	struct bytes file = {0};

	(void)state;
	png_fixture_make(&color, &file);
	png_fixture_insert(&file, PNG_AFTER_IHDR, "prVt", "12", 2);
	png_fixture_insert(&file, PNG_AFTER_IHDR, "prVT", "12", 2);
	png_fixture_insert(&file, PNG_AFTER_IHDR, "tEXt", "a\0b", 3);
	png_fixture_insert(&file, PNG_AFTER_IHDR, "cHRM",
			   "\0\0\172\46\0\0\200\204\0\0\372\0\0\0\200\350"
			   "\0\0\165\60\0\0\352\140\0\0\72\230\0\0\27\160",
			   32);
	png_fixture_insert(&file, file.nbytes - PNG_IEND_BYTES, "tEXt", "c\0d",
			   3);
	png_fixture_insert(&file, file.nbytes - PNG_IEND_BYTES, "pHYs",
			   "\0\0\0\1\0\0\0\1\0", 9);
	source_fixture_take(&source, &file);
	expect_chunks(&source.before, "tEXt(3) prVt(2) ");
	expect_chunks(&source.after, "tEXt(3) ");
	assert_memory_equal(source.after.data, "\0\0\0\3tEXtc\0d", 11);
	file.data[PNG_AFTER_IHDR - 4 - 4] = 0; /* RGB becomes gray */
	chunk_fixture_mend(&file, 8);
	source_fixture_take(&source, &file);
	expect_chunks(&source.before, "cHRM(32) tEXt(3) prVt(2) ");
	bytes_free(&file);
}

static void
test_background(void **state)
{
	static struct source source;
	struct bytes file = {0};

	(void)state;
	png_fixture_make(&color, &file);
	png_fixture_insert(&file, PNG_AFTER_IHDR, "bKGD", "\0\1\0\2\0\3", 6);
	source_fixture_take(&source, &file);
	assert_int_equal(source.background_nbytes, 6);
	assert_memory_equal(source.background, "\0\1\0\2\0\3", 6);
	assert_int_equal(source.before.nbytes, 0);
	file.nbytes = 0;
	png_fixture_make(&indexed, &file);
	png_fixture_insert(&file, chunk_fixture_find(&file, "IDAT", 0), "bKGD",
			   "\17", 1);
	source_fixture_take(&source, &file);
	assert_int_equal(source.background_nbytes, 1);
	assert_int_equal(source.background[0], 15);
	/* That of gray is kept as any chunk is. */
	file.nbytes = 0;
	png_fixture_make(&gray, &file);
	png_fixture_insert(&file, PNG_AFTER_IHDR, "bKGD", "\0\1", 2);
	source_fixture_take(&source, &file);
	expect_chunks(&source.before, "bKGD(2) ");
	bytes_free(&file);
}

/* What one file had, the next has not. */
static void
test_next_file(void **state)
{
	static struct source source;
	struct bytes file = {0};

	(void)state;
	png_fixture_make(&indexed, &file);
	png_fixture_insert(&file, chunk_fixture_find(&file, "IDAT", 0), "bKGD",
			   "\17", 1);
	png_fixture_insert(&file, PNG_AFTER_IHDR, "tEXt", "a\0b", 3);
	png_fixture_insert(&file, file.nbytes - PNG_IEND_BYTES, "tEXt", "c\0d",
			   3);
	source_fixture_take(&source, &file);
	file.nbytes = 0;
	png_fixture_make(&color, &file);
	source_fixture_take(&source, &file);
	assert_int_equal(source.n_palette, 0);
	assert_int_equal(source.background_nbytes, 0);
	assert_int_equal(source.before.nbytes, 0);
	assert_int_equal(source.after.nbytes, 0);
	assert_int_equal(source.idat_nbytes.nbytes, 4);
	bytes_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_types),
		cmocka_unit_test(test_palette),
		cmocka_unit_test(test_pixels),
		cmocka_unit_test(test_has_more),
		cmocka_unit_test(test_kept_chunks),
		cmocka_unit_test(test_background),
		cmocka_unit_test(test_next_file),
	};

	return cmocka_run_group_tests_name("source", tests, scratch_enter,
					   scratch_leave);
}
