/* SPDX-License-Identifier: MIT */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "report/line.h"

static void
assert_line(const struct progress *progress, size_t columns,
	    const char *expected)
{
	char line[160];

	assert_true(columns <= sizeof(line));
	line_format_progress(progress, line, columns);
	assert_string_equal(line, expected);
}

static const struct progress some = {.n_inputs = 41,
				     .n_ended = 12,
				     .nbytes_ended = 10000000,
				     .percent = 34,
				     .left_ms = 5001,
				     .elapsed_ms = 2000};

static void
test_parts(void **state)
{
	const struct progress none = {.n_inputs = 3};
	const struct progress all = {.n_inputs = 3,
				     .n_ended = 3,
				     .percent = 100,
				     .elapsed_ms = 1000};

	(void)state;
	assert_line(&some, 80,
		    "12/41 images, 34%, 0 failed, 6.0 files/s, 5.0 MB/s, "
		    "ETA 0:06");
	assert_line(&none, 80,
		    "0/3 images, 0%, 0 failed, 0.0 files/s, 0.0 MB/s");
	assert_line(&all, 80,
		    "3/3 images, 100%, 0 failed, 3.0 files/s, 0.0 MB/s");
}

static void
test_hours(void **state)
{
	const struct progress p = {.n_inputs = 10000,
				   .n_ended = 100,
				   .left_ms = 9900000,
				   .elapsed_ms = 100000};

	(void)state;
	assert_line(&p, 80,
		    "100/10000 images, 0%, 0 failed, 1.0 files/s, 0.0 MB/s, "
		    "ETA 2:45:00");
}

static void
test_settled_ones_count_for_no_rate(void **state)
{
	const struct progress p = {.n_inputs = 216,
				   .n_ended = 210,
				   .n_settled = 208,
				   .percent = 50,
				   .elapsed_ms = 1000};

	(void)state;
	assert_line(&p, 80,
		    "210/216 images, 50%, 0 failed, 2.0 files/s, 0.0 MB/s");
}

static void
test_what_does_not_fit_is_left_out_whole(void **state)
{
	struct progress failed = some;
	const struct progress most = {.n_inputs = SIZE_MAX,
				      .n_ended = SIZE_MAX,
				      .n_failed = SIZE_MAX,
				      .left_ms = 1e18,
				      .elapsed_ms = 1};
	char line[160];

	(void)state;
	failed.n_failed = 1;
	assert_line(&some, 60,
		    "12/41 images, 34%, 6.0 files/s, 5.0 MB/s, ETA 0:06");
	assert_line(&some, 50, "12/41 images, 34%, 6.0 files/s, ETA 0:06");
	assert_line(&some, 40, "12/41 images, 34%, ETA 0:06");
	assert_line(&failed, 40, "12/41 images, 34%, 1 failed, ETA 0:06");
	assert_line(&some, 20, "12/41 images, 34%");
	assert_line(&some, 13, "12/41 images");
	assert_line(&some, 12, "");
	assert_line(&some, 1, "");
	line_format_progress(&most, line, sizeof(line));
	assert_true(strlen(line) < sizeof(line));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_parts),
		cmocka_unit_test(test_hours),
		cmocka_unit_test(test_settled_ones_count_for_no_rate),
		cmocka_unit_test(test_what_does_not_fit_is_left_out_whole),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
