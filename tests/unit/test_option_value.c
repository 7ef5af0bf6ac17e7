/* SPDX-License-Identifier: MIT */
#include "cli/option_value.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* The value must be refused in these words, and nothing be set. */
static void
expect_bad(enum option_id id, const char *value, const char *words)
{
	const struct options before = {.prefix = "as", .suffix = "it was"};
	struct options options = before;
	struct gm_error err = {0};

	assert_int_equal(option_value_set(&options, id, value, &err),
			 GM_ERR_USAGE);
	assert_string_equal(err.text, words);
	assert_memory_equal(&options, &before, sizeof(options));
}

static struct options
good(enum option_id id, const char *value)
{
	struct options options = {0};
	struct gm_error err = {0};

	assert_int_equal(option_value_set(&options, id, value, &err), GM_OK);
	return options;
}

static void
bad_values_are_refused_whole(void **state)
{
	static const char jobs[] = "is not a number from 0 to 4096, or 1% to "
				   "1000%";
	static const char quality[] = "is not 'keep' or a number from 1 to 100";
	static const char timeout[] = "is not a number of seconds from 0.001 "
				      "to 1000000";
	static const char pixels[] = "is not a number from 1 to "
				     "4611686018427387904";

	(void)state;
	expect_bad(OPTION_JOBS, "", jobs);
	expect_bad(OPTION_JOBS, "-1", jobs);
	expect_bad(OPTION_JOBS, "+1", jobs);
	expect_bad(OPTION_JOBS, " 1", jobs);
	expect_bad(OPTION_JOBS, "1x", jobs);
	expect_bad(OPTION_JOBS, "4097", jobs);
	expect_bad(OPTION_JOBS, "18446744073709551617", jobs);
	expect_bad(OPTION_JOBS, "%", jobs);
	expect_bad(OPTION_JOBS, "0%", jobs);
	expect_bad(OPTION_JOBS, "1001%", jobs);
	expect_bad(OPTION_JOBS, "5%%", jobs);
	expect_bad(OPTION_JOBS, "00000000000000000000000005%", jobs);
	expect_bad(OPTION_QUALITY, "0", quality);
	expect_bad(OPTION_QUALITY, "101", quality);
	expect_bad(OPTION_QUALITY, "kee", quality);
	expect_bad(OPTION_QUALITY, "9.5", quality);
	expect_bad(OPTION_TIMEOUT, "0", timeout);
	expect_bad(OPTION_TIMEOUT, "1s", timeout);
	expect_bad(OPTION_TIMEOUT, ".", timeout);
	expect_bad(OPTION_TIMEOUT, "1000000.1", timeout);
	expect_bad(OPTION_TIMEOUT, "nan", timeout);
	expect_bad(OPTION_MAX_PIXELS, "0", pixels);
	expect_bad(OPTION_MAX_PIXELS, "1e6", pixels);
	expect_bad(OPTION_MAX_PIXELS, "4611686018427387905", pixels);
	expect_bad(OPTION_GRAY, "rec",
		   "is not one of rec601, rec709, linear, lightness, "
		   "average, r, g, b");
	expect_bad(OPTION_PROGRESS, "on",
		   "is not one of auto, always, never, plain");
	expect_bad(OPTION_COLOR, "plain", "is not one of auto, always, never");
	expect_bad(OPTION_JPEG, "lossy", "is not 'lossless' or 'pixels'");
	expect_bad(OPTION_COMPRESS, "9", "is not one of fast, default, best");
	expect_bad(OPTION_FRAMES, "all", "is not 'first'");
	expect_bad(OPTION_PREFIX, "a/b", "may not contain '/'");
	expect_bad(OPTION_SUFFIX, "/", "may not contain '/'");
	expect_bad(OPTION_OUTPUT_DIR, "", "is not a folder");
	expect_bad(OPTION_FILES_FROM, "", "is not a file");
	expect_bad(OPTION_FILES0_FROM, "", "is not a file");
}

static void
edges_of_ranges_are_taken(void **state)
{
	(void)state;
	assert_int_equal(good(OPTION_JOBS, "0").jobs, 0);
	assert_int_equal(good(OPTION_JOBS, "4096").jobs, 4096);
	assert_false(good(OPTION_JOBS, "4096").jobs_percent);
	assert_int_equal(good(OPTION_JOBS, "1%").jobs, 1);
	assert_int_equal(good(OPTION_JOBS, "1000%").jobs, 1000);
	assert_true(good(OPTION_JOBS, "1000%").jobs_percent);
	assert_int_equal(good(OPTION_QUALITY, "1").quality, 1);
	assert_int_equal(good(OPTION_QUALITY, "100").quality, 100);
	assert_int_equal(good(OPTION_TIMEOUT, "0.001").timeout_ms, 1);
	assert_int_equal(good(OPTION_TIMEOUT, "1000000").timeout_ms,
			 1000000000);
	assert_true(good(OPTION_MAX_PIXELS, "1").max_pixels == 1);
	assert_true(good(OPTION_MAX_PIXELS, "4611686018427387904").max_pixels ==
		    UINT64_C(1) << 62);
	assert_true(good(OPTION_MAX_MEMORY, "16777216").max_memory ==
		    OPTIONS_MIN_MEMORY);
	assert_true(good(OPTION_MAX_MEMORY, "16M").max_memory ==
		    OPTIONS_MIN_MEMORY);
	assert_true(good(OPTION_MAX_MEMORY, "1024T").max_memory ==
		    UINT64_C(1) << 50);
}

static void
every_word_is_known(void **state)
{
	static const char *const whens[] = {"auto", "always", "never", "plain"};

	(void)state;
	for (int i = 0; i < GRAY_N_METHODS; i++) {
		const char *name = gray_method_name((enum gray_method)i);

		assert_int_equal(good(OPTION_GRAY, name).gray, i);
	}
	assert_false(good(OPTION_JPEG, "lossless").jpeg_pixels);
	assert_true(good(OPTION_JPEG, "pixels").jpeg_pixels);
	assert_int_equal(good(OPTION_COMPRESS, "default").compress,
			 COMPRESS_DEFAULT);
	assert_int_equal(good(OPTION_COMPRESS, "fast").compress, COMPRESS_FAST);
	assert_int_equal(good(OPTION_COMPRESS, "best").compress, COMPRESS_BEST);
	for (int i = 0; i < 4; i++)
		assert_int_equal(good(OPTION_PROGRESS, whens[i]).progress, i);
	for (int i = 0; i < 3; i++)
		assert_int_equal(good(OPTION_COLOR, whens[i]).color, i);
}

static void
every_row_of_the_table_sets_something(void **state)
{
	size_t n_rows;
	const struct option_row *rows = option_table(&n_rows);
	const struct options zero = {0};

	(void)state;
	for (size_t i = 0; i < n_rows; i++) {
		const char *value = NULL;
		struct options options;

		if (rows[i].id == OPTION_HEADING || rows[i].id == OPTION_HELP ||
		    rows[i].id == OPTION_VERSION)
			continue;
		if (rows[i].value != NULL)
			value = rows[i].id == OPTION_GRAY         ? "b"
				: rows[i].id == OPTION_JPEG       ? "pixels"
				: rows[i].id == OPTION_COMPRESS   ? "best"
				: rows[i].id == OPTION_FRAMES     ? "first"
				: rows[i].id == OPTION_MAX_MEMORY ? "1G"
				: rows[i].id == OPTION_PROGRESS   ? "never"
				: rows[i].id == OPTION_COLOR      ? "never"
								  : "7";
		options = good(rows[i].id, value);
		assert_memory_not_equal(&options, &zero, sizeof(zero));
	}
}

static void
there_is_one_list(void **state)
{
	static const enum option_id ids[] = {OPTION_FILES_FROM,
					     OPTION_FILES0_FROM};
	struct gm_error err = {0};

	(void)state;
	for (int i = 0; i < 4; i++) {
		struct options options = good(ids[i / 2], "-");

		assert_string_equal(options.list_path, "-");
		assert_int_equal(options.list_has_nuls, i / 2);
		assert_int_equal(
			option_value_set(&options, ids[i % 2], "b", &err),
			GM_ERR_USAGE);
		assert_string_equal(err.text, "is a second list");
		assert_string_equal(options.list_path, "-");
		assert_int_equal(options.list_has_nuls, i / 2);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bad_values_are_refused_whole),
		cmocka_unit_test(edges_of_ranges_are_taken),
		cmocka_unit_test(every_word_is_known),
		cmocka_unit_test(every_row_of_the_table_sets_something),
		cmocka_unit_test(there_is_one_list),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
