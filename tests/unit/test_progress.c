/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "report/progress.h"

static void
assert_line(const struct progress *progress, const char *expected)
{
	char line[80];

	progress_format(progress, line, sizeof(line));
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
test_cut_to_fit(void **state)
{
	const struct progress p = {.n_inputs = SIZE_MAX,
				   .n_ended = SIZE_MAX,
				   .n_failed = SIZE_MAX,
				   .elapsed_ms = 1};
	char line[24];

	(void)state;
	progress_format(&p, line, sizeof(line));
	assert_int_equal(strlen(line), sizeof(line) - 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_time_left_by_bytes),
		cmocka_unit_test(test_time_left_by_files),
		cmocka_unit_test(test_nothing_ended_and_all_ended),
		cmocka_unit_test(test_cut_to_fit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
