/* SPDX-License-Identifier: MIT */
#include "base/file_cursor.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#include "scratch.h"

/* Three buffers and a bit, so that every refill path is walked. */
#define BIG_BYTES (3 * FILE_CURSOR_BUFFER_BYTES + 1234)

static uint8_t
byte_at(uint64_t i)
{
	return (uint8_t)(i * 7 + i / 251);
}

static void
open_file(struct file_in *in)
{
	FILE *file = fopen("file", "wb");
	struct gm_error err;

	assert_non_null(file);
	for (size_t i = 0; i < BIG_BYTES; i++)
		assert_int_not_equal(fputc(byte_at(i), file), EOF);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(file_in_open(in, "file", &err), GM_OK);
}

static void
expect(struct file_cursor *cursor, uint64_t offset, size_t n)
{
	uint8_t *got = malloc(n);

	assert_non_null(got);
	assert_int_equal(cursor->offset, offset);
	assert_int_equal(file_cursor_read(cursor, got, n), n);
	for (size_t i = 0; i < n; i++)
		assert_int_equal(got[i], byte_at(offset + i));
	free(got);
}

static void
two_read_one_file_in_two_places(void **state)
{
	static const size_t parts[] = {1, 5000, 12000, 20000, 3};
	static struct file_cursor a, b;
	struct file_in in = {0};
	uint64_t at = 0;

	(void)state;
	open_file(&in);
	a = b = (struct file_cursor){.in = &in};
	for (size_t i = 0; i < 5; at += parts[i++]) {
		expect(&a, at, parts[i]);
		file_cursor_seek(&b, 30000 - at / 2);
		expect(&b, 30000 - at / 2, 700);
	}
	file_in_free(&in);
}

static void
a_cursor_may_go_anywhere(void **state)
{
	static struct file_cursor cursor;
	const uint8_t *data;
	struct file_in in = {0};

	(void)state;
	open_file(&in);
	cursor = (struct file_cursor){.in = &in};
	expect(&cursor, 0, 10);
	file_cursor_skip(&cursor, 90);
	expect(&cursor, 100, 10);
	file_cursor_seek(&cursor, 50);
	expect(&cursor, 50, 10);
	file_cursor_seek(&cursor, BIG_BYTES - 2);
	assert_int_equal(file_cursor_peek(&cursor, &data), 2);
	assert_int_equal(data[1], byte_at(BIG_BYTES - 1));
	/* Numbers are filled up, and nothing is beyond the end. */
	assert_int_equal(
		file_cursor_number(&cursor, 4),
		((unsigned)byte_at(BIG_BYTES - 2) << 8 | byte_at(BIG_BYTES - 1))
			<< 16);
	file_cursor_skip(&cursor, UINT64_MAX);
	assert_int_equal(cursor.offset, UINT64_MAX);
	assert_int_equal(file_cursor_peek(&cursor, &data), 0);
	file_cursor_seek(&cursor, 20);
	assert_int_equal(file_cursor_number(&cursor, 2),
			 byte_at(20) << 8 | byte_at(21));
	assert_int_equal(in.failed_errno, 0);
	file_in_free(&in);
}

static void
count(void *ctx, uint64_t nbytes)
{
	*(uint64_t *)ctx += nbytes;
}

/* What is read again is not told of again. */
static void
the_meter_ends_with_the_file(void **state)
{
	static struct file_cursor cursor;
	uint64_t n_told = 0;
	struct file_in in = {.meter = count, .meter_ctx = &n_told};

	(void)state;
	open_file(&in);
	cursor = (struct file_cursor){.in = &in};
	expect(&cursor, 0, 20000);
	assert_in_range(n_told, 20000, BIG_BYTES);
	for (size_t i = 0; i < 4; i++) {
		file_cursor_seek(&cursor, 0);
		expect(&cursor, 0, BIG_BYTES);
	}
	assert_int_equal(n_told, BIG_BYTES);
	file_in_free(&in);
}

static void
a_failed_read_is_kept(void **state)
{
	static struct file_cursor cursor;
	struct file_in in = {0};
	struct gm_error err;
	const uint8_t *data;

	(void)state;
	open_file(&in);
	cursor = (struct file_cursor){.in = &in};
	close(in.fd);
	assert_int_equal(file_cursor_peek(&cursor, &data), 0);
	assert_int_equal(file_in_status(&in, &err), GM_ERR_READ);
	in.is_open = false;
	file_in_free(&in);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(two_read_one_file_in_two_places),
		cmocka_unit_test(a_cursor_may_go_anywhere),
		cmocka_unit_test(the_meter_ends_with_the_file),
		cmocka_unit_test(a_failed_read_is_kept),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
