/* SPDX-License-Identifier: MIT */
#include "base/file_place.h"

#include <fcntl.h>
#include <limits.h>
#include <setjmp.h>
#include <stdarg.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/stage.h"
#include "scratch.h"

#define RUN_ID UINT64_C(0x0123456789abcdef)
#define NAME   ".graymill-0123456789abcdef.tmp"

static struct stage stage;

static void
put(const char *path, const char *text)
{
	FILE *file = fopen(path, "w");

	assert_non_null(file);
	fputs(text, file);
	fclose(file);
}

static void
assert_content(const char *path, const char *text)
{
	char got[64] = "";
	FILE *file = fopen(path, "rb");

	assert_non_null(file);
	got[fread(got, 1, sizeof(got) - 1, file)] = '\0';
	fclose(file);
	assert_string_equal(got, text);
}

/* Name what is in the stage under this number. */
static enum gm_status
place(const char *staged_name, const char *final_name, bool is_new,
      struct gm_error *err)
{
	const struct file_place place = {.stage = &stage,
					 .staged_name = staged_name,
					 .final_name = final_name,
					 .is_new = is_new,
					 .syncs = true};

	return file_place(&place, err);
}

static int
enter(void **state)
{
	return scratch_enter(state) != 0 ||
	       stage_open(&stage, AT_FDCWD, RUN_ID) != 0;
}

static int
leave(void **state)
{
	stage_close(&stage);
	return scratch_leave(state);
}

static void
a_new_name(void **state)
{
	struct gm_error err = {0};

	(void)state;
	put(NAME "/1", "new");
	assert_int_equal(place("1", "final", true, &err), GM_OK);
	assert_content("final", "new");
	assert_int_not_equal(access(NAME "/1", F_OK), 0);
	put(NAME "/1", "newer");
	assert_int_equal(place("1", "final", false, &err), GM_OK);
	assert_content("final", "newer");
	assert_int_equal(file_place_sync(&stage, &err), GM_OK);
}

static void
what_is_there_is_replaced(void **state)
{
	struct gm_error err = {0};

	(void)state;
	put("final", "old");
	assert_int_equal(link("final", "other"), 0);
	for (unsigned is_new = 0; is_new < 2; is_new++) {
		put(NAME "/1", is_new ? "newer" : "new");
		assert_int_equal(place("1", "final", is_new, &err), GM_OK);
		assert_content("final", is_new ? "newer" : "new");
		assert_content("other", "old");
	}
}

static void
a_link_is_replaced_and_not_followed(void **state)
{
	struct gm_error err = {0};

	(void)state;
	put("other", "old");
	assert_int_equal(symlink("other", "final"), 0);
	put(NAME "/1", "new");
	assert_int_equal(place("1", "final", false, &err), GM_OK);
	assert_content("other", "old");
	assert_content("final", "new");
}

static void
a_failure_changes_nothing(void **state)
{
	struct gm_error err = {0};

	(void)state;
	assert_int_equal(mkdir("final", 0700), 0);
	put(NAME "/1", "new");
	assert_int_equal(place("1", "final", false, &err), GM_ERR_WRITE);
	assert_non_null(strstr(err.text, "rename output"));
	assert_content(NAME "/1", "new");
	assert_int_equal(place("2", "x", true, &err), GM_ERR_WRITE);
	assert_int_not_equal(access("x", F_OK), 0);
	assert_int_equal(file_place_sync(&(struct stage){.fd = -1}, &err),
			 GM_ERR_WRITE);
}

/* The stage's name may by now be that of something else, and the folder's. */
static void
names_of_folders_mean_nothing(void **state)
{
	struct gm_error err = {0};
	char folder[PATH_MAX];

	(void)state;
	assert_non_null(getcwd(folder, sizeof(folder)));
	put(NAME "/1", "new");
	assert_int_equal(rename(NAME, "moved"), 0);
	assert_int_equal(mkdir("victim", 0700), 0);
	put("victim/1", "old");
	assert_int_equal(symlink("victim", NAME), 0);
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(place("1", "final", true, &err), GM_OK);
	assert_int_equal(chdir(folder), 0);
	assert_content("final", "new");
	assert_content("victim/1", "old");
	assert_int_equal(unlink("victim/1"), 0);
	assert_int_equal(unlink(NAME), 0);
	assert_int_equal(rename("moved", NAME), 0);
}

/* The stage in capitals stands for a folder that folds case. */
static void
what_took_a_new_name_stays_where_case_is_one(void **state)
{
	struct gm_error err = {0};

	(void)state;
	assert_int_equal(mkdir(".GRAYMILL-0123456789ABCDEF.TMP", 0700), 0);
	put("final", "of another picture");
	put(NAME "/1", "new");
	assert_int_equal(place("1", "final", true, &err), GM_ERR_WRITE);
	assert_non_null(strstr(err.text, "upper and lower case are one"));
	assert_content("final", "of another picture");
	assert_int_equal(place("1", "final", false, &err), GM_OK);
}

/* Name the file "1" as another one is, and see what comes of that. */
static enum gm_status
place_like(const char *like, struct gm_error *err)
{
	struct file_place like_it = {.stage = &stage,
				     .staged_name = "1",
				     .final_name = "final",
				     .attributes = FILE_PERMISSIONS,
				     .syncs = true};
	enum gm_status st;

	like_it.like_fd = open(like, O_RDONLY | O_CLOEXEC);
	assert_true(like_it.like_fd >= 0);
	st = file_place(&like_it, err);
	close(like_it.like_fd);
	return st;
}

static void
attributes_come_before_the_name(void **state)
{
	struct gm_error err = {0};
	struct stat info;

	(void)state;
	put("final", "old");
	assert_int_equal(chmod("final", 0604), 0);
	put(NAME "/1", "new");
	assert_int_equal(chmod(NAME "/1", 0600), 0);
	assert_int_equal(place_like("final", &err), GM_OK);
	assert_content("final", "new");
	assert_int_equal(stat("final", &info), 0);
	assert_int_equal(info.st_mode & 07777, 0604);
}

/* What a worker may have put there instead of a file of its own. */
static void
nothing_else_is_given_attributes(void **state)
{
	struct gm_error err = {0};
	struct stat info;

	(void)state;
	put("like", "");
	assert_int_equal(chmod("like", 0666), 0);
	put("victim", "old");
	assert_int_equal(chmod("victim", 0600), 0);
	assert_int_equal(symlink("../victim", NAME "/1"), 0);
	assert_int_equal(place_like("like", &err), GM_ERR_WRITE);
	assert_int_equal(unlink(NAME "/1"), 0);
	assert_int_equal(link("victim", NAME "/1"), 0);
	assert_int_equal(place_like("like", &err), GM_ERR_WRITE);
	assert_int_equal(unlink(NAME "/1"), 0);
	assert_int_equal(mkfifo(NAME "/1", 0600), 0);
	assert_int_equal(place_like("like", &err), GM_ERR_WRITE);
	assert_int_equal(stat("victim", &info), 0);
	assert_int_equal(info.st_mode & 07777, 0600);
	assert_int_not_equal(access("final", F_OK), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_new_name, enter, leave),
		cmocka_unit_test_setup_teardown(what_is_there_is_replaced,
						enter, leave),
		cmocka_unit_test_setup_teardown(
			a_link_is_replaced_and_not_followed, enter, leave),
		cmocka_unit_test_setup_teardown(a_failure_changes_nothing,
						enter, leave),
		cmocka_unit_test_setup_teardown(names_of_folders_mean_nothing,
						enter, leave),
		cmocka_unit_test_setup_teardown(
			what_took_a_new_name_stays_where_case_is_one, enter,
			leave),
		cmocka_unit_test_setup_teardown(attributes_come_before_the_name,
						enter, leave),
		cmocka_unit_test_setup_teardown(
			nothing_else_is_given_attributes, enter, leave),
	};

	return cmocka_run_group_tests_name("file_place", tests, NULL, NULL);
}
