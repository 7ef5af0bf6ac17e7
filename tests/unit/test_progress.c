/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "report/line.h"

static void
assert_line(const struct progress *progress, const char *expected)
{
	char line[80];

	line_format_progress(progress, line, sizeof(line));
	assert_string_equal(line, expected);
}

static void
test_time_left_by_bytes(void **state)
{
	const struct progress p = {.n_inputs = 41,
				   .n_ended = 12,
				   .n_failed = 1,
				   .nbytes_total = 40000000,
				   .nbytes_ended = 10000000,
				   .elapsed_ms = 2000};

	(void)state;
	assert_line(&p, "12/41 images, 1 failed, 6.0 files/s, 5.0 MB/s, "
			"ETA 0:06");
}

static void
test_time_left_by_files(void **state)
{
	const struct progress p = {.n_inputs = 10000,
				   .n_ended = 100,
				   .nbytes_ended = 1000000,
				   .elapsed_ms = 100000};

	(void)state;
	assert_line(&p, "100/10000 images, 0 failed, 1.0 files/s, 0.0 MB/s, "
			"ETA 2:45:00");
}

static void
test_nothing_ended_and_all_ended(void **state)
{
	const struct progress none = {.n_inputs = 3};
	const struct progress all = {
		.n_inputs = 3, .n_ended = 3, .elapsed_ms = 1000};

	(void)state;
	assert_line(&none, "0/3 images, 0 failed, 0.0 files/s, 0.0 MB/s");
	assert_line(&all, "3/3 images, 0 failed, 3.0 files/s, 0.0 MB/s");
}

static void
test_settled_ones_count_for_no_rate(void **state)
{
	const struct progress p = {.n_inputs = 216,
				   .n_ended = 210,
				   .n_settled = 208,
				   .elapsed_ms = 1000};

	(void)state;
	assert_line(&p, "210/216 images, 0 failed, 2.0 files/s, 0.0 MB/s, "
			"ETA 0:01");
}

static void
test_what_does_not_fit_is_left_out(void **state)
{
	const struct progress p = {.n_inputs = 41,
				   .n_ended = 12,
				   .nbytes_total = 40000000,
				   .nbytes_ended = 10000000,
				   .elapsed_ms = 2000};
	const struct progress most = {.n_inputs = SIZE_MAX,
				      .n_ended = SIZE_MAX,
				      .n_failed = SIZE_MAX,
				      .elapsed_ms = 1};
	static const char whole[] = "12/41 images, 0 failed, 6.0 files/s";
	char line[80];

	(void)state;
	line_format_progress(&p, line, sizeof(whole));
	assert_string_equal(line, whole);
	line_format_progress(&p, line, sizeof(whole) - 1);
	assert_string_equal(line, "12/41 images, 0 failed");
	line_format_progress(&p, line, 5);
	assert_string_equal(line, "");
	line_format_progress(&most, line, sizeof(line));
	assert_true(strlen(line) < sizeof(line));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_time_left_by_bytes),
		cmocka_unit_test(test_time_left_by_files),
		cmocka_unit_test(test_nothing_ended_and_all_ended),
		cmocka_unit_test(test_settled_ones_count_for_no_rate),
		cmocka_unit_test(test_what_does_not_fit_is_left_out),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
