/* SPDX-License-Identifier: MIT */
/*
 * The report writes to stdout and stderr: each case runs in a child whose
 * two streams are files, which are then compared.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "report/report.h"

#define N_INPUTS 4u

static enum gm_status
paths(void *ctx, size_t input_i, struct bytes *in, struct bytes *out,
      struct gm_error *err)
{
	char name[32];

	(void)ctx;
	in->nbytes = 0;
	out->nbytes = 0;
	snprintf(name, sizeof(name), "%zu\n.png", input_i);
	if (bytes_append(in, name, strlen(name) + 1, err) != GM_OK)
		return err->status;
	return bytes_append(out, "out", 4, err);
}

static const struct report_result results[N_INPUTS] = {
	{.state = REPORT_CONVERTED,
	 .text = "",
	 .warning = "odd",
	 .format = "PNG",
	 .width = 6,
	 .height = 5,
	 .nbytes_in = 1500,
	 .nbytes_out = 900},
	{.state = REPORT_FAILED, .text = "bad", .warning = "", .format = ""},
	{.state = REPORT_SKIPPED, .text = "old", .warning = "", .format = ""},
	{.state = REPORT_CONVERTED,
	 .text = "",
	 .warning = "",
	 .format = "JPEG",
	 .way = "direct",
	 .left_out = "trailing data, video",
	 .width = 1,
	 .height = 1},
};

/* Feed the first n inputs of order[], a part of all. */
static bool
play_part(struct report *report, const size_t *order, size_t n)
{
	const struct report_part part = {.n_inputs = N_INPUTS, .paths = paths};
	struct gm_error err;

	if (report_part(report, &part, &err) != GM_OK)
		return false;
	for (size_t i = 0; i < n; i++) {
		if (report_result(report, order[i], &results[order[i]], &err) !=
		    GM_OK)
			return false;
		report_tick(report, 1, 0, n < N_INPUTS);
	}
	return report_part_end(report, &err) == GM_OK;
}

/* One part, or where it streams two, and the end. */
static int
play(const struct report_options *options, const size_t *order, size_t n)
{
	struct report *report;
	struct gm_error err;

	if (report_begin(options, &report, &err) != GM_OK)
		return 1;
	if (!play_part(report, order, n))
		return 1;
	if (options->streams && !play_part(report, order, n))
		return 1;
	if (report_end(report, 2, false, &err) != GM_OK)
		return 1;
	report_free(report);
	return 0;
}

struct output {
	char out[2048];
	char err[2048];
};

static void
slurp(FILE *file, char *text, size_t n)
{
	rewind(file);
	text[fread(text, 1, n - 1, file)] = '\0';
	fclose(file);
}

static void
capture(struct report_options options, const size_t *order, size_t n,
	struct output *output)
{
	FILE *out = tmpfile();
	FILE *err = tmpfile();
	int status;
	pid_t pid;

	assert_non_null(out);
	assert_non_null(err);
	/* Not yet: no time has passed, however long it takes. */
	if (options.began_ms == 0)
		options.began_ms = clock_now_ms() + 3600000;
	fflush(NULL);
	pid = fork();
	assert_true(pid >= 0);
	if (pid == 0) {
		dup2(fileno(out), STDOUT_FILENO);
		dup2(fileno(err), STDERR_FILENO);
		status = play(&options, order, n);
		fflush(NULL);
		_exit(status);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
	slurp(out, output->out, sizeof(output->out));
	slurp(err, output->err, sizeof(output->err));
}

static void
test_order_does_not_show(void **state)
{
	static const size_t orders[][N_INPUTS] = {
		{0, 1, 2, 3}, {3, 2, 1, 0}, {2, 0, 3, 1}};
	const struct report_options options = {.verbose = true,
					       .escape_stdout = true};
	struct output first, other;

	(void)state;
	capture(options, orders[0], N_INPUTS, &first);
	assert_ptr_equal(
		strstr(first.out,
		       "0\\n.png -> out (PNG 6x5, 1.5 kB -> 900 B)\n"
		       "1\\n.png: failed: bad\n"
		       "2\\n.png: skipped: old\n"
		       "3\\n.png -> out (JPEG 1x1, direct, 0 B -> 0 "
		       "B; trailing data, video left out)\n"
		       "Processed: 2 images in 0.00 s, 1.5 kB -> 900 B "
		       "(2 workers; 1 skipped, 1 failed)\n"),
		first.out);
	for (size_t i = 1; i < sizeof(orders) / sizeof(orders[0]); i++) {
		capture(options, orders[i], N_INPUTS, &other);
		assert_string_equal(other.out, first.out);
	}
}

static void
test_trouble_is_told_as_it_comes(void **state)
{
	static const size_t order[] = {1, 0, 3, 2};
	struct output output;

	(void)state;
	capture((struct report_options){.verbose = true}, order, N_INPUTS,
		&output);
	assert_string_equal(output.err, "graymill: 1\n.png: bad\n"
					"graymill: 0\n.png: warning: odd\n");
}

static void
test_plain_progress_is_a_line_after_half_a_minute(void **state)
{
	static const size_t order[] = {0, 1, 2, 3};
	struct output output;

	(void)state;
	capture((struct report_options){.quiet = true,
					.plain_progress = true,
					.began_ms = clock_now_ms() - 30000},
		order, N_INPUTS, &output);
	assert_ptr_equal(strstr(output.err, "graymill: 1/4 images"),
			 output.err);
	assert_null(strstr(output.err, "2/4 images"));
}

static void
test_quiet_says_only_failures(void **state)
{
	static const size_t order[] = {0, 1, 2, 3};
	struct output output;

	(void)state;
	capture((struct report_options){.quiet = true}, order, N_INPUTS,
		&output);
	assert_string_equal(output.out, "");
	assert_string_equal(output.err, "graymill: 1\n.png: bad\n");
}

static void
test_what_is_missing_does_not_hold_back(void **state)
{
	static const size_t order[] = {3, 1};
	struct output output;

	(void)state;
	capture((struct report_options){.escape_stderr = true}, order, 2,
		&output);
	assert_non_null(strstr(output.err, "graymill: 1\\n.png: bad\n"));
	assert_non_null(strstr(output.out, "Processed: 1 image in"));
	assert_non_null(
		strstr(output.out, "(2 workers; 1 failed, 2 not tried)\n"));
}

static void
test_an_interrupt_is_told_once_and_the_rest_named(void **state)
{
	static const size_t order[] = {0, 2};
	struct output output;
	const char *told;

	(void)state;
	capture((struct report_options){.quiet = true,
					.verbose = true,
					.escape_stdout = true},
		order, 2, &output);
	told = strstr(output.err, "graymill: stopping when 1 picture is done; "
				  "interrupt again to kill\n");
	assert_non_null(told);
	assert_null(strstr(told + 20, "stopping"));
	assert_non_null(strstr(output.out, "1\\n.png: not tried\n"
					   "2\\n.png: skipped: old\n"
					   "3\\n.png: not tried\n"));
}

static void
test_live_line_is_cleared(void **state)
{
	static const size_t order[] = {0, 1, 2, 3};
	struct output output;

	(void)state;
	capture((struct report_options){.live_progress = true,
					.color_stderr = true},
		order, N_INPUTS, &output);
	assert_non_null(strstr(output.err, "\r1/4 images, 0%, 0 failed"));
	assert_non_null(strstr(output.err, "\033[J\r\r\033[Jgraymill: 1\n.png: "
					   "\033[31mbad\033[0m\n"));
	assert_string_equal(output.err + strlen(output.err) - 4, "\r\033[J");
}

/* Each in its order, and how many there will be is not known. */
static void
test_parts_add_up(void **state)
{
	static const size_t order[] = {3, 0, 2, 1};
	struct output output;
	const char *again;

	(void)state;
	capture((struct report_options){.verbose = true, .streams = true},
		order, N_INPUTS, &output);
	again = strstr(output.out + 1, "0\n.png -> ");
	assert_non_null(again);
	assert_memory_equal(output.out, again, (size_t)(again - output.out));
	assert_non_null(strstr(output.out, "Processed: 4 images in 0.00 s"));
	assert_non_null(strstr(output.out, "(2 workers; 2 skipped, 2 failed)"));
	capture((struct report_options){.live_progress = true, .streams = true},
		order, N_INPUTS, &output);
	assert_non_null(strstr(output.err, "\r1 image, 0 failed"));
	assert_non_null(strstr(output.err, "\r8 images, 2 failed"));
	/* Those of a part that were not tried are told before the next. */
	capture((struct report_options){.verbose = true, .streams = true},
		order, 1, &output);
	assert_non_null(strstr(output.out, "2\n.png: not tried\n3\n.png -> "));
	assert_non_null(strstr(output.out, "(2 workers; 6 not tried)"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_order_does_not_show),
		cmocka_unit_test(test_trouble_is_told_as_it_comes),
		cmocka_unit_test(
			test_plain_progress_is_a_line_after_half_a_minute),
		cmocka_unit_test(test_quiet_says_only_failures),
		cmocka_unit_test(test_what_is_missing_does_not_hold_back),
		cmocka_unit_test(
			test_an_interrupt_is_told_once_and_the_rest_named),
		cmocka_unit_test(test_live_line_is_cleared),
		cmocka_unit_test(test_parts_add_up),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
