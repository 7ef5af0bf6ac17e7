/* SPDX-License-Identifier: MIT */
#include "base/file.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <cmocka.h>

#include "scratch.h"

/* Three buffers and a bit, so that every refill path is walked. */
#define BIG_BYTES (3 * FILE_IN_BUFFER_BYTES + 1234)

static uint8_t
byte_at(size_t i)
{
	return (uint8_t)(i * 7 + i / 251);
}

static void
make_file(const char *path, size_t nbytes)
{
	FILE *file = fopen(path, "wb");

	assert_non_null(file);
	for (size_t i = 0; i < nbytes; i++)
		assert_int_not_equal(fputc(byte_at(i), file), EOF);
	assert_int_equal(fclose(file), 0);
}

static void
read_in_parts_gives_the_whole(void **state)
{
	static const size_t parts[] = {1, 3, 1000, FILE_IN_BUFFER_BYTES,
				       2 * FILE_IN_BUFFER_BYTES + 7};
	struct file_in in = {0};
	struct gm_error err = {0};
	uint8_t *got = malloc(BIG_BYTES + 1);
	size_t n_got = 0, n;

	(void)state;
	assert_non_null(got);
	make_file("file", BIG_BYTES);
	assert_int_equal(file_in_open(&in, "file", &err), GM_OK);
	assert_int_equal(in.nbytes, BIG_BYTES);
	for (size_t i = 0;; i++) {
		size_t want = parts[i % 5];

		if (want > BIG_BYTES + 1 - n_got)
			want = BIG_BYTES + 1 - n_got;
		n = file_in_read(&in, got + n_got, want);
		n_got += n;
		assert_int_equal(in.n_read, n_got);
		if (n < want || want == 0)
			break;
	}
	assert_int_equal(n_got, BIG_BYTES);
	for (size_t i = 0; i < n_got; i++)
		assert_int_equal(got[i], byte_at(i));
	assert_int_equal(file_in_read(&in, got, 1), 0);
	assert_int_equal(file_in_status(&in, &err), GM_OK);
	file_in_free(&in);
	free(got);
}

static void
peek_keeps_its_promise(void **state)
{
	struct file_in in = {0};
	struct gm_error err = {0};
	size_t at = 0;

	(void)state;
	make_file("file", BIG_BYTES);
	assert_int_equal(file_in_open(&in, "file", &err), GM_OK);
	while (at < BIG_BYTES) {
		const uint8_t *data;
		size_t left = BIG_BYTES - at;
		size_t want = left < FILE_IN_BUFFER_BYTES
				      ? left
				      : FILE_IN_BUFFER_BYTES;
		size_t n = file_in_peek(&in, FILE_IN_BUFFER_BYTES, &data);
		size_t step = n < 9001 ? n : 9001;

		assert_true(n >= want);
		assert_int_equal(in.n_read, at);
		assert_int_equal(data[0], byte_at(at));
		assert_int_equal(data[n - 1], byte_at(at + n - 1));
		file_in_skip(&in, step);
		at += step;
	}
	file_in_free(&in);
}

static void
rewind_starts_over_after_the_end(void **state)
{
	struct file_in in = {0};
	struct gm_error err = {0};
	uint8_t got[101];

	(void)state;
	make_file("file", 100);
	assert_int_equal(file_in_open(&in, "file", &err), GM_OK);
	for (int round = 0; round < 2; round++) {
		memset(got, 0xee, sizeof(got));
		assert_int_equal(file_in_read(&in, got, sizeof(got)), 100);
		assert_int_equal(got[99], byte_at(99));
		assert_int_equal(file_in_rewind(&in, &err), GM_OK);
		assert_int_equal(in.n_read, 0);
	}
	file_in_free(&in);
}

static void
a_second_file_shows_nothing_of_the_first(void **state)
{
	struct file_in in = {0};
	struct gm_error err = {0};
	uint8_t got[8];
	uint8_t *kept;

	(void)state;
	make_file("file", 5000);
	assert_int_equal(file_in_open(&in, "file", &err), GM_OK);
	assert_int_equal(file_in_read(&in, got, 8), 8);
	file_in_close(&in);
	kept = in.buf.data;
	make_file("file", 3);
	assert_int_equal(file_in_open(&in, "file", &err), GM_OK);
	assert_ptr_equal(in.buf.data, kept);
	assert_int_equal(in.n_read, 0);
	assert_int_equal(file_in_read(&in, got, 8), 3);
	assert_int_equal(got[0], byte_at(0));
	file_in_free(&in);
	file_in_free(&in);
}

static void
a_file_that_shrinks_just_ends(void **state)
{
	struct file_in in = {0};
	struct gm_error err = {0};
	uint8_t *got = malloc(BIG_BYTES);
	size_t n;

	(void)state;
	assert_non_null(got);
	make_file("file", BIG_BYTES);
	assert_int_equal(file_in_open(&in, "file", &err), GM_OK);
	assert_int_equal(file_in_read(&in, got, 10), 10);
	assert_int_equal(truncate("file", 10), 0);
	n = file_in_read(&in, got, BIG_BYTES);
	assert_true(n < BIG_BYTES);
	assert_int_equal(file_in_status(&in, &err), GM_OK);
	file_in_free(&in);
	free(got);
}

static void
assert_refused(const char *path, const char *reason)
{
	struct file_in in = {0};
	struct gm_error err = {0};

	assert_int_equal(file_in_open(&in, path, &err), GM_ERR_OPEN);
	assert_int_equal(err.status, GM_ERR_OPEN);
	assert_non_null(strstr(err.text, reason));
	assert_false(in.is_open);
	file_in_free(&in);
}

static void
what_has_become_a_link_is_refused(void **state)
{
	struct file_in in = {.links = LINK_NONE};
	struct gm_error err = {0};

	(void)state;
	make_file("file", 10);
	assert_int_equal(rename("file", "other"), 0);
	assert_int_equal(symlink("other", "file"), 0);
	assert_int_equal(file_in_open(&in, "file", &err), GM_ERR_OPEN);
	assert_string_equal(err.text, "has become a link");
	in.links = LINK_ANY;
	assert_int_equal(file_in_open(&in, "file", &err), GM_OK);
	file_in_free(&in);
}

static void
what_is_no_file_is_refused_at_once(void **state)
{
	struct sockaddr_un name = {.sun_family = AF_UNIX, .sun_path = "socket"};
	int socket_fd = socket(AF_UNIX, SOCK_STREAM, 0);

	(void)state;
	/* A hang here is a failure too; no machine needs that long. */
	alarm(600);
	assert_int_equal(mkfifo("fifo", 0600), 0);
	assert_int_equal(
		bind(socket_fd, (struct sockaddr *)&name, sizeof(name)), 0);
	assert_int_equal(symlink("link", "link"), 0);
	assert_refused("fifo", "not a regular file");
	assert_refused("/dev/zero", "not a regular file");
	assert_refused(".", "folder");
	assert_refused("missing", "No such file");
	assert_refused("", "No such file");
	assert_refused("link", strerror(ELOOP));
	assert_refused("socket", "open");
	close(socket_fd);
	alarm(0);
}

static void
mode_is_that_of_the_file(void **state)
{
	struct file_in in = {0};
	struct gm_error err = {0};

	(void)state;
	make_file("file", 1);
	assert_int_equal(chmod("file", 04640), 0);
	assert_int_equal(file_in_open(&in, "file", &err), GM_OK);
	assert_int_equal(in.mode, 0640);
	file_in_free(&in);
}

static void
a_read_error_is_told_from_the_end(void **state)
{
	struct file_in in = {0};
	struct gm_error err = {0};
	uint8_t got[10];
	int folder_fd;

	(void)state;
	make_file("file", 100);
	assert_int_equal(file_in_open(&in, "file", &err), GM_OK);
	/* read(2) of a folder fails with EISDIR. */
	folder_fd = open(".", O_RDONLY);
	assert_true(folder_fd >= 0);
	assert_int_equal(dup2(folder_fd, in.fd), in.fd);
	assert_int_equal(file_in_read(&in, got, sizeof(got)), 0);
	assert_int_equal(file_in_status(&in, &err), GM_ERR_READ);
	assert_non_null(strstr(err.text, "read: "));
	close(folder_fd);
	file_in_free(&in);
}

static void
add(void *ctx, uint64_t nbytes)
{
	*(uint64_t *)ctx += nbytes;
}

static void
every_byte_is_metered_once(void **state)
{
	uint64_t n_metered = 0;
	struct file_in in = {.meter = add, .meter_ctx = &n_metered};
	struct gm_error err = {0};
	size_t n_bytes = FILE_IN_BUFFER_BYTES * 2 + 1;
	uint8_t *got = malloc(n_bytes);

	(void)state;
	assert_non_null(got);
	make_file("file", n_bytes);
	for (int i = 0; i < 2; i++) {
		n_metered = 0;
		assert_int_equal(file_in_open(&in, "file", &err), GM_OK);
		assert_int_equal(n_metered, 0);
		assert_int_equal(file_in_read(&in, got, 1), 1);
		assert_int_equal(n_metered, FILE_IN_BUFFER_BYTES);
		assert_int_equal(file_in_rewind(&in, &err), GM_OK);
		assert_int_equal(file_in_read(&in, got, n_bytes), n_bytes);
		assert_int_equal(n_metered, n_bytes);
		file_in_close(&in);
	}
	file_in_free(&in);
	free(got);
}

/* The same as a file of those bytes, which nothing is read of again. */
static void
memory_is_read_as_a_file(void **state)
{
	struct file_in in = {0};
	struct gm_error err = {0};
	uint8_t *data = malloc(BIG_BYTES), *got = malloc(BIG_BYTES);
	uint8_t part[8];

	(void)state;
	assert_non_null(data);
	assert_non_null(got);
	for (size_t i = 0; i < BIG_BYTES; i++)
		data[i] = byte_at(i);
	assert_int_equal(file_in_from_memory(&in, data, BIG_BYTES, &err),
			 GM_OK);
	for (unsigned i = 0; i < 2; i++) {
		assert_int_equal(in.nbytes, BIG_BYTES);
		assert_int_equal(file_in_read(&in, got, 1), 1);
		assert_int_equal(file_in_read(&in, got + 1, BIG_BYTES),
				 BIG_BYTES - 1);
		assert_memory_equal(got, data, BIG_BYTES);
		assert_false(file_in_has_more(&in));
		assert_int_equal(in.n_read, BIG_BYTES);
		assert_int_equal(file_in_rewind(&in, &err), GM_OK);
	}
	assert_int_equal(file_in_read_at(&in, BIG_BYTES - 3, part, 8), 3);
	assert_memory_equal(part, data + BIG_BYTES - 3, 3);
	assert_int_equal(file_in_read_at(&in, BIG_BYTES, part, 8), 0);
	assert_int_equal(file_in_read_at(&in, UINT64_MAX, part, 8), 0);
	assert_int_equal(file_in_status(&in, &err), GM_OK);
	assert_int_equal(file_in_from_memory(&in, NULL, 0, &err), GM_OK);
	assert_false(file_in_has_more(&in));
	/* A file after that is one. */
	make_file("file", 5);
	assert_int_equal(file_in_open(&in, "file", &err), GM_OK);
	assert_int_equal(file_in_read(&in, got, BIG_BYTES), 5);
	file_in_free(&in);
	free(got);
	free(data);
}

/* A part is all there is, in order and at any place, until it is widened. */
static void
a_part_is_read_as_a_file(void **state)
{
	const size_t from = FILE_IN_BUFFER_BYTES - 3, n = 2 * from;
	struct file_in in = {0};
	struct gm_error err = {0};
	uint8_t *got = malloc(n + 1);

	(void)state;
	assert_non_null(got);
	make_file("file", BIG_BYTES);
	assert_int_equal(file_in_open(&in, "file", &err), GM_OK);
	assert_int_equal(file_in_read(&in, got, 100), 100);
	assert_int_equal(file_in_narrow(&in, NULL, from, n, &err), GM_OK);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(in.nbytes, n);
		assert_int_equal(file_in_read(&in, got, n + 1), n);
		assert_int_equal(in.n_read, n);
		assert_false(file_in_has_more(&in));
		for (size_t at = 0; at < n; at++)
			assert_int_equal(got[at], byte_at(from + at));
		assert_int_equal(file_in_rewind(&in, &err), GM_OK);
	}
	assert_int_equal(file_in_read_at(&in, n - 2, got, 5), 2);
	assert_int_equal(got[1], byte_at(from + n - 1));
	assert_int_equal(file_in_read_at(&in, n, got, 5), 0);
	file_in_widen(&in);
	file_in_widen(&in);
	assert_int_equal(in.nbytes, BIG_BYTES);
	assert_true(in.n_read > 0);
	assert_false(file_in_has_more(&in));
	assert_int_equal(file_in_rewind(&in, &err), GM_OK);
	assert_int_equal(file_in_read(&in, got, 2), 2);
	assert_int_equal(got[1], byte_at(1));
	file_in_free(&in);
	free(got);
}

/* Bytes of the caller's come first, at any place and in any pieces. */
static void
a_part_has_something_before_it(void **state)
{
	uint8_t first[] = "xyz", got[16];
	const struct bytes before = {.data = first, .nbytes = 3};
	struct file_in in = {0};
	struct gm_error err = {0};

	(void)state;
	make_file("file", 100);
	assert_int_equal(file_in_open(&in, "file", &err), GM_OK);
	assert_int_equal(file_in_narrow(&in, &before, 10, 5, &err), GM_OK);
	for (int i = 0; i < 2; i++) {
		assert_int_equal(in.nbytes, 8);
		assert_int_equal(file_in_read(&in, got, 16), 8);
		assert_memory_equal(got, "xyz", 3);
		for (size_t at = 3; at < 8; at++)
			assert_int_equal(got[at], byte_at(10 + at - 3));
		assert_int_equal(file_in_rewind(&in, &err), GM_OK);
	}
	assert_int_equal(file_in_fill_at(&in, 2, got, 16), 6);
	assert_int_equal(got[0], 'z');
	assert_int_equal(got[5], byte_at(14));
	file_in_widen(&in);
	assert_int_equal(file_in_fill_at(&in, 0, got, 1), 1);
	assert_int_equal(got[0], byte_at(0));
	file_in_free(&in);
}

static void
a_part_of_memory_is_read_as_a_file(void **state)
{
	struct file_in in = {0};
	struct gm_error err = {0};
	uint8_t got[8];

	(void)state;
	assert_int_equal(
		file_in_from_memory(&in, (const uint8_t *)"abcdefgh", 8, &err),
		GM_OK);
	assert_int_equal(file_in_narrow(&in, NULL, 2, 3, &err), GM_OK);
	assert_int_equal(file_in_read(&in, got, 8), 3);
	assert_memory_equal(got, "cde", 3);
	assert_int_equal(file_in_read_at(&in, 1, got, 8), 2);
	assert_memory_equal(got, "de", 2);
	file_in_widen(&in);
	assert_int_equal(file_in_read_at(&in, 1, got, 8), 7);
	file_in_free(&in);
}

/* From its start, wherever others have left it. */
static void
what_is_open_is_read_from_its_start(void **state)
{
	struct file_in in = {0};
	struct gm_error err = {0};
	const uint8_t *data;
	int fd;

	(void)state;
	make_file("x", 100);
	fd = open("x", O_RDONLY);
	assert_int_equal(lseek(fd, 7, SEEK_SET), 7);
	assert_int_equal(file_in_open_fd(&in, fd, &err), GM_OK);
	assert_int_equal(in.nbytes, 100);
	assert_int_equal(file_in_peek(&in, 100, &data), 100);
	assert_int_equal(data[0], byte_at(0));
	file_in_close(&in);
	assert_int_equal(fcntl(fd, F_GETFD), -1);
	fd = open(".", O_RDONLY | O_DIRECTORY);
	assert_int_equal(file_in_open_fd(&in, fd, &err), GM_ERR_OPEN);
	assert_false(in.is_open);
	assert_int_equal(file_in_open_fd(&in, -1, &err), GM_ERR_READ);
	file_in_free(&in);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(read_in_parts_gives_the_whole,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(memory_is_read_as_a_file,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(peek_keeps_its_promise,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(
			rewind_starts_over_after_the_end, scratch_enter,
			scratch_leave),
		cmocka_unit_test_setup_teardown(
			a_second_file_shows_nothing_of_the_first, scratch_enter,
			scratch_leave),
		cmocka_unit_test_setup_teardown(a_file_that_shrinks_just_ends,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(
			what_is_no_file_is_refused_at_once, scratch_enter,
			scratch_leave),
		cmocka_unit_test_setup_teardown(
			what_has_become_a_link_is_refused, scratch_enter,
			scratch_leave),
		cmocka_unit_test_setup_teardown(mode_is_that_of_the_file,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(
			a_read_error_is_told_from_the_end, scratch_enter,
			scratch_leave),
		cmocka_unit_test_setup_teardown(every_byte_is_metered_once,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(
			what_is_open_is_read_from_its_start, scratch_enter,
			scratch_leave),
		cmocka_unit_test(a_part_is_read_as_a_file),
		cmocka_unit_test(a_part_has_something_before_it),
		cmocka_unit_test(a_part_of_memory_is_read_as_a_file),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
