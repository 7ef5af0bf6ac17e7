/* SPDX-License-Identifier: MIT */
/*
 * GIF to gray GIF: what of a damaged file is taken.
 */
#include "gif_gray_fixture.h"

static struct conversion
salvaging(void)
{
	struct conversion conversion = fixture_options();

	conversion.salvage = true;
	return conversion;
}

/* Between blocks it is the end that is missing, within a frame more. */
static void
a_cut_file_is_told_wherever_it_is_cut(void **state)
{
	static const char file[] =
		HEADER GRAYS COMMENT CONTROL FRAME COMMENT CONTROL FRAME ";";
	const size_t n_frame = sizeof(FRAME) - 1;
	const size_t n_second = sizeof(file) - 2 - n_frame;
	const size_t n_first =
		n_second - (sizeof(COMMENT) + sizeof(CONTROL) - 2) - n_frame;
	const struct conversion conversion = fixture_options();
	struct gif_gray_made made = {0};

	(void)state;
	for (size_t n = 0; n < sizeof(file) - 1; n++) {
		bool is_within = n < n_first + n_frame ||
				 (n > n_second && n < n_second + n_frame);
		const char *whole;

		gif_gray_make(file, n, &conversion, &made);
		assert_int_equal(made.status,
				 is_within ? GM_ERR_TRUNCATED : GM_OK);
		if (is_within)
			continue;
		assert_string_equal(made.outcome.warning,
				    "the end marker is missing");
		assert_int_equal(made.out.buf.data[made.out.buf.nbytes - 1],
				 ';');
		whole = (const char *)made.out.buf.data;
		gif_gray_expect_bytes(whole, made.out.buf.nbytes, &conversion,
				      whole, made.out.buf.nbytes, "");
	}
	gif_gray_free(&made);
}

static void
what_there_is_of_a_cut_file_is_salvaged(void **state)
{
	static const char file[] = HEADER GRAYS FRAME CONTROL FRAME ";";
	static const char part[] = HEADER GRAYS PLACE "\0\2\2\x44\2\0;";
	static const char one[] = HEADER GRAYS FRAME CONTROL ";";
	const struct conversion conversion = salvaging();
	const size_t n_first = sizeof(HEADER GRAYS FRAME) - 1;

	(void)state;
	/* Of the first frame, two bytes of codes. */
	gif_gray_expect_bytes(file, n_first - 2, &conversion, part,
			      sizeof(part) - 1,
			      "truncated: what is missing is left out");
	/* None. */
	gif_gray_fail_bytes(file, n_first - 4, &conversion, GM_ERR_TRUNCATED,
			    "truncated");
	/* The place of the second. */
	gif_gray_expect_bytes(file, sizeof(file) - 1 - 10, &conversion, one,
			      sizeof(one) - 1,
			      "truncated: what is missing is left out");
	/* Of an extension what is whole. */
	gif_gray_expect(
		&(struct gif_file){HEADER GRAYS FRAME "\x21\xfe\2ab\3c"},
		&conversion,
		&(struct gif_file){HEADER GRAYS FRAME "\x21\xfe\2ab\0;"},
		"the end marker is missing");
	gif_gray_expect(&(struct gif_file){HEADER GRAYS FRAME "\x21\xf9\4\5"},
			&conversion, &(struct gif_file){HEADER GRAYS FRAME ";"},
			"the end marker is missing");
}

static void
what_cannot_be_is_refused(void **state)
{
	static const struct gif_file large = {
		HEADER GRAYS "\x2c\0\0\0\0\xff\x0f\xff\x0f\0" CODES ";"};
	static const struct gif_file second = {
		HEADER GRAYS FRAME "\x2c\0\0\0\0\xff\x3f\xff\x3f\0" CODES ";"};
	static const struct gif_file empty = {HEADER GRAYS PLACE "\0\2\0;"};
	static const struct gif_file wide = {HEADER GRAYS PLACE "\0\x0c\1x\0;"};
	struct conversion conversion = fixture_options();

	(void)state;
	gif_gray_fail(&(struct gif_file){HEADER GRAYS COMMENT ";"}, &conversion,
		      GM_ERR_CORRUPT, "no frame");
	gif_gray_fail(&empty, &conversion, GM_ERR_CORRUPT, "without codes");
	gif_gray_fail(&wide, &conversion, GM_ERR_CORRUPT, "12 bits");
	gif_gray_fail(&large, &conversion, GM_ERR_LIMIT, "--max-pixels");
	gif_gray_fail(&second, &conversion, GM_ERR_LIMIT, "--max-pixels");
	conversion.max_pixels = UINT64_C(1) << 40;
	gif_gray_fail(&large, &conversion, GM_ERR_CORRUPT, "too few bytes");
	gif_gray_fail(&second, &conversion, GM_ERR_CORRUPT, "too few bytes");
	conversion.salvage = true;
	gif_gray_expect(&second, &conversion,
			&(struct gif_file){HEADER GRAYS FRAME ";"},
			"corrupt: what follows is left out");
}

/* 128x128 pixels by three bytes of codes. */
#define LARGE "\x2c\0\0\0\0\x80\0\x80\0\0" CODES

/* The rest of the file is long enough, and its own codes are not. */
static void
codes_too_few_for_a_frame_are_told(void **state)
{
	static const struct gif_file few = {HEADER GRAYS LARGE COMMENT ";"};
	static const struct gif_file salvaged = {HEADER GRAYS LARGE ";"};
	struct conversion conversion = fixture_options();

	(void)state;
	gif_gray_fail(&few, &conversion, GM_ERR_CORRUPT, "codes end before");
	conversion.salvage = true;
	gif_gray_expect(&few, &conversion, &salvaged,
			"corrupt: what follows is left out");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_cut_file_is_told_wherever_it_is_cut),
		cmocka_unit_test(what_there_is_of_a_cut_file_is_salvaged),
		cmocka_unit_test(what_cannot_be_is_refused),
		cmocka_unit_test(codes_too_few_for_a_frame_are_told),
	};

	return cmocka_run_group_tests_name("gif_gray_bad", tests, NULL, NULL);
}
