/* SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* fsetxattr, seteuid, setgroups */
#include "base/file_attributes.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <cmocka.h>

#include "scratch.h"

#define ACL_NAME "system.posix_acl_access"

/* Whoever: no account has to exist. */
#define OTHER_USER  30001
#define OTHER_GROUP 30002

/* Owner rw, user 30001 r, group none, mask r, others none. */
static const uint8_t acl[] = {2,    0,    0,    0, 1,    0,    6,    0,    0xff,
			      0xff, 0xff, 0xff, 2, 0,    4,    0,    0x31, 0x75,
			      0,    0,    4,    0, 0,    0,    0xff, 0xff, 0xff,
			      0xff, 0x10, 0,    4, 0,    0xff, 0xff, 0xff, 0xff,
			      0x20, 0,    0,    0, 0xff, 0xff, 0xff, 0xff};

static int from_fd, to_fd;

static int
enter(void **state)
{
	int failed = scratch_enter(state);

	from_fd = open("from", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	to_fd = open("to", O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	return failed != 0 || from_fd < 0 || to_fd < 0;
}

static int
leave(void **state)
{
	close(from_fd);
	close(to_fd);
	return scratch_leave(state);
}

static struct stat
copied(unsigned which)
{
	struct gm_error err = {0};
	struct stat info = {0};

	assert_int_equal(file_attributes_copy(from_fd, to_fd, which, &err),
			 GM_OK);
	assert_int_equal(err.status, GM_OK);
	assert_int_equal(fstat(to_fd, &info), 0);
	return info;
}

/* Skips the test where the file system has no such attributes. */
static void
set(const char *name, const void *value, size_t nbytes)
{
	if (fsetxattr(from_fd, name, value, nbytes, 0) == 0)
		return;
	assert_int_equal(errno, EOPNOTSUPP);
	skip();
}

static void
assert_xattr(const char *name, const void *value, size_t nbytes)
{
	uint8_t got[4096];
	ssize_t n = fgetxattr(to_fd, name, got, sizeof(got));

	assert_int_equal(n, nbytes);
	assert_memory_equal(got, value, nbytes);
}

static void
permissions_whatever_the_umask(void **state)
{
	mode_t before = umask(0077);

	(void)state;
	assert_int_equal(fchmod(from_fd, 0664), 0);
	assert_int_equal(copied(FILE_PERMISSIONS).st_mode & 07777, 0664);
	assert_int_equal(fchmod(from_fd, 06555), 0);
	assert_int_equal(copied(FILE_PERMISSIONS).st_mode & 07777, 0555);
	umask(before);
}

static void
an_acl_goes_with_them(void **state)
{
	(void)state;
	set(ACL_NAME, acl, sizeof(acl));
	assert_int_equal(copied(FILE_PERMISSIONS).st_mode & 07777, 0640);
	assert_xattr(ACL_NAME, acl, sizeof(acl));
}

static void
attributes_of_the_user(void **state)
{
	char value[2000];

	(void)state;
	memset(value, 'x', sizeof(value));
	set("user.empty", "", 0);
	set("user.long", value, sizeof(value));
	copied(FILE_XATTRS);
	assert_xattr("user.empty", "", 0);
	assert_xattr("user.long", value, sizeof(value));
}

static void
times_to_the_nanosecond(void **state)
{
	const struct timespec times[2] = {{1000000000, 1}, {1234567890, 123}};
	struct stat info;

	(void)state;
	assert_int_equal(futimens(from_fd, times), 0);
	info = copied(FILE_TIMES);
	assert_int_equal(info.st_atim.tv_sec, 1000000000);
	assert_int_equal(info.st_mtim.tv_sec, 1234567890);
	assert_int_equal(info.st_mtim.tv_nsec, 123);
}

static void
only_what_is_asked_for(void **state)
{
	struct stat before, after;

	(void)state;
	assert_int_equal(fstat(to_fd, &before), 0);
	assert_int_equal(fchmod(from_fd, 0444), 0);
	set("user.note", "x", 1);
	after = copied(FILE_TIMES);
	assert_int_equal(after.st_mode, before.st_mode);
	assert_int_equal(fgetxattr(to_fd, "user.note", NULL, 0), -1);
	after = copied(FILE_PERMISSIONS);
	assert_int_equal(after.st_mode & 0777, 0444);
	assert_int_equal(fgetxattr(to_fd, "user.note", NULL, 0), -1);
}

static void
the_owner_where_that_is_allowed(void **state)
{
	struct stat info;

	(void)state;
	if (geteuid() != 0)
		skip();
	assert_int_equal(fchmod(from_fd, 0640), 0);
	assert_int_equal(fchown(from_fd, OTHER_USER, OTHER_GROUP), 0);
	info = copied(FILE_OWNER | FILE_PERMISSIONS);
	assert_int_equal(info.st_uid, OTHER_USER);
	assert_int_equal(info.st_gid, OTHER_GROUP);
	assert_int_equal(info.st_mode & 07777, 0640);
}

/* As a user of neither: the group's bits mean another group now. */
static void
another_group_has_the_less_of_two(void **state)
{
	struct stat info;

	(void)state;
	if (geteuid() != 0)
		skip();
	set(ACL_NAME, acl, sizeof(acl));
	assert_int_equal(fchmod(from_fd, 0664), 0);
	assert_int_equal(fchown(from_fd, 0, OTHER_GROUP), 0);
	assert_int_equal(fchown(to_fd, OTHER_USER, OTHER_USER), 0);
	assert_int_equal(setegid(OTHER_USER), 0);
	assert_int_equal(seteuid(OTHER_USER), 0);
	info = copied(FILE_OWNER | FILE_PERMISSIONS | FILE_XATTRS);
	assert_int_equal(seteuid(0), 0);
	assert_int_equal(setegid(0), 0);
	assert_int_equal(info.st_uid, OTHER_USER);
	assert_int_equal(info.st_gid, OTHER_USER);
	/* The ACL lets the group do nothing. */
	assert_int_equal(info.st_mode & 07777, 0600);
	assert_int_equal(fgetxattr(to_fd, ACL_NAME, NULL, 0), -1);
}

static void
a_file_that_cannot_be_asked_fails(void **state)
{
	struct gm_error err = {0};

	(void)state;
	assert_int_equal(file_attributes_copy(-1, to_fd, FILE_TIMES, &err),
			 GM_ERR_WRITE);
	assert_non_null(strstr(err.text, "attributes"));
	assert_int_equal(
		file_attributes_copy(from_fd, -1, FILE_PERMISSIONS, &err),
		GM_ERR_WRITE);
	assert_non_null(strstr(err.text, "permissions"));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(permissions_whatever_the_umask,
						enter, leave),
		cmocka_unit_test_setup_teardown(an_acl_goes_with_them, enter,
						leave),
		cmocka_unit_test_setup_teardown(attributes_of_the_user, enter,
						leave),
		cmocka_unit_test_setup_teardown(times_to_the_nanosecond, enter,
						leave),
		cmocka_unit_test_setup_teardown(only_what_is_asked_for, enter,
						leave),
		cmocka_unit_test_setup_teardown(the_owner_where_that_is_allowed,
						enter, leave),
		cmocka_unit_test_setup_teardown(
			another_group_has_the_less_of_two, enter, leave),
		cmocka_unit_test_setup_teardown(
			a_file_that_cannot_be_asked_fails, enter, leave),
	};

	return cmocka_run_group_tests_name("file_attributes", tests, NULL,
					   NULL);
}
