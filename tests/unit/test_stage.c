/* SPDX-License-Identifier: MIT */
#include "base/stage.h"

#include <errno.h>
#include <fcntl.h>
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <string.h>
#include <sys/file.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include <cmocka.h>

#include "base/lockers.h"
#include "scratch.h"

#define RUN_ID UINT64_C(0x0123456789abcdef)
#define NAME   ".graymill-0123456789abcdef.tmp"

/* As another host names one. */
#define THEIRS  UINT64_C(0xfedcba9876543210)
#define FOREIGN ".graymill-0123456789abcdef-fedcba9876543210.tmp"

static void
put(const char *path)
{
	int fd = open(path, O_WRONLY | O_CREAT, 0600);

	assert_true(fd >= 0);
	close(fd);
}

static struct stage
opened(void)
{
	struct stage stage = {0};

	assert_int_equal(stage_open(&stage, AT_FDCWD, RUN_ID), 0);
	return stage;
}

static void
sweep(const char *name)
{
	struct stage_sweep sweep = {.folder_fd = AT_FDCWD};

	stage_sweep(&sweep, name);
}

/* A stage that nobody holds, with an output in the making. */
static void
put_stage(const char *name, const char *file)
{
	assert_int_equal(mkdir(name, 01700), 0);
	put(file);
}

/* Make the last change of a folder so long ago. */
static void
age(const char *name, int64_t age_s)
{
	struct timespec times[2] = {0};
	struct stat info;

	put("now");
	assert_int_equal(stat("now", &info), 0);
	assert_int_equal(unlink("now"), 0);
	times[0].tv_sec = times[1].tv_sec = info.st_mtim.tv_sec - (time_t)age_s;
	assert_int_equal(utimensat(AT_FDCWD, name, times, 0), 0);
}

static void
names_are_told_from_others(void **state)
{
	static const char *const others[] = {
		"",
		".graymill-",
		".graymill-0123456789abcdef",
		".graymill-0123456789abcde.tmp",
		".graymill-0123456789abcdef0.tmp",
		".graymill-0123456789ABCDEF.tmp",
		".graymill-0123456789abcdef.tmp2",
		".graymill-0123456789abcdef-1.tmp",
		".graymill-0123456789abcdef.tmp-",
		".graymill-0123456789abcdef.tmp-1a",
		".graymill-0123456789abcdef-fedcba987654321.tmp",
		".graymill-0123456789abcdef-fedcba98765432100.tmp",
		".graymill-0123456789abcdef-fedcba9876543210",
		".graymill-0123456789abcdef-fedcba9876543210.tmp-",
		"graymill-0123456789abcdef.tmp",
		"x.graymill-0123456789abcdef.tmp",
	};
	char name[STAGE_NAME_BYTES];

	(void)state;
	stage_name(RUN_ID, LOCKERS_ALL, name);
	assert_string_equal(name, NAME);
	assert_true(stage_is_name(name));
	stage_name(1, LOCKERS_UNKNOWN, name);
	assert_true(stage_is_name(name));
	stage_name(RUN_ID, THEIRS, name);
	assert_string_equal(name, FOREIGN);
	assert_true(stage_is_name(name));
	assert_true(stage_is_name(NAME "-17"));
	assert_true(stage_is_name(FOREIGN "-17"));
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (stage_is_name(others[i]))
			fail_msg("%s", others[i]);
}

static void
nobody_else_can_enter(void **state)
{
	static const mode_t masks[] = {0, 022, 077, 0777};
	struct stat info;

	(void)state;
	for (size_t i = 0; i < sizeof(masks) / sizeof(masks[0]); i++) {
		mode_t before = umask(masks[i]);
		struct stage stage = opened();

		assert_int_equal(umask(before), masks[i]);
		assert_int_equal(stat(NAME, &info), 0);
		assert_int_equal(info.st_mode & 07777, 01700);
		stage_close(&stage);
		assert_int_equal(scratch_count(), 0);
	}
}

static void
closing_takes_all_with_it(void **state)
{
	struct stage stage = opened();

	(void)state;
	put(NAME "/1");
	put(NAME "/.2");
	assert_int_equal(symlink("/etc", NAME "/3"), 0);
	assert_int_equal(mkdir(NAME "/4", 0700), 0);
	put(NAME "/4/5");
	stage_close(&stage);
	assert_int_equal(scratch_count(), 0);
	assert_int_equal(access("/etc", F_OK), 0);
}

static void
what_is_there_is_not_taken(void **state)
{
	struct stage stage;

	(void)state;
	put(NAME);
	assert_int_equal(stage_open(&stage, AT_FDCWD, RUN_ID), EEXIST);
	assert_int_equal(stage_open(&stage, -1, RUN_ID), EBADF);
	assert_int_equal(scratch_count(), 1);
	assert_int_equal(unlink(NAME), 0);
	assert_int_equal(mkdir(NAME, 0700), 0);
	assert_int_equal(stage_open(&stage, AT_FDCWD, RUN_ID), EEXIST);
	assert_int_equal(rmdir(NAME), 0);
}

static void
what_was_left_behind_is_swept(void **state)
{
	pid_t pid = fork();

	(void)state;
	if (pid == 0) {
		opened();
		put(NAME "/1");
		raise(SIGKILL);
	}
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_int_equal(scratch_count(), 1);
	sweep(NAME);
	assert_int_equal(scratch_count(), 0);
	sweep(NAME);
}

static void
what_no_run_made_is_not_swept(void **state)
{
	FILE *file;

	(void)state;
	assert_int_equal(mkdir(NAME, 01700), 0);
	put(NAME "/1");
	file = fopen(NAME "/precious", "w");
	assert_non_null(file);
	fputs("precious", file);
	fclose(file);
	sweep(NAME);
	assert_int_not_equal(access(NAME "/1", F_OK), 0);
	assert_int_equal(unlink(NAME "/precious"), 0);
}

/* Who may rename in the folder cannot have its owner's files removed so. */
static void
what_only_has_the_name_stays(void **state)
{
	(void)state;
	assert_int_equal(mkdir(NAME, 0700), 0);
	put(NAME "/1");
	sweep(NAME);
	assert_int_equal(unlink(NAME "/1"), 0);
	assert_int_equal(rmdir(NAME), 0);
}

static void
what_is_held_stays(void **state)
{
	struct stage stage = opened();

	(void)state;
	put(NAME "/1");
	sweep(NAME);
	assert_int_equal(access(NAME "/1", F_OK), 0);
	stage_close(&stage);
}

/* Files and links of that name are none of ours. */
static void
what_is_no_folder_stays(void **state)
{
	(void)state;
	put(NAME);
	sweep(NAME);
	assert_int_equal(unlink(NAME), 0);
	assert_int_equal(mkdir("folder", 0700), 0);
	put("folder/1");
	assert_int_equal(symlink("folder", NAME), 0);
	sweep(NAME);
	assert_int_equal(access("folder/1", F_OK), 0);
	assert_int_equal(unlink("folder/1"), 0);
	assert_int_equal(unlink(NAME), 0);
}

/* As file_place.h makes it where nothing can be moved. */
static void
a_copy_goes_after_its_stage(void **state)
{
	struct stage stage = opened();

	(void)state;
	put(NAME "-1");
	sweep(NAME "-1");
	assert_int_equal(access(NAME "-1", F_OK), 0);
	stage_close(&stage);
	sweep(NAME "-1");
	assert_int_not_equal(access(NAME "-1", F_OK), 0);
	/* Nothing else of that name. */
	put("file");
	assert_int_equal(symlink("file", NAME "-1"), 0);
	assert_int_equal(mkdir(NAME "-2", 0700), 0);
	sweep(NAME "-1");
	sweep(NAME "-2");
	assert_int_equal(unlink(NAME "-1"), 0);
	assert_int_equal(rmdir(NAME "-2"), 0);
	assert_int_equal(unlink("file"), 0);
}

/* Its lock would not be seen: it may be at work there. */
static void
what_another_host_made_stays_for_a_month(void **state)
{
	static const char *const names[] = {
		FOREIGN,
		/* of whoever did not know where it was */
		".graymill-0123456789abcdef-0000000000000001.tmp",
	};

	(void)state;
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		char file[64];

		snprintf(file, sizeof(file), "%s/1", names[i]);
		put_stage(names[i], file);
		sweep(names[i]);
		age(names[i], STAGE_LEFT_S - 60);
		sweep(names[i]);
		/* From a clock that was ahead. */
		age(names[i], -STAGE_LEFT_S);
		sweep(names[i]);
		assert_int_equal(access(file, F_OK), 0);
		assert_int_equal(scratch_count(), 1);
		age(names[i], STAGE_LEFT_S + 60);
		sweep(names[i]);
		assert_int_equal(scratch_count(), 0);
	}
}

/* However long ago, where it is seen that somebody holds it. */
static void
what_is_held_stays_for_ever(void **state)
{
	int fd;

	(void)state;
	put_stage(FOREIGN, FOREIGN "/1");
	age(FOREIGN, 2 * STAGE_LEFT_S);
	fd = open(FOREIGN, O_RDONLY | O_DIRECTORY);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	sweep(FOREIGN);
	assert_int_equal(access(FOREIGN "/1", F_OK), 0);
	close(fd);
	sweep(FOREIGN);
	assert_int_equal(scratch_count(), 0);
}

static void
so_do_its_copies(void **state)
{
	(void)state;
	put(FOREIGN "-1");
	sweep(FOREIGN "-1");
	assert_int_equal(access(FOREIGN "-1", F_OK), 0);
	age(FOREIGN "-1", STAGE_LEFT_S + 60);
	assert_int_equal(mkdir(FOREIGN, 01700), 0);
	sweep(FOREIGN "-1");
	assert_int_equal(access(FOREIGN "-1", F_OK), 0);
	assert_int_equal(rmdir(FOREIGN), 0);
	sweep(FOREIGN "-1");
	assert_int_equal(scratch_count(), 0);
}

/* As NFS and FUSE name what was open when it was removed. */
static void
what_was_open_when_it_was_removed_is_swept(void **state)
{
	static const char *const names[] = {
		NAME "/.nfs00000000000a1b2c00000001",
		NAME "/.fuse_hidden0000000500000001",
	};

	(void)state;
	assert_int_equal(mkdir(NAME, 01700), 0);
	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++) {
		FILE *file = fopen(names[i], "w");

		assert_non_null(file);
		fputs("half a picture", file);
		fclose(file);
	}
	sweep(NAME);
	assert_int_equal(scratch_count(), 0);
}

/* What was exchanged for it meanwhile is neither written nor removed. */
static void
what_takes_its_place_is_left_alone(void **state)
{
	struct stage stage = opened();
	int fd;

	(void)state;
	assert_int_equal(mkdir("folder", 0700), 0);
	put("folder/1");
	assert_int_equal(rename(NAME, "moved"), 0);
	assert_int_equal(symlink("folder", NAME), 0);
	fd = openat(stage.fd, "2", O_WRONLY | O_CREAT | O_EXCL, 0600);
	assert_true(fd >= 0);
	close(fd);
	assert_int_equal(access("moved/2", F_OK), 0);
	stage_close(&stage);
	assert_int_not_equal(access("moved/2", F_OK), 0);
	assert_int_equal(access("folder/1", F_OK), 0);
	assert_int_equal(rmdir("moved"), 0);
	assert_int_equal(unlink("folder/1"), 0);
	assert_int_equal(unlink(NAME), 0);
}

/* It is nothing to us what others leave, and they cannot make us wait. */
static void
what_is_another_users_stays(void **state)
{
	int fd;

	(void)state;
	if (geteuid() != 0)
		skip();
	assert_int_equal(mkdir(NAME, 0777), 0);
	assert_int_equal(chown(NAME, 12345, 12345), 0);
	sweep(NAME);
	assert_int_equal(access(NAME, F_OK), 0);
	fd = open(NAME, O_RDONLY | O_DIRECTORY);
	assert_int_equal(flock(fd, LOCK_EX), 0);
	sweep(NAME);
	close(fd);
	assert_int_equal(scratch_count(), 1);
}

/* One after the other makes and sweeps: none is left, none is missed. */
static void
made_and_swept_at_once(void **state)
{
	/* Who never pauses, as no run does, may win for ever. */
	const struct timespec pause = {.tv_nsec = 100000};
	pid_t pid = fork();

	(void)state;
	if (pid == 0) {
		/* When the test fails, too, nobody sweeps on. */
		prctl(PR_SET_PDEATHSIG, SIGKILL);
		for (;; nanosleep(&pause, NULL))
			sweep(NAME);
	}
	for (unsigned i = 0; i < 2000; i++) {
		struct stage stage = opened();

		put(NAME "/1");
		assert_int_equal(access(NAME "/1", F_OK), 0);
		stage_close(&stage);
	}
	kill(pid, SIGKILL);
	assert_int_equal(waitpid(pid, NULL, 0), pid);
	assert_int_equal(scratch_count(), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_are_told_from_others),
		cmocka_unit_test_setup_teardown(nobody_else_can_enter,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(closing_takes_all_with_it,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(what_is_there_is_not_taken,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(what_was_left_behind_is_swept,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(what_no_run_made_is_not_swept,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(what_only_has_the_name_stays,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(what_is_held_stays,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(what_is_no_folder_stays,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(a_copy_goes_after_its_stage,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(
			what_another_host_made_stays_for_a_month, scratch_enter,
			scratch_leave),
		cmocka_unit_test_setup_teardown(what_is_held_stays_for_ever,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(so_do_its_copies, scratch_enter,
						scratch_leave),
		cmocka_unit_test_setup_teardown(
			what_was_open_when_it_was_removed_is_swept,
			scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(
			what_takes_its_place_is_left_alone, scratch_enter,
			scratch_leave),
		cmocka_unit_test_setup_teardown(what_is_another_users_stays,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(made_and_swept_at_once,
						scratch_enter, scratch_leave),
	};

	return cmocka_run_group_tests_name("stage", tests, NULL, NULL);
}
