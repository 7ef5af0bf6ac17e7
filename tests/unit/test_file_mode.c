/* SPDX-License-Identifier: MIT */
#define _DEFAULT_SOURCE /* fsetxattr */
#include "base/file_mode.h"

#include <errno.h>
#include <fcntl.h>
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

struct entry {
	uint8_t tag;
	uint8_t perm;
	uint32_t id;
};

enum {
	OWNER = 0x01,
	USER = 0x02,
	GROUP_OBJ = 0x04,
	GROUP = 0x08,
	MASK = 0x10,
	OTHER = 0x20
};

#define NOBODY UINT32_MAX

/* file_mode() of a file with an ACL of n entries, in the order of their tags.
 */
static mode_t
mode_with(const struct entry *entries, size_t n)
{
	uint8_t acl[4 + 8 * 100] = {2};
	struct stat info;
	mode_t mode;
	int fd = open("file", O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	assert_true(fd >= 0);
	for (size_t i = 0; i < n; i++) {
		uint8_t *at = acl + 4 + 8 * i;

		at[0] = entries[i].tag;
		at[2] = entries[i].perm;
		memcpy(at + 4, &entries[i].id, 4);
	}
	if (fsetxattr(fd, "system.posix_acl_access", acl, 4 + 8 * n, 0) != 0) {
		assert_int_equal(errno, EOPNOTSUPP);
		close(fd);
		skip();
	}
	assert_int_equal(fstat(fd, &info), 0);
	mode = file_mode(fd, info.st_mode & 0777);
	close(fd);
	return mode;
}

static void
the_mask_is_not_the_group(void **state)
{
	const struct entry user[] = {{OWNER, 6, NOBODY},
				     {USER, 6, 30001},
				     {GROUP_OBJ, 0, NOBODY},
				     {MASK, 6, NOBODY},
				     {OTHER, 0, NOBODY}};
	const struct entry narrow[] = {{OWNER, 6, NOBODY},
				       {GROUP_OBJ, 6, NOBODY},
				       {MASK, 4, NOBODY},
				       {OTHER, 4, NOBODY}};

	(void)state;
	assert_int_equal(mode_with(user, 5), 0600);
	assert_int_equal(mode_with(narrow, 4), 0644);
}

static void
who_is_kept_out_by_name_stays_out(void **state)
{
	const struct entry user[] = {{OWNER, 6, NOBODY},
				     {USER, 0, 30001},
				     {GROUP_OBJ, 4, NOBODY},
				     {MASK, 4, NOBODY},
				     {OTHER, 4, NOBODY}};
	const struct entry group[] = {{OWNER, 6, NOBODY},
				      {GROUP_OBJ, 4, NOBODY},
				      {GROUP, 0, 30001},
				      {MASK, 4, NOBODY},
				      {OTHER, 4, NOBODY}};
	const struct entry masked[] = {{OWNER, 6, NOBODY},
				       {USER, 7, 30001},
				       {GROUP_OBJ, 4, NOBODY},
				       {MASK, 0, NOBODY},
				       {OTHER, 6, NOBODY}};

	(void)state;
	assert_int_equal(mode_with(user, 5), 0600);
	assert_int_equal(mode_with(group, 5), 0640);
	assert_int_equal(mode_with(masked, 5), 0600);
}

static void
of_very_many_only_the_owner(void **state)
{
	struct entry entries[74] = {{OWNER, 6, NOBODY}};

	(void)state;
	for (uint32_t i = 1; i <= 70; i++)
		entries[i] = (struct entry){USER, 6, 30000 + i};
	entries[71] = (struct entry){GROUP_OBJ, 4, NOBODY};
	entries[72] = (struct entry){MASK, 6, NOBODY};
	entries[73] = (struct entry){OTHER, 4, NOBODY};
	assert_int_equal(mode_with(entries, 74), 0600);
}

static void
without_one_it_is_the_mode(void **state)
{
	int fd = open("file", O_RDWR | O_CREAT | O_CLOEXEC, 0600);

	(void)state;
	assert_true(fd >= 0);
	for (mode_t mode = 0; mode <= 0777; mode++)
		assert_int_equal(file_mode(fd, mode), mode);
	close(fd);
}

static void
another_group_is_as_all_others(void **state)
{
	(void)state;
	assert_int_equal(file_mode_for_others(0640), 0600);
	assert_int_equal(file_mode_for_others(0644), 0644);
	assert_int_equal(file_mode_for_others(0664), 0644);
	assert_int_equal(file_mode_for_others(0604), 0600);
	assert_int_equal(file_mode_for_others(0777), 0777);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(the_mask_is_not_the_group,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(
			who_is_kept_out_by_name_stays_out, scratch_enter,
			scratch_leave),
		cmocka_unit_test_setup_teardown(of_very_many_only_the_owner,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(without_one_it_is_the_mode,
						scratch_enter, scratch_leave),
		cmocka_unit_test(another_group_is_as_all_others),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
