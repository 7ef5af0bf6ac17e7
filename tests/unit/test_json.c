/* SPDX-License-Identifier: MIT */
#include "report/json_put.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const struct json_option options[] = {{"gray", "rec601"}, {"to", "png"}};
static const struct json_option others[] = {{"gray", "r"}, {"to", "png"}};

static const struct json_run a_run = {.version = "1",
				      .options = options,
				      .n_options = 2,
				      .n_inputs = 3,
				      .n_workers = 2};

static const struct report_result converted = {.state = REPORT_CONVERTED,
					       .text = "",
					       .warning = "",
					       .format = "PNG",
					       .nbytes_in = 12,
					       .nbytes_out = 7,
					       .changed_s = -5,
					       .changed_ns = 1000,
					       .left_out = "video, depth map"};

/* What json_read() says of a line of its own. */
static void
read_line(const struct json_run *like, const struct bytes *line,
	  struct json_record *record)
{
	struct gm_error err;

	assert_int_equal(json_read(like, (const char *)line->data,
				   line->nbytes - 1, record, &err),
			 GM_OK);
}

static void
release(struct json_record *record)
{
	bytes_free(&record->in);
	bytes_free(&record->out);
}

/* Put in a line and read again. */
static void
read_result(const struct report_result *result, struct json_record *record)
{
	struct bytes line = {0};
	struct gm_error err;

	assert_int_equal(
		json_put_picture("a\xff\n\"b", "out", result, 0, &line, &err),
		GM_OK);
	assert_int_equal(line.data[line.nbytes - 1], '\n');
	assert_null(memchr(line.data, '\n', line.nbytes - 1));
	read_line(NULL, &line, record);
	assert_int_equal(record->kind, JSON_TOLD);
	bytes_free(&line);
}

static void
a_picture_is_read_as_it_was_told(void **state)
{
	struct json_record record = {0};
	struct report_result result = converted;

	(void)state;
	result.elapsed_us = 1234567;
	result.began_us = 1;
	read_result(&result, &record);
	assert_int_equal(record.state, REPORT_CONVERTED);
	assert_string_equal(record.code, "");
	assert_false(record.is_warned);
	assert_string_equal((const char *)record.in.data, "a\xff\n\"b");
	assert_string_equal((const char *)record.out.data, "out");
	assert_int_equal(record.nbytes_in, 12);
	assert_int_equal(record.nbytes_out, 7);
	assert_true(record.has_changed);
	assert_int_equal(record.changed_s, -5);
	assert_int_equal(record.changed_ns, 1000);
	assert_int_equal(record.wall_us, 1234567);
	/* Of the next one nothing of it is left. */
	result = (struct report_result){.state = REPORT_FAILED,
					.code = "truncated",
					.text = "cut",
					.warning = "odd",
					.format = ""};
	read_result(&result, &record);
	assert_int_equal(record.state, REPORT_FAILED);
	assert_string_equal(record.code, "truncated");
	assert_true(record.is_warned);
	assert_int_equal(record.nbytes_in, 0);
	assert_false(record.has_changed);
	assert_int_equal(record.wall_us, 0);
	release(&record);
}

static void
states_come_back(void **state)
{
	struct json_record record = {0};

	(void)state;
	for (int i = 0; i < REPORT_N_STATES; i++) {
		const struct report_result result = {
			.state = (enum report_state)i,
			.text = "",
			.warning = "",
			.format = ""};

		read_result(&result, &record);
		assert_int_equal(record.state, i);
	}
	release(&record);
}

static void
a_run_is_read_as_it_was_told(void **state)
{
	struct json_run run = a_run, other = a_run;
	struct json_record record = {0};
	struct bytes line = {0};
	struct gm_error err;

	(void)state;
	run.shard = 4;
	run.n_shards = 5;
	other.options = others;
	assert_int_equal(json_put_run(&run, &line, &err), GM_OK);
	read_line(&a_run, &line, &record);
	assert_int_equal(record.kind, JSON_RUN);
	assert_true(record.is_alike);
	assert_true(record.has_inputs);
	assert_int_equal(record.n_inputs, 3);
	assert_int_equal(record.n_workers, 2);
	assert_int_equal(record.shard, 4);
	assert_int_equal(record.n_shards, 5);
	read_line(&other, &line, &record);
	assert_false(record.is_alike);
	read_line(NULL, &line, &record);
	assert_int_equal(record.kind, JSON_RUN);
	bytes_free(&line);
	release(&record);
}

static void
an_end_is_read_as_it_was_told(void **state)
{
	struct json_end totals = {.counts = {1, 2, 3, 4, 5, 6},
				  .elapsed_ms = 7001};
	struct json_record record = {0};
	struct bytes line = {0};
	struct gm_error err;

	(void)state;
	assert_int_equal(json_put_end(&totals, &line, &err), GM_OK);
	read_line(NULL, &line, &record);
	assert_int_equal(record.kind, JSON_END);
	assert_int_equal(record.wall_us, 7001000);
	assert_int_equal(record.n_ended, 21);
	assert_false(record.is_stopped);
	line.nbytes = 0;
	totals.is_stopped = true;
	assert_int_equal(json_put_end(&totals, &line, &err), GM_OK);
	read_line(NULL, &line, &record);
	assert_true(record.is_stopped);
	bytes_free(&line);
	release(&record);
}

/* Bytes first to last, as a path. */
static const char *
path_of(unsigned first, unsigned last)
{
	static char path[256];
	size_t n = 0;

	for (unsigned c = first; c <= last; c++)
		path[n++] = (char)c;
	path[n] = '\0';
	return path;
}

/* What comes back of a picture of that name with a copy of that name. */
static void
check_name(const char *name)
{
	struct json_record record = {0};
	struct bytes line = {0};
	struct gm_error err;

	assert_int_equal(
		json_put_picture(name, name, &converted, 0, &line, &err),
		GM_OK);
	assert_null(memchr(line.data, '\n', line.nbytes - 1));
	read_line(NULL, &line, &record);
	assert_int_equal(record.kind, JSON_TOLD);
	assert_string_equal((const char *)record.in.data, name);
	assert_string_equal((const char *)record.out.data, name);
	release(&record);
	bytes_free(&line);
}

static void
names_of_any_bytes_come_back(void **state)
{
	(void)state;
	check_name("");
	check_name(path_of(1, 255));
	check_name(path_of(1, 127));
	for (unsigned c = 1; c < 256; c++)
		check_name(path_of(c, c));
	check_name("a\xc3\xa4\xe2\x80\xa8\xf0\x9f\x90\xa8");
}

static void
numbers_come_back(void **state)
{
	static const uint64_t numbers[] = {1,   9,          10,       99,
					   100, 4294967296, INT64_MAX};

	(void)state;
	for (size_t i = 0; i < sizeof(numbers) / sizeof(numbers[0]); i++) {
		struct report_result result = converted;
		struct json_record record = {0};

		result.nbytes_in = numbers[i];
		read_result(&result, &record);
		assert_int_equal(record.nbytes_in, numbers[i]);
		release(&record);
	}
}

/* They follow what is there, and each stands as a whole. */
static void
a_line_is_as_it_should_be(void **state)
{
	struct report_result result = converted;
	struct bytes line = {0};
	struct gm_error err;

	(void)state;
	result.warning = "a \"warning\"";
	result.began_us = 1001000;
	result.elapsed_us = 12003;
	result.n_tries = 1;
	assert_int_equal(
		json_put_picture("in", "out", &result, 1000999, &line, &err),
		GM_OK);
	assert_int_equal(bytes_append(&line, "", 1, &err), GM_OK);
	assert_string_equal(
		(const char *)line.data,
		"{\"record\":\"picture\",\"path\":\"in\",\"output\":\"out\","
		"\"status\":\"converted\","
		"\"warnings\":[\"a \\\"warning\\\"\"],"
		"\"bytes_in\":12,\"bytes_out\":7,\"mtime\":\"-5.000001000\","
		"\"format\":\"PNG\",\"left_out\":[\"video\",\"depth map\"],"
		"\"attempts\":1,\"start_ms\":0.001,\"wall_ms\":12.003}\n");
	bytes_free(&line);
}

static void
what_is_no_record_says_nothing(void **state)
{
	static const char *const lines[] = {
		"",
		"{",
		"[]",
		"null",
		"{\"record\":7}",
		"{\"record\":\"picture\"}",
		"{\"record\":\"picture\",\"status\":\"odd\",\"path\":\"a\"}",
		"{\"record\":\"other\"}",
		"\xff",
	};
	struct json_record record = {0};
	struct gm_error err;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_int_equal(json_read(&a_run, lines[i], strlen(lines[i]),
					   &record, &err),
				 GM_OK);
		assert_int_equal(record.kind, JSON_NO_RECORD);
	}
	release(&record);
}

static void
paths_and_texts_as_long_as_they_may_be_fit_a_line(void **state)
{
	static char path[4096], text[GM_ERROR_TEXT_BYTES];
	struct report_result result = converted;
	struct bytes line = {0};
	struct gm_error err;

	(void)state;
	memset(path, '\x01', sizeof(path) - 1);
	path[0] = '\xff';
	memset(text, '\x01', sizeof(text) - 1);
	result.text = result.warning = text;
	assert_int_equal(json_put_picture(path, path, &result, 0, &line, &err),
			 GM_OK);
	assert_in_range(line.nbytes, 8 * sizeof(path), JSON_MAX_BYTES / 2);
	bytes_free(&line);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_picture_is_read_as_it_was_told),
		cmocka_unit_test(states_come_back),
		cmocka_unit_test(a_run_is_read_as_it_was_told),
		cmocka_unit_test(an_end_is_read_as_it_was_told),
		cmocka_unit_test(names_of_any_bytes_come_back),
		cmocka_unit_test(numbers_come_back),
		cmocka_unit_test(a_line_is_as_it_should_be),
		cmocka_unit_test(what_is_no_record_says_nothing),
		cmocka_unit_test(
			paths_and_texts_as_long_as_they_may_be_fit_a_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
