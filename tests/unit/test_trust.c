/* SPDX-License-Identifier: MIT */
/* Whose hands a file may have been in, by what is above it. */
#define _DEFAULT_SOURCE /* seteuid, symlink */
#include "base/trust.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include <cmocka.h>

#include "scratch.h"

/* Users that are neither root nor who runs the tests. */
enum {
	NOBODY = 65534,
	SOMEBODY = 65533,
	NO_GROUP = 65532
};

/* FOLDER/a/b/file, FOLDER being the scratch folder in the sticky /tmp. */
static int
prepare(void **state)
{
	FILE *file;

	if (scratch_enter(state) != 0 || mkdir("a", 0755) != 0 ||
	    mkdir("a/b", 0755) != 0)
		return 1;
	file = fopen("a/b/file", "w");
	return file == NULL || fclose(file) != 0 || chmod("a/b/file", 0644);
}

static int
clear(void **state)
{
	remove("a/b/file");
	remove("a/b");
	return scratch_leave(state);
}

/* "" for a file that can be trusted; what is wrong names the part of it. */
static void
expect(void **state, const char *path, const char *part, const char *fault)
{
	char full[256], expected[300] = "";
	struct gm_error err = {0};

	snprintf(full, sizeof(full), "%s/%s", (const char *)*state, path);
	if (fault[0] != '\0')
		snprintf(expected, sizeof(expected), "%s/%s%s",
			 (const char *)*state, part, fault);
	assert_int_equal(trust_check(full, &err),
			 fault[0] == '\0' ? GM_OK : GM_ERR_OPEN);
	assert_string_equal(err.text, expected);
}

static void
what_is_ours_is_trusted(void **state)
{
	expect(state, "a/b/file", "", "");
	/* The way there may be shut to others, and may be read by them. */
	assert_int_equal(chmod("a", 0700), 0);
	assert_int_equal(chmod("a/b/file", 0755), 0);
	expect(state, "a/b/file", "", "");
}

static void
what_is_not_there_is_not(void **state)
{
	expect(state, "a/b/none", "a/b/none", ": No such file or directory");
	expect(state, "a/none/file", "a/none", ": No such file or directory");
}

static void
what_others_may_write_is_not(void **state)
{
	static const char *const parts[] = {"a/b/file", "a/b", "a"};

	for (size_t i = 0; i < 3; i++) {
		mode_t mode = i == 0 ? 0644 : 0755;

		assert_int_equal(chmod(parts[i], mode | S_IWOTH), 0);
		expect(state, "a/b/file", parts[i],
		       " can be written by others");
		assert_int_equal(chmod(parts[i], mode), 0);
	}
	expect(state, "a/b/file", "", "");
}

static void
what_a_group_may_write_is_not(void **state)
{
	static const char *const parts[] = {"a/b/file", "a/b", "a"};

	if (geteuid() != 0)
		skip();
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(chmod(parts[i], i == 0 ? 0664 : 0775), 0);
		/* One that has no name, then that of root. */
		assert_int_equal(chown(parts[i], 0, NO_GROUP), 0);
		expect(state, "a/b/file", parts[i],
		       " can be written by others");
		assert_int_equal(chown(parts[i], 0, 0), 0);
		expect(state, "a/b/file", "", "");
	}
}

/* A version, then entries of a kind, rights and an ID, see acl(5). */
static void
a_list_may_name_others(void **state)
{
	static const uint16_t list[] = {
		2,        0,      0x01, 6, 0xffff, 0xffff, 0x02, 6,
		SOMEBODY, 0,      0x04, 6, 0xffff, 0xffff, 0x10, 6,
		0xffff,   0xffff, 0x20, 4, 0xffff, 0xffff};

	if (geteuid() != 0 || setxattr("a/b/file", "system.posix_acl_access",
				       list, sizeof(list), 0) != 0)
		skip();
	expect(state, "a/b/file", "a/b/file", " can be written by others");
}

/* Who may write there can take away no name but his own. */
static void
a_sticky_folder_protects_names_and_no_contents(void **state)
{
	assert_int_equal(chmod("a", 01777), 0);
	expect(state, "a/b/file", "", "");
	assert_int_equal(chmod("a/b/file", 01646), 0);
	expect(state, "a/b/file", "a/b/file", " can be written by others");
}

static void
a_link_is_not_followed(void **state)
{
	assert_int_equal(symlink("file", "a/b/link"), 0);
	expect(state, "a/b/link", "a/b/link", " is a link");
	assert_int_equal(remove("a/b/link"), 0);
	assert_int_equal(symlink("b", "a/link"), 0);
	expect(state, "a/link/file", "a/link", " is a link");
	assert_int_equal(remove("a/link"), 0);
}

static void
what_is_no_file_is_not(void **state)
{
	expect(state, "a/b", "a/b", " is no file");
	expect(state, "a/b/file/x", "a/b/file", " is no folder");
	assert_int_equal(mkfifo("a/pipe", 0600), 0);
	expect(state, "a/pipe", "a/pipe", " is no file");
	assert_int_equal(remove("a/pipe"), 0);
}

static void
a_path_that_is_none_is_not(void **state)
{
	static const char *const paths[] = {"", "a/b/file", "//tmp", "/",
					    "/tmp/"};
	struct gm_error err;

	(void)state;
	for (size_t i = 0; i < sizeof(paths) / sizeof(paths[0]); i++)
		assert_int_equal(trust_check(paths[i], &err), GM_ERR_OPEN);
}

static void
what_another_user_owns_is_not(void **state)
{
	static const char *const parts[] = {"a/b/file", "a/b", "a"};

	if (geteuid() != 0)
		skip();
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(chown(parts[i], NOBODY, (gid_t)-1), 0);
		expect(state, "a/b/file", parts[i], " belongs to another user");
		assert_int_equal(chown(parts[i], 0, (gid_t)-1), 0);
	}
}

/* Root's are trusted by all, the caller's by the caller. */
static void
who_asks_counts(void **state)
{
	if (geteuid() != 0)
		skip();
	assert_int_equal(chmod(*state, 0755), 0);
	assert_int_equal(chown("a/b", NOBODY, (gid_t)-1), 0);
	assert_int_equal(seteuid(NOBODY), 0);
	expect(state, "a/b/file", "", "");
	assert_int_equal(seteuid(0), 0);
	assert_int_equal(seteuid(SOMEBODY), 0);
	expect(state, "a/b/file", "a/b", " belongs to another user");
	assert_int_equal(seteuid(0), 0);
}

static struct CMUnitTest
in_scratch(const char *name, CMUnitTestFunction test)
{
	return (struct CMUnitTest){name, test, prepare, clear, NULL};
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		in_scratch("ours", what_is_ours_is_trusted),
		in_scratch("missing", what_is_not_there_is_not),
		in_scratch("writable", what_others_may_write_is_not),
		in_scratch("group", what_a_group_may_write_is_not),
		in_scratch("list", a_list_may_name_others),
		in_scratch("sticky",
			   a_sticky_folder_protects_names_and_no_contents),
		in_scratch("link", a_link_is_not_followed),
		in_scratch("no file", what_is_no_file_is_not),
		in_scratch("no path", a_path_that_is_none_is_not),
		in_scratch("owner", what_another_user_owns_is_not),
		in_scratch("caller", who_asks_counts),
	};

	return cmocka_run_group_tests_name("trust", tests, NULL, NULL);
}
