/* SPDX-License-Identifier: MIT */
#include "run/original.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "scratch.h"

#define NAME ".graymill-0123456789abcdef.tmp"

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

/* A picture and, in the stage, what is to take its place. */
static int
enter(void **state)
{
	if (scratch_enter(state) != 0 ||
	    stage_open(&stage, AT_FDCWD, UINT64_C(0x0123456789abcdef)) != 0)
		return -1;
	put("picture", "colour");
	put(NAME "/1", "gray");
	return 0;
}

static int
leave(void **state)
{
	stage_close(&stage);
	return scratch_leave(state);
}

static struct file_stamp
stamp_of(const char *path)
{
	struct stat info;

	assert_int_equal(stat(path, &info), 0);
	return file_stamp_of(&info);
}

static enum gm_status
replace(const struct file_stamp *stamp, struct gm_error *err)
{
	const struct file_place place = {
		.stage = &stage, .staged_name = "1", .final_name = "picture"};

	const struct original original = {.folder_fd = AT_FDCWD,
					  .name = "picture",
					  .links = LINK_NONE,
					  .stamp = *stamp};

	return original_replace(&place, &original, FILE_PERMISSIONS, err);
}

/* It must be refused in these words, and what has the name stay. */
static void
expect_refusal(const struct file_stamp *stamp, const char *words)
{
	struct gm_error err = {0};

	assert_int_equal(replace(stamp, &err), GM_ERR_WRITE);
	if (strstr(err.text, words) == NULL)
		fail_msg("%s", err.text);
	assert_content(NAME "/1", "gray");
}

static void
it_becomes_what_the_picture_was(void **state)
{
	const struct file_stamp stamp = stamp_of("picture");
	struct gm_error err = {0};
	struct stat info;

	(void)state;
	assert_int_equal(chmod("picture", 0624), 0);
	assert_int_equal(replace(&stamp, &err), GM_OK);
	assert_content("picture", "gray");
	assert_int_equal(stat("picture", &info), 0);
	assert_int_equal(info.st_mode & 07777, 0624);
}

static void
other_names_keep_the_picture(void **state)
{
	const struct file_stamp stamp = stamp_of("picture");
	struct gm_error err = {0};

	(void)state;
	assert_int_equal(link("picture", "other"), 0);
	assert_int_equal(replace(&stamp, &err), GM_OK);
	assert_content("picture", "gray");
	assert_content("other", "colour");
}

static void
what_has_changed_stays(void **state)
{
	const struct file_stamp stamp = stamp_of("picture");
	struct timespec times[2] = {{0}, {1, 0}};

	(void)state;
	put("picture", "colours");
	expect_refusal(&stamp, "it has changed since it was read");
	assert_content("picture", "colours");
	/* Of the same size, at another time. */
	put("picture", "COLOUR");
	assert_int_equal(utimensat(AT_FDCWD, "picture", times, 0), 0);
	expect_refusal(&stamp, "it has changed since it was read");
	assert_content("picture", "COLOUR");
}

static void
what_was_put_in_its_place_stays(void **state)
{
	const struct file_stamp stamp = stamp_of("picture");

	(void)state;
	assert_int_equal(rename("picture", "moved"), 0);
	expect_refusal(&stamp, "open the picture again");
	assert_int_equal(symlink("moved", "picture"), 0);
	expect_refusal(&stamp, "open the picture again");
	assert_int_equal(unlink("picture"), 0);
	put("picture", "of others");
	expect_refusal(&stamp, "it has changed since it was read");
	assert_content("picture", "of others");
	assert_int_equal(unlink("picture"), 0);
	/* Nobody waits for who may write to it. */
	assert_int_equal(mkfifo("picture", 0600), 0);
	expect_refusal(&stamp, "it has changed since it was read");
	assert_content("moved", "colour");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(it_becomes_what_the_picture_was,
						enter, leave),
		cmocka_unit_test_setup_teardown(other_names_keep_the_picture,
						enter, leave),
		cmocka_unit_test_setup_teardown(what_has_changed_stays, enter,
						leave),
		cmocka_unit_test_setup_teardown(what_was_put_in_its_place_stays,
						enter, leave),
	};

	return cmocka_run_group_tests_name("original", tests, NULL, NULL);
}
