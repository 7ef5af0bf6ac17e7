/* SPDX-License-Identifier: MIT */
#include "base/file.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "scratch.h"

/* More than the output buffer, so that it is written in several parts. */
#define BIG_BYTES 1000003u

static void
assert_content(const char *path, const char *text)
{
	char got[64] = "";
	FILE *file = fopen(path, "rb");
	size_t n;

	assert_non_null(file);
	n = fread(got, 1, sizeof(got) - 1, file);
	fclose(file);
	assert_int_equal(n, strlen(text));
	assert_string_equal(got, text);
}

static void
write_final(const char *text)
{
	struct file_out out = {0};
	struct gm_error err = {0};

	assert_int_equal(file_out_open(&out, "final", 0666, &err), GM_OK);
	assert_int_equal(file_out_write(&out, text, strlen(text), &err), GM_OK);
	assert_int_equal(file_out_commit(&out, &err), GM_OK);
	assert_false(out.is_open);
	file_out_free(&out);
}

static void
what_is_in_the_way_is_removed(void **state)
{
	struct stat before, after;

	(void)state;
	write_final("old");
	assert_int_equal(stat("final", &before), 0);
	assert_int_equal(link("final", "other"), 0);
	write_final("new");
	assert_int_equal(stat("final", &after), 0);
	assert_int_not_equal(before.st_ino, after.st_ino);
	assert_content("final", "new");
	assert_content("other", "old");
}

static void
a_link_in_the_way_is_not_followed(void **state)
{
	(void)state;
	assert_int_equal(symlink("elsewhere", "final"), 0);
	write_final("new");
	assert_int_not_equal(access("elsewhere", F_OK), 0);
	assert_content("final", "new");
}

static void
writes_of_any_size_arrive_in_order(void **state)
{
	static const size_t parts[] = {1, 100, 65536, 262144, 300000};
	struct file_out out = {0};
	struct gm_error err = {0};
	uint8_t *data = malloc(BIG_BYTES), *got = malloc(BIG_BYTES + 1);
	size_t at = 0;
	FILE *file;

	(void)state;
	assert_true(data != NULL && got != NULL);
	for (size_t i = 0; i < BIG_BYTES; i++)
		data[i] = (uint8_t)(i * 7 + i / 251);
	assert_int_equal(file_out_open(&out, "final", 0666, &err), GM_OK);
	for (size_t i = 0; at < BIG_BYTES; i++) {
		size_t n = parts[i % 5];

		n = n < BIG_BYTES - at ? n : BIG_BYTES - at;
		assert_int_equal(file_out_write(&out, data + at, n, &err),
				 GM_OK);
		at += n;
		assert_int_equal(out.n_written, at);
	}
	assert_int_equal(file_out_commit(&out, &err), GM_OK);
	file = fopen("final", "rb");
	assert_non_null(file);
	assert_int_equal(fread(got, 1, BIG_BYTES + 1, file), BIG_BYTES);
	assert_memory_equal(got, data, BIG_BYTES);
	fclose(file);
	file_out_free(&out);
	free(data);
	free(got);
}

static void
abandon_leaves_nothing(void **state)
{
	struct file_out out = {0};
	struct gm_error err = {0};

	(void)state;
	assert_int_equal(file_out_open(&out, "final", 0666, &err), GM_OK);
	assert_int_equal(file_out_write(&out, "x", 1, &err), GM_OK);
	assert_int_equal(scratch_count(), 1);
	file_out_abandon(&out);
	assert_int_equal(scratch_count(), 0);
	file_out_abandon(&out);
	file_out_free(&out);
}

static void
mode_is_asked_for_less_umask(void **state)
{
	mode_t before = umask(007);
	struct stat info;

	(void)state;
	write_final("x");
	umask(before);
	assert_int_equal(stat("final", &info), 0);
	assert_int_equal(info.st_mode & 07777, 0660);
}

static void
a_missing_folder_is_told(void **state)
{
	struct file_out out = {0};
	struct gm_error err = {0};

	(void)state;
	assert_int_equal(file_out_open(&out, "missing/x", 0666, &err),
			 GM_ERR_FOLDER);
	assert_non_null(strstr(err.text, "No such file"));
	file_out_free(&out);
}

static void
a_folder_in_the_way_is_told(void **state)
{
	struct file_out out = {0};
	struct gm_error err = {0};

	(void)state;
	assert_int_equal(mkdir("dir", 0777), 0);
	assert_int_equal(file_out_open(&out, "dir", 0666, &err), GM_ERR_WRITE);
	assert_non_null(strstr(err.text, "create output"));
	assert_int_equal(scratch_count(), 1);
	file_out_free(&out);
}

static void
a_full_disk_is_told_from_other_errors(void **state)
{
	struct file_out out = {0};
	struct gm_error err = {0};
	uint8_t *data = calloc(1, BIG_BYTES);
	int full_fd = open("/dev/full", O_WRONLY);

	(void)state;
	assert_non_null(data);
	assert_true(full_fd >= 0);
	assert_int_equal(file_out_open(&out, "final", 0666, &err), GM_OK);
	assert_int_equal(dup2(full_fd, out.fd), out.fd);
	assert_int_equal(file_out_write(&out, data, BIG_BYTES, &err),
			 GM_ERR_FULL);
	/* The error sticks, also for what only goes to the buffer. */
	err = (struct gm_error){0};
	assert_int_equal(file_out_write(&out, data, 1, &err), GM_ERR_FULL);
	err = (struct gm_error){0};
	assert_int_not_equal(file_out_commit(&out, &err), GM_OK);
	assert_int_equal(err.status, GM_ERR_FULL);
	assert_int_equal(scratch_count(), 0);
	close(full_fd);
	file_out_free(&out);
	free(data);
}

static void
an_error_of_the_last_write_is_seen_by_commit(void **state)
{
	struct file_out out = {0};
	struct gm_error err = {0};
	int full_fd = open("/dev/full", O_WRONLY);

	(void)state;
	assert_true(full_fd >= 0);
	assert_int_equal(file_out_open(&out, "final", 0666, &err), GM_OK);
	assert_int_equal(dup2(full_fd, out.fd), out.fd);
	assert_int_equal(file_out_write(&out, "x", 1, &err), GM_OK);
	assert_int_equal(file_out_commit(&out, &err), GM_ERR_FULL);
	assert_int_equal(scratch_count(), 0);
	close(full_fd);
	file_out_free(&out);
}

static void
memory_keeps_what_is_written(void **state)
{
	struct file_out out = {0};
	struct gm_error err = {0};
	uint8_t *data = calloc(1, BIG_BYTES);

	(void)state;
	assert_non_null(data);
	assert_int_equal(file_out_to_memory(&out, 6, &err), GM_OK);
	assert_int_equal(file_out_write(&out, "ABCDEF", 6, &err), GM_OK);
	assert_memory_equal(out.buf.data, "ABCDEF", 6);
	assert_int_equal(file_out_to_memory(&out, 6, &err), GM_OK);
	assert_int_equal(file_out_write(&out, "abc", 3, &err), GM_OK);
	assert_int_equal(file_out_write(&out, "def", 3, &err), GM_OK);
	assert_int_equal(out.n_written, 6);
	assert_memory_equal(out.buf.data, "abcdef", 6);
	/* No more than there was asked for, but for what was there anyway. */
	assert_int_equal(file_out_write(&out, data, BIG_BYTES, &err),
			 GM_ERR_FULL);
	assert_int_equal(file_out_to_memory(&out, BIG_BYTES, &err), GM_OK);
	assert_int_equal(file_out_write(&out, data, BIG_BYTES - 1, &err),
			 GM_OK);
	assert_int_equal(file_out_write(&out, "z", 1, &err), GM_OK);
	assert_int_equal(out.buf.nbytes, BIG_BYTES);
	assert_int_equal(out.buf.data[BIG_BYTES - 1], 'z');
	/* Nothing is there to be removed; a file after that is one. */
	file_out_abandon(&out);
	assert_int_equal(file_out_open(&out, "final", 0666, &err), GM_OK);
	assert_int_equal(file_out_write(&out, "abc", 3, &err), GM_OK);
	assert_int_equal(file_out_commit(&out, &err), GM_OK);
	assert_content("final", "abc");
	file_out_free(&out);
	free(data);
}

/* In the file, across what is written and what is not yet, and in that. */
static void
what_was_written_is_patched(void **state)
{
	static const size_t places[] = {0, 777, BIG_BYTES - 3, BIG_BYTES - 1};
	uint8_t *data = malloc(BIG_BYTES + 5), *got = malloc(BIG_BYTES + 6);
	struct file_out out = {0};
	struct gm_error err = {0};
	FILE *file;

	(void)state;
	assert_non_null(data);
	assert_non_null(got);
	memset(data, 'a', BIG_BYTES);
	memcpy(data + BIG_BYTES, "12345", 5);
	assert_int_equal(file_out_open(&out, "final", 0666, &err), GM_OK);
	/* All of it at once goes to the file. */
	assert_int_equal(file_out_write(&out, data, BIG_BYTES, &err), GM_OK);
	assert_int_equal(file_out_write(&out, data + BIG_BYTES, 5, &err),
			 GM_OK);
	assert_int_equal(out.buf.nbytes, 5);
	for (size_t i = 0; i < sizeof(places) / sizeof(places[0]); i++) {
		assert_int_equal(
			file_out_patch(&out, places[i], "bcde", 4, &err),
			GM_OK);
		memcpy(data + places[i], "bcde", 4);
	}
	assert_int_equal(file_out_patch(&out, BIG_BYTES + 4, "f", 1, &err),
			 GM_OK);
	data[BIG_BYTES + 4] = 'f';
	assert_int_equal(file_out_commit(&out, &err), GM_OK);
	file = fopen("final", "rb");
	assert_non_null(file);
	assert_int_equal(fread(got, 1, BIG_BYTES + 6, file), BIG_BYTES + 5);
	fclose(file);
	assert_memory_equal(got, data, BIG_BYTES + 5);
	file_out_free(&out);
	free(data);
	free(got);
}

static void
write_lent(struct file_out *out, int fd, const char *text)
{
	struct gm_error err = {0};

	assert_int_equal(file_out_open_fd(out, fd, &err), GM_OK);
	assert_int_equal(file_out_write(out, text, strlen(text), &err), GM_OK);
}

/* Again and again, for it is neither closed nor removed; the last counts. */
static void
what_is_open_is_written_from_its_start(void **state)
{
	size_t most = BIG_BYTES;
	char *big = malloc(most + 1);
	struct file_out out = {0};
	struct gm_error err = {0};
	int fd = open("lent", O_RDWR | O_CREAT | O_EXCL, 0600);

	(void)state;
	assert_non_null(big);
	memset(big, 'b', most);
	big[most] = '\0';
	write_lent(&out, fd, big);
	file_out_abandon(&out);
	assert_false(out.is_open);
	write_lent(&out, fd, "never");
	file_out_abandon(&out);
	/* Past a buffer, so that there is something to patch in the file. */
	write_lent(&out, fd, "start");
	assert_int_equal(file_out_write(&out, big, most / 2, &err), GM_OK);
	assert_int_equal(file_out_patch(&out, 1, "TAR", 3, &err), GM_OK);
	assert_int_equal(file_out_write(&out, "end", 3, &err), GM_OK);
	assert_int_equal(out.n_written, 5 + most / 2 + 3);
	assert_int_equal(file_out_commit(&out, &err), GM_OK);
	assert_int_equal(pread(fd, big, 6, 0), 6);
	assert_memory_equal(big, "sTARtb", 6);
	assert_int_equal(pread(fd, big, 4, (off_t)(5 + most / 2 - 1)), 4);
	assert_memory_equal(big, "bend", 4);
	close(fd);
	assert_int_equal(file_out_open_fd(&out, fd, &err), GM_ERR_WRITE);
	file_out_free(&out);
	free(big);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_is_in_the_way_is_removed,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(memory_keeps_what_is_written,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(
			a_link_in_the_way_is_not_followed, scratch_enter,
			scratch_leave),
		cmocka_unit_test_setup_teardown(
			writes_of_any_size_arrive_in_order, scratch_enter,
			scratch_leave),
		cmocka_unit_test_setup_teardown(abandon_leaves_nothing,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(mode_is_asked_for_less_umask,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(a_missing_folder_is_told,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(a_folder_in_the_way_is_told,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(
			a_full_disk_is_told_from_other_errors, scratch_enter,
			scratch_leave),
		cmocka_unit_test_setup_teardown(
			an_error_of_the_last_write_is_seen_by_commit,
			scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(
			what_is_open_is_written_from_its_start, scratch_enter,
			scratch_leave),
		cmocka_unit_test_setup_teardown(what_was_written_is_patched,
						scratch_enter, scratch_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
