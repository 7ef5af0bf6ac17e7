/* SPDX-License-Identifier: MIT */
#include "base/lockers.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "proc_fixture.h"

#define ONE_BOOT     "6f1c5a0e-9d0b-4b53-8f2e-0c7d1a2b3c4d\n"
#define ANOTHER_BOOT "0b6d7f9a-3c2e-4d1f-a5b4-c3d2e1f00112\n"

/* A folder whose device has no disk, so that mounts are asked. */
#define FOLDER "/proc/self"

/* It is mounted as that, as this root has it. */
static uint64_t
lockers_when(const char *root, const char *boot, const char *kind)
{
	int fd = open(FOLDER, O_RDONLY | O_DIRECTORY);
	char text[256];
	uint64_t lockers;

	assert_true(fd >= 0);
	proc_put(root, "/proc/sys/kernel/random/boot_id", boot);
	/* The next ones that are opened. */
	for (int number = 0; number < 64; number++) {
		snprintf(text, sizeof(text), "/proc/self/fdinfo/%d", number);
		proc_put(root, text,
			 "pos:\t0\nflags:\t012000000\nmnt_id:\t77\n");
	}
	snprintf(text, sizeof(text),
		 "7 1 0:5 / / rw shared:1 - tmpfs none rw\n"
		 "77 7 0:44 / /a\\040-\\040tmpfs rw,nosuid shared:9 - %s a:/b "
		 "rw,vers=4.2\n"
		 "78 7 0:5 / /c rw - ext4 none rw\n",
		 kind);
	proc_put(root, "/proc/self/mountinfo", text);
	lockers = lockers_of(fd, root);
	close(fd);
	return lockers;
}

static void
what_one_kernel_has_is_of_all(void **state)
{
	static const char *const kinds[] = {"tmpfs", "overlay", "btrfs", "zfs"};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++)
		assert_int_equal(lockers_when(*state, ONE_BOOT, kinds[i]),
				 LOCKERS_ALL);
}

static void
what_hosts_share_is_of_each_boot(void **state)
{
	static const char *const kinds[] = {"nfs4", "fuse.sshfs", "virtiofs",
					    "9p",   "cifs",       "ext4x",
					    "gfs2"};

	for (size_t i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		uint64_t one = lockers_when(*state, ONE_BOOT, kinds[i]);

		assert_true(one > LOCKERS_UNKNOWN);
		assert_int_equal(lockers_when(*state, ONE_BOOT, kinds[i]), one);
		assert_int_not_equal(
			lockers_when(*state, ANOTHER_BOOT, kinds[i]), one);
	}
}

/* That of /sys is another one. */
static void
and_of_each_mount(void **state)
{
	uint64_t one = lockers_when(*state, ONE_BOOT, "nfs4");
	int fd = open("/sys", O_RDONLY | O_DIRECTORY);

	assert_true(fd >= 0);
	assert_int_not_equal(lockers_of(fd, *state), one);
	assert_true(lockers_of(fd, *state) > LOCKERS_UNKNOWN);
	close(fd);
}

static void
what_is_not_told_is_unknown(void **state)
{
	const char *root = *state;
	char path[256];

	assert_int_equal(lockers_when(root, "6f1c5a0e-9d0b", "nfs4"),
			 LOCKERS_UNKNOWN);
	/* Without a list of mounts, but with a boot. */
	lockers_when(root, ONE_BOOT, "tmpfs");
	snprintf(path, sizeof(path), "%s/proc/self/mountinfo", root);
	assert_int_equal(remove(path), 0);
	assert_int_equal(chdir(FOLDER), 0);
	assert_true(lockers_of(AT_FDCWD, root) > LOCKERS_UNKNOWN);
	assert_int_equal(lockers_of(AT_FDCWD, "/nowhere"), LOCKERS_UNKNOWN);
	assert_int_equal(chdir("/"), 0);
	assert_int_equal(lockers_of(-1, ""), LOCKERS_UNKNOWN);
}

/* As it is, here. */
static void
the_kernel_tells_it(void **state)
{
	int fd = open(*state, O_RDONLY | O_DIRECTORY);

	assert_true(fd >= 0);
	assert_int_not_equal(lockers_of(fd, ""), LOCKERS_UNKNOWN);
	close(fd);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(what_one_kernel_has_is_of_all,
						proc_enter, proc_leave),
		cmocka_unit_test_setup_teardown(
			what_hosts_share_is_of_each_boot, proc_enter,
			proc_leave),
		cmocka_unit_test_setup_teardown(and_of_each_mount, proc_enter,
						proc_leave),
		cmocka_unit_test_setup_teardown(what_is_not_told_is_unknown,
						proc_enter, proc_leave),
		cmocka_unit_test_setup_teardown(the_kernel_tells_it, proc_enter,
						proc_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
