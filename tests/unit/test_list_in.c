/* SPDX-License-Identifier: MIT */
#include "plan/list_in.h"

#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/clock.h"
#include "list_fixture.h"
#include "scratch.h"

static enum gm_status
read_all(const char *path, struct file_list *list, struct gm_error *err)
{
	struct list_in in = {0};
	enum gm_status st = list_in_open(&in, path, '\n', err);

	if (st == GM_OK)
		st = list_in_all(&in, list, err);
	list_in_close(&in);
	return st;
}

static void
expect_file(const char *path, const char *names)
{
	struct file_list list = {0};
	struct gm_error err = {0};
	char buf[256];

	assert_int_equal(read_all(path, &list, &err), GM_OK);
	assert_string_equal(list_names(&list, buf, sizeof(buf)), names);
	file_list_free(&list);
}

static void
files_are_read_to_their_end(void **state)
{
	struct file_list list = {0};
	struct gm_error err = {0};
	size_t n_names = 0, at = 0;
	FILE *file = fopen("list", "w");

	(void)state;
	/* More than a read(2) takes, with a name across the border. */
	for (int i = 0; i < 30000; i++)
		fprintf(file, "%06d\n", i);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(read_all("list", &list, &err), GM_OK);
	for (const char *name; (name = file_list_next(&list, &at)) != NULL;) {
		assert_int_equal(atoi(name), n_names);
		assert_int_equal(strlen(name), 6);
		n_names++;
	}
	assert_int_equal(n_names, 30000);
	file_list_free(&list);
}

static void
what_cannot_be_read_is_refused(void **state)
{
	struct file_list list = {0};
	struct gm_error err = {0};

	(void)state;
	assert_int_equal(read_all("none", &list, &err), GM_ERR_USAGE);
	assert_string_equal(err.text, "open: No such file or directory");
	assert_int_equal(read_all(".", &list, &err), GM_ERR_USAGE);
	assert_string_equal(err.text, "read: Is a directory");
	assert_int_equal(read_all("/dev/zero", &list, &err), GM_ERR_USAGE);
	file_list_free(&list);
}

/* What was written to a pipe has been read. */
static bool
await_reader(int fd)
{
	const struct timespec pause = {.tv_nsec = 1000000};
	int n_unread = 1;

	while (ioctl(fd, FIONREAD, &n_unread) == 0 && n_unread > 0)
		nanosleep(&pause, NULL);
	return n_unread == 0;
}

/* Have another process write the list into what path is, in two parts. */
static pid_t
write_slowly(const char *path, int fd)
{
	pid_t pid = fork();

	if (pid != 0)
		return pid;
	/* A reader that does not come is a hang: no machine needs so long. */
	alarm(600);
	fd = path == NULL ? fd : open(path, O_WRONLY);
	if (write(fd, "a\nb", 3) != 3 || !await_reader(fd) ||
	    write(fd, "c\n", 2) != 2)
		_exit(1);
	_exit(0);
}

static void
end_writer(pid_t pid)
{
	int status;

	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_int_equal(status, 0);
}

static void
a_fifo_is_waited_for(void **state)
{
	pid_t pid;

	(void)state;
	assert_int_equal(mkfifo("fifo", 0600), 0);
	pid = write_slowly("fifo", -1);
	expect_file("fifo", "a|bc|");
	end_writer(pid);
}

/* Also when somebody has told it not to wait. */
static void
standard_input_is_waited_for(void **state)
{
	int saved = dup(STDIN_FILENO), fds[2];
	pid_t pid;

	(void)state;
	for (int flags = 0; flags <= O_NONBLOCK; flags += O_NONBLOCK) {
		assert_int_equal(pipe(fds), 0);
		assert_int_equal(fcntl(fds[0], F_SETFL, flags), 0);
		assert_int_equal(dup2(fds[0], STDIN_FILENO), STDIN_FILENO);
		close(fds[0]);
		pid = write_slowly(NULL, fds[1]);
		close(fds[1]);
		expect_file("-", "a|bc|");
		end_writer(pid);
	}
	/* It has ended, and still is ours. */
	expect_file("-", "");
	assert_int_equal(dup2(saved, STDIN_FILENO), STDIN_FILENO);
	close(saved);
	assert_string_equal(list_in_shown("-"), "standard input");
	assert_string_equal(list_in_shown("./-"), "./-");
}

/* The names of the next part, each with its newline. */
static size_t
next_part(struct list_in *in, uint64_t deadline_ms, char *names, size_t n)
{
	struct file_list list = {0};
	struct gm_error err;
	size_t at = 0, n_names = 0;

	names[0] = '\0';
	assert_int_equal(list_in_part(in, deadline_ms, &list, &err), GM_OK);
	for (const char *name; (name = file_list_next(&list, &at)) != NULL;) {
		n_names++;
		if (strlen(names) + strlen(name) + 2 > n)
			continue;
		strcat(names, name);
		strcat(names, "\n");
	}
	file_list_free(&list);
	return n_names;
}

/* What has come is a part when nothing follows; half a name waits. */
static void
parts_are_what_has_come(void **state)
{
	struct list_in in = {0};
	struct gm_error err;
	char names[64];
	int fd;

	(void)state;
	assert_int_equal(mkfifo("fifo", 0600), 0);
	fd = open("fifo", O_RDWR);
	assert_int_equal(list_in_open(&in, "fifo", '\n', &err), GM_OK);
	assert_int_equal(write(fd, "a\nb\n\nc", 6), 6);
	assert_int_equal(next_part(&in, 0, names, sizeof(names)), 2);
	assert_string_equal(names, "a\nb\n");
	assert_int_equal(write(fd, "d\n", 2), 2);
	assert_int_equal(next_part(&in, 0, names, sizeof(names)), 1);
	assert_string_equal(names, "cd\n");
	assert_false(in.is_over);
	assert_int_equal(write(fd, "e", 1), 1);
	close(fd);
	assert_int_equal(next_part(&in, 0, names, sizeof(names)), 1);
	assert_string_equal(names, "e\n");
	assert_true(in.is_over);
	assert_int_equal(next_part(&in, 0, names, sizeof(names)), 0);
	list_in_close(&in);
}

/* Who waits for names gets none. */
static void
a_deadline_ends_a_part(void **state)
{
	struct list_in in = {0};
	struct gm_error err;
	char names[64];
	int fd;

	(void)state;
	assert_int_equal(mkfifo("fifo", 0600), 0);
	fd = open("fifo", O_RDWR);
	assert_int_equal(list_in_open(&in, "fifo", '\n', &err), GM_OK);
	assert_int_equal(write(fd, "a", 1), 1);
	assert_int_equal(
		next_part(&in, clock_now_ms() + 20, names, sizeof(names)), 0);
	assert_false(in.is_over);
	assert_int_equal(next_part(&in, 1, names, sizeof(names)), 0);
	list_in_close(&in);
	close(fd);
}

/* Of a list of any length a part has so many names and bytes, and no more. */
static void
parts_are_bounded(void **state)
{
	struct list_in in = {0};
	struct gm_error err;
	char names[8];
	FILE *file = fopen("list", "w");
	size_t n_names = 0, n_parts = 0;

	(void)state;
	for (size_t i = 0; i < 5 * (size_t)LIST_IN_PART_NAMES; i++)
		fprintf(file, "%07zu\n", i);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(list_in_open(&in, "list", '\n', &err), GM_OK);
	while (!in.is_over) {
		size_t n = next_part(&in, 0, names, sizeof(names));

		/* A read(2) may bring some more. */
		assert_true(n < 2 * (size_t)LIST_IN_PART_NAMES);
		n_names += n;
		n_parts++;
	}
	assert_int_equal(n_names, 5 * (size_t)LIST_IN_PART_NAMES);
	assert_true(n_parts > 2);
	list_in_close(&in);
}

/* However much there is in all: the limit is that of a part. */
static void
a_list_in_parts_has_no_limit(void **state)
{
	struct file_list list = {.end = '\0'}, part = {0};
	static char name[65536];
	struct gm_error err;

	(void)state;
	memset(name, 'x', sizeof(name) - 1);
	for (uint64_t n = 0; n <= FILE_LIST_MAX_BYTES; n += sizeof(name)) {
		assert_int_equal(
			file_list_take(&list, name, sizeof(name), &err), GM_OK);
		assert_int_equal(file_list_split(&list, &part, &err), GM_OK);
		assert_int_equal(part.names.nbytes, sizeof(name));
		file_list_free(&part);
	}
	file_list_free(&list);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(files_are_read_to_their_end,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(what_cannot_be_read_is_refused,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(a_fifo_is_waited_for,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(standard_input_is_waited_for,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(parts_are_what_has_come,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(a_deadline_ends_a_part,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(parts_are_bounded,
						scratch_enter, scratch_leave),
		cmocka_unit_test(a_list_in_parts_has_no_limit),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
