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
static bool
read_line(struct json_reader *reader, const struct bytes *line,
	  struct json_done *done)
{
	struct gm_error err;
	bool is_done;

	assert_int_equal(json_read(reader, (const char *)line->data,
				   line->nbytes - 1, done, &is_done, &err),
			 GM_OK);
	return is_done;
}

/* The lines of a run of one picture. */
static bool
run_is_done(const struct json_run *run, const struct json_run *like,
	    const struct report_result *result, struct json_done *done)
{
	struct json_reader reader = {.like = like};
	struct bytes line = {0};
	struct gm_error err;
	bool is_done;

	assert_int_equal(json_put_run(run, &line, &err), GM_OK);
	assert_false(read_line(&reader, &line, done));
	assert_true(reader.is_report);
	line.nbytes = 0;
	assert_int_equal(
		json_put_picture("a\xff\n\"b", "out", result, 0, &line, &err),
		GM_OK);
	assert_int_equal(line.data[line.nbytes - 1], '\n');
	assert_null(memchr(line.data, '\n', line.nbytes - 1));
	is_done = read_line(&reader, &line, done);
	bytes_free(&line);
	return is_done;
}

static void
what_is_done_is_read_as_it_was_told(void **state)
{
	struct json_done done = {0};

	(void)state;
	assert_true(run_is_done(&a_run, &a_run, &converted, &done));
	assert_string_equal((const char *)done.in.data, "a\xff\n\"b");
	assert_string_equal((const char *)done.out.data, "out");
	assert_int_equal(done.nbytes_in, 12);
	assert_int_equal(done.nbytes_out, 7);
	assert_int_equal(done.changed_s, -5);
	assert_int_equal(done.changed_ns, 1000);
	bytes_free(&done.in);
	bytes_free(&done.out);
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
	struct json_reader reader = {.like = &a_run, .is_alike = true};
	struct json_done done = {0};
	struct bytes line = {0};
	struct gm_error err;

	assert_int_equal(
		json_put_picture(name, name, &converted, 0, &line, &err),
		GM_OK);
	assert_null(memchr(line.data, '\n', line.nbytes - 1));
	assert_true(read_line(&reader, &line, &done));
	assert_string_equal((const char *)done.in.data, name);
	assert_string_equal((const char *)done.out.data, name);
	bytes_free(&done.in);
	bytes_free(&done.out);
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
		struct json_done done = {0};

		result.nbytes_in = numbers[i];
		assert_true(run_is_done(&a_run, &a_run, &result, &done));
		assert_int_equal(done.nbytes_in, numbers[i]);
		bytes_free(&done.in);
		bytes_free(&done.out);
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
what_is_not_done_is_not(void **state)
{
	struct report_result result = converted;
	struct json_run other = a_run;
	struct json_done done = {0};

	(void)state;
	other.options = others;
	assert_false(run_is_done(&a_run, &other, &converted, &done));
	result.state = REPORT_FAILED;
	result.code = "truncated";
	result.text = "cut";
	assert_false(run_is_done(&a_run, &a_run, &result, &done));
	result.state = REPORT_SKIPPED;
	result.code = "exists";
	assert_false(run_is_done(&a_run, &a_run, &result, &done));
	result.code = JSON_CODE_DONE;
	assert_true(run_is_done(&a_run, &a_run, &result, &done));
	bytes_free(&done.in);
	bytes_free(&done.out);
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
		"{\"record\":\"picture\",\"status\":\"converted\"}",
		"{\"record\":\"end\"}",
		"\xff",
	};
	struct json_reader reader = {.like = &a_run, .is_alike = true};
	struct json_done done = {0};
	struct gm_error err;
	bool is_done = true;

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		assert_int_equal(json_read(&reader, lines[i], strlen(lines[i]),
					   &done, &is_done, &err),
				 GM_OK);
		assert_false(is_done);
		assert_false(reader.is_report);
	}
	bytes_free(&done.in);
	bytes_free(&done.out);
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
		cmocka_unit_test(what_is_done_is_read_as_it_was_told),
		cmocka_unit_test(names_of_any_bytes_come_back),
		cmocka_unit_test(numbers_come_back),
		cmocka_unit_test(a_line_is_as_it_should_be),
		cmocka_unit_test(what_is_not_done_is_not),
		cmocka_unit_test(what_is_no_record_says_nothing),
		cmocka_unit_test(
			paths_and_texts_as_long_as_they_may_be_fit_a_line),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
