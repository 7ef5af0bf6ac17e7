/* SPDX-License-Identifier: MIT */
/* Which chunks the direct way keeps, drops and writes anew. */
#include "gray_png_fixture.h"
#include "profile_fixture.h"

static const struct png_recipe gray = {PNG_COLOR_TYPE_GRAY, 8, false, false};
static const struct png_recipe color = {PNG_COLOR_TYPE_RGB, 8, false, false};
static const struct png_recipe indexed = {PNG_COLOR_TYPE_PALETTE, 4, false,
					  false};

struct chunk {
	const char *type;
	uint32_t nbytes;
	const char *data;
};

/* n chunks before the pixels, and the same behind them if that is wanted. */
static void
make_with(const struct png_recipe *recipe, const struct chunk *chunks, size_t n,
	  bool behind, struct bytes *file)
{
	png_fixture_make(recipe, file);
	for (size_t i = 0; i < n; i++) {
		size_t at = behind ? file->nbytes - PNG_IEND_BYTES
				   : chunk_fixture_find(file, "IDAT", 0);

		png_fixture_insert(file, at, chunks[i].type, chunks[i].data,
				   chunks[i].nbytes);
	}
}

static void
expect(const struct png_recipe *recipe, const struct chunk *chunks, size_t n,
       bool behind, const char *expected)
{
	struct gray_png_run run = {0};
	struct bytes file = {0};
	char text[300];

	make_with(recipe, chunks, n, behind, &file);
	gray_png_fixture_run(&file, gray_png_fixture_options(), &run);
	assert_int_equal(run.status, GM_OK);
	png_fixture_list(&run.out, text, sizeof(text));
	assert_string_equal(text, expected);
	gray_png_fixture_compare(&file, &run.out, GRAY_REC601);
	gray_png_fixture_is_clean(&run.out);
	for (size_t i = 0; i < n; i++)
		if (strstr(expected, chunks[i].type) != NULL)
			assert_memory_equal(
				png_fixture_payload(&run.out, chunks[i].type),
				chunks[i].data, chunks[i].nbytes);
	bytes_free(&run.out);
	bytes_free(&file);
}

/* The primaries of sRGB. */
#define CHRM                                                                   \
	"\0\0\172\46\0\0\200\204\0\0\372\0\0\0\200\350"                        \
	"\0\0\165\60\0\0\352\140\0\0\72\230\0\0\27\160"

static const struct chunk all[] = {
	{"gAMA", 4, "\0\0\261\217"},
	{"cHRM", 32, CHRM},
	{"sRGB", 1, "\0"},
	{"pHYs", 9, "\0\0\13\23\0\0\13\23\1"},
	{"tIME", 7, "\7\346\1\1\0\0\0"},
	{"sPLT", 9, "a\0\10\0\0\0\0\0\0"},
	{"tEXt", 3, "a\0b"},
	{"zTXt", 14, "abc\0\0\x78\x9c\x4b\2\0\0\x63\0\x63"},
	{"iTXt", 7, "a\0\0\0\0\0b"},
	{"eXIf", 8, "II*\0\10\0\0\0"},
	{"prVt", 5, "12345"},
	{"prVT", 5, "12345"},
};

#define N_ALL (sizeof(all) / sizeof(all[0]))

static void
test_before_pixels(void **state)
{
	static const char of_color[] =
		"IHDR gAMA(4) sRGB(1) pHYs(9) tIME(7) tEXt(3) zTXt(14) "
		"iTXt(7) eXIf(8) prVt(5) IDAT IEND ";

	(void)state;
	expect(&color, all, N_ALL, false, of_color);
	expect(&indexed, all, N_ALL, false, of_color);
	expect(&gray, all, N_ALL, false,
	       "IHDR gAMA(4) cHRM(32) sRGB(1) pHYs(9) tIME(7) sPLT(9) "
	       "tEXt(3) zTXt(14) iTXt(7) eXIf(8) prVt(5) IDAT IEND ");
}

static void
test_after_pixels(void **state)
{
	/* Where they stand they mean nothing. */
	static const char expected[] = "IHDR IDAT tIME(7) tEXt(3) zTXt(14) "
				       "iTXt(7) eXIf(8) prVt(5) IEND ";

	(void)state;
	expect(&color, all, N_ALL, true, expected);
	expect(&gray, all, N_ALL, true, expected);
}

static void
test_significant_bits(void **state)
{
	const struct chunk one = {"sBIT", 1, "\5"};
	const struct chunk three = {"sBIT", 3, "\5\6\5"};
	struct png_recipe alpha = {PNG_COLOR_TYPE_GRAY_ALPHA, 8, false, false};
	const struct chunk two = {"sBIT", 2, "\10\1"};

	(void)state;
	expect(&gray, &one, 1, false, "IHDR sBIT(1) IDAT IEND ");
	expect(&alpha, &two, 1, false, "IHDR sBIT(2) IDAT IEND ");
	expect(&color, &three, 1, false, "IHDR IDAT IEND ");
}

/* Gray stays gray, and what is clear stays so. */
static void
test_transparent(void **state)
{
	const struct chunk clear = {"tRNS", 2, "\0\7"};

	(void)state;
	expect(&gray, &clear, 1, false, "IHDR tRNS(2) IDAT IEND ");
}

/* The names of the chunks that are left of a profile. */
static void
expect_profile(const struct bytes *profile, const struct png_recipe *recipe,
	       const char *expected)
{
	uLongf n = compressBound(profile->nbytes);
	struct bytes payload = {0}, file = {0};
	struct gray_png_run run = {0};
	struct chunk chunk;
	struct gm_error err;
	char text[64];

	bytes_append(&payload, "name\0", 6, &err);
	bytes_reserve(&payload, n, &err);
	assert_int_equal(
		compress(payload.data + 6, &n, profile->data, profile->nbytes),
		Z_OK);
	chunk = (struct chunk){"iCCP", (uint32_t)n + 6,
			       (const char *)payload.data};
	make_with(recipe, &chunk, 1, false, &file);
	gray_png_fixture_run(&file, gray_png_fixture_options(), &run);
	assert_int_equal(run.status, GM_OK);
	png_fixture_list(&run.out, text, sizeof(text));
	assert_non_null(strstr(text, expected));
	bytes_free(&run.out);
	bytes_free(&file);
	bytes_free(&payload);
}

static void
test_profile(void **state)
{
	struct bytes profile = {0};

	(void)state;
	profile_fixture_srgb(&profile);
	expect_profile(&profile, &color, "IHDR sRGB(1) IDAT");
	expect_profile(&profile, &gray, "IHDR sRGB(1) IDAT");
	profile_fixture_gamma(&profile);
	expect_profile(&profile, &color, "IHDR iCCP(");
	expect_profile(&profile, &gray, "IHDR iCCP(");
	profile_fixture_gray(&profile);
	expect_profile(&profile, &color, "IHDR iCCP(");
	expect_profile(&profile, &gray, "IHDR iCCP(");
	/* Damaged. */
	profile.nbytes--;
	expect_profile(&profile, &color, "IHDR IDAT");
	bytes_free(&profile);
}

static void
expect_background(const struct png_recipe *recipe, const char *data,
		  uint32_t nbytes, unsigned value)
{
	const struct chunk chunk = {"bKGD", nbytes, data};
	struct conversion options = gray_png_fixture_options();
	struct gray_png_run run = {0};
	struct bytes file = {0};

	options.gray = GRAY_G;
	for (int i = COMPRESS_DEFAULT; i <= COMPRESS_BEST; i++) {
		file.nbytes = 0;
		options.compress = (enum compress)i;
		make_with(recipe, &chunk, 1, false, &file);
		gray_png_fixture_run(&file, options, &run);
		assert_int_equal(run.status, GM_OK);
		assert_int_equal(
			png_get_uint_16(png_fixture_payload(&run.out, "bKGD")),
			value);
		assert_int_equal(run.out.nbytes,
				 chunk_fixture_find(&run.out, "IEND", 0) + 12);
		gray_png_fixture_compare(&file, &run.out, GRAY_G);
		gray_png_fixture_is_clean(&run.out);
	}
	bytes_free(&run.out);
	bytes_free(&file);
}

static void
test_background(void **state)
{
	const struct png_recipe two = {PNG_COLOR_TYPE_GRAY, 2, false, false};
	const struct png_recipe wide = {PNG_COLOR_TYPE_GRAY, 16, false, false};

	(void)state;
	expect_background(&color, "\0\1\0\2\0\3", 6, 2);
	expect_background(&indexed, "\5", 1, png_fixture_color(5).green);
	expect_background(&gray, "\0\7", 2, 7);
	expect_background(&two, "\0\3", 2, 3);
	expect_background(&wide, "\1\2", 2, 0x102);
}

/* Palettes that only suggest are gone; what follows the end too. */
static void
test_left_out(void **state)
{
	const struct chunk chunks[] = {{"PLTE", 3, "123"}, {"hIST", 2, "\0\1"}};
	struct gray_png_run run = {0};
	struct bytes file = {0};
	struct gm_error err;

	(void)state;
	expect(&color, chunks, 2, false, "IHDR IDAT IEND ");
	png_fixture_make(&gray, &file);
	bytes_append(&file, "more", 4, &err);
	gray_png_fixture_run(&file, gray_png_fixture_options(), &run);
	assert_int_equal(run.status, GM_OK);
	assert_true(run.outcome.has_more);
	assert_int_equal(run.out.nbytes, file.nbytes - 4);
	assert_memory_equal(run.out.data, file.data, file.nbytes - 4);
	bytes_free(&run.out);
	bytes_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_before_pixels),
		cmocka_unit_test(test_after_pixels),
		cmocka_unit_test(test_significant_bits),
		cmocka_unit_test(test_transparent),
		cmocka_unit_test(test_profile),
		cmocka_unit_test(test_background),
		cmocka_unit_test(test_left_out),
	};

	return cmocka_run_group_tests_name("gray_png_chunks", tests,
					   scratch_enter, scratch_leave);
}
