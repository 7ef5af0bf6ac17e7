/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* O_PATH */
#include "base/link.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "scratch.h"

/* Users of which nothing is known but that they differ. */
#define OURS   30001
#define THEIRS 30002
#define MINE   30003

static void
make_file(const char *path, uid_t owner)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0600);

	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(chown(path, owner, 0), 0);
}

static void
make_link(const char *target, const char *path, uid_t owner)
{
	assert_int_equal(symlink(target, path), 0);
	assert_int_equal(lchown(path, owner, 0), 0);
}

/* The errno of opening it as the user OURS, or 0. */
static int
try(const char *path, enum link_trust trust)
{
	int fd, errnum;

	assert_int_equal(seteuid(OURS), 0);
	fd = link_open(AT_FDCWD, path, O_PATH | O_CLOEXEC, trust);
	errnum = fd < 0 ? errno : 0;
	assert_int_equal(seteuid(0), 0);
	if (fd >= 0)
		close(fd);
	return errnum;
}

static int
begin(void **state)
{
	if (scratch_enter(state) != 0)
		return -1;
	if (geteuid() != 0)
		return 0;
	assert_int_equal(chmod(".", 0755), 0);
	make_file("ours", OURS);
	make_file("theirs", THEIRS);
	make_file("root's", 0);
	return 0;
}

static void
whose_link_is_followed(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	make_link("theirs", "ours-theirs", OURS);
	make_link("ours", "root's-ours", 0);
	make_link("theirs", "theirs-theirs", THEIRS);
	make_link("ours", "theirs-ours", THEIRS);
	make_link("root's", "theirs-root's", THEIRS);
	assert_int_equal(try("ours", LINK_TRUSTED), 0);
	assert_int_equal(try("theirs", LINK_TRUSTED), 0);
	assert_int_equal(try("ours-theirs", LINK_TRUSTED), 0);
	assert_int_equal(try("root's-ours", LINK_TRUSTED), 0);
	assert_int_equal(try("theirs-theirs", LINK_TRUSTED), 0);
	assert_int_equal(try("theirs-ours", LINK_TRUSTED), EPERM);
	assert_int_equal(try("theirs-root's", LINK_TRUSTED), EPERM);
	assert_int_equal(try("theirs-ours", LINK_ANY), 0);
}

static void
each_of_a_row_counts(void **state)
{
	(void)state;
	if (geteuid() != 0)
		skip();
	make_link("ours", "b", THEIRS);
	make_link("b", "a", OURS);
	make_link("theirs", "d", THEIRS);
	make_link("./d", "c", OURS);
	make_link("d", "e", MINE);
	make_link("loop", "loop", OURS);
	make_link("nowhere", "dangling", OURS);
	assert_int_equal(try("a", LINK_TRUSTED), EPERM);
	assert_int_equal(try("c", LINK_TRUSTED), 0);
	assert_int_equal(try("e", LINK_TRUSTED), EPERM);
	assert_int_equal(try("loop", LINK_TRUSTED), ELOOP);
	assert_int_equal(try("dangling", LINK_TRUSTED), ENOENT);
}

static void
links_lead_from_where_they_are(void **state)
{
	char here[4000], there[4096];

	(void)state;
	if (geteuid() != 0)
		skip();
	assert_int_equal(mkdir("sub", 0755), 0);
	make_file("sub/x", OURS);
	assert_non_null(getcwd(here, sizeof(here)));
	snprintf(there, sizeof(there), "%s/sub/x", here);
	make_link("x", "sub/beside", THEIRS);
	make_link("../ours", "sub/above", OURS);
	make_link(there, "sub/absolute", OURS);
	assert_int_equal(try("sub/beside", LINK_TRUSTED), EPERM);
	assert_int_equal(try("sub/above", LINK_TRUSTED), 0);
	assert_int_equal(try("sub/absolute", LINK_TRUSTED), 0);
	unlink("sub/absolute");
	unlink("sub/above");
	unlink("sub/beside");
	unlink("sub/x");
	rmdir("sub");
}

static int
open_none(const char *path)
{
	int fd = link_open(AT_FDCWD, path, O_RDONLY | O_CLOEXEC, LINK_NONE);

	if (fd >= 0)
		close(fd);
	return fd < 0 ? errno : 0;
}

static void
none_is_none(void **state)
{
	int fd;

	(void)state;
	fd = open("file", O_WRONLY | O_CREAT | O_CLOEXEC, 0600);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(symlink("file", "link"), 0);
	assert_int_equal(open_none("file"), 0);
	assert_int_equal(open_none("link"), ELOOP);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(whose_link_is_followed, begin,
						scratch_leave),
		cmocka_unit_test_setup_teardown(each_of_a_row_counts, begin,
						scratch_leave),
		cmocka_unit_test_setup_teardown(links_lead_from_where_they_are,
						begin, scratch_leave),
		cmocka_unit_test_setup_teardown(none_is_none, begin,
						scratch_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
