/* SPDX-License-Identifier: MIT */
#include "plan/file_list.h"

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

#include "list_fixture.h"
#include "scratch.h"

static void
expect_file(const char *path, const char *names)
{
	struct file_list list = {.end = '\n'};
	struct gm_error err = {0};
	char buf[256];

	assert_int_equal(file_list_read(&list, path, &err), GM_OK);
	assert_string_equal(list_names(&list, buf, sizeof(buf)), names);
	file_list_free(&list);
}

static void
files_are_read_to_their_end(void **state)
{
	struct file_list list = {.end = '\n'};
	struct gm_error err = {0};
	size_t n_names = 0, at = 0;
	FILE *file = fopen("list", "w");

	(void)state;
	/* More than a read(2) takes, with a name across the border. */
	for (int i = 0; i < 30000; i++)
		fprintf(file, "%06d\n", i);
	assert_int_equal(fclose(file), 0);
	assert_int_equal(file_list_read(&list, "list", &err), GM_OK);
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
	struct file_list list = {.end = '\n'};
	struct gm_error err = {0};

	(void)state;
	assert_int_equal(file_list_read(&list, "none", &err), GM_ERR_USAGE);
	assert_string_equal(err.text, "open: No such file or directory");
	assert_int_equal(file_list_read(&list, ".", &err), GM_ERR_USAGE);
	assert_string_equal(err.text, "read: Is a directory");
	assert_int_equal(file_list_read(&list, "/dev/zero", &err),
			 GM_ERR_USAGE);
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
	assert_string_equal(file_list_shown("-"), "standard input");
	assert_string_equal(file_list_shown("./-"), "./-");
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
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
