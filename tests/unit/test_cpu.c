/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* sched_setaffinity, nftw */
#include "base/cpu.h"

#include <ftw.h>
#include <sched.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include <cmocka.h>

#define ROOT_BYTES 64
#define V2         "/sys/fs/cgroup"
#define V1         "/sys/fs/cgroup/cpu,cpuacct"

/* A test's *state is the folder that holds its /proc and /sys. */
static int
make_root(void **state)
{
	char *root = strdup("/tmp/graymill-test-XXXXXX");

	*state = root;
	return root == NULL || mkdtemp(root) == NULL;
}

static int
remove_one(const char *path, const struct stat *info, int type,
	   struct FTW *where)
{
	(void)info;
	(void)type;
	(void)where;
	return remove(path);
}

static int
remove_root(void **state)
{
	char *root = *state;
	int failed = nftw(root, remove_one, 8, FTW_DEPTH | FTW_PHYS);

	free(root);
	return failed;
}

/* Write a fixture and the folders above it. */
static void
put(const char *root, const char *name, const char *text)
{
	char path[512];
	FILE *file;

	snprintf(path, sizeof(path), "%s%s", root, name);
	for (char *at = path + strlen(root) + 1; (at = strchr(at, '/')); at++) {
		*at = '\0';
		mkdir(path, 0777);
		*at = '/';
	}
	file = fopen(path, "w");
	assert_non_null(file);
	fputs(text, file);
	assert_int_equal(fclose(file), 0);
}

/* Quotas can only lower the count, which the affinity mask bounds. */
static unsigned
at_most(const char *root, unsigned n)
{
	char none[ROOT_BYTES + 16];
	unsigned all;

	snprintf(none, sizeof(none), "%s/none", root);
	all = cpu_usable(none);
	return n < all ? n : all;
}

static void
without_cgroups_affinity_decides(void **state)
{
	cpu_set_t before, one;
	size_t first = 0;

	assert_int_equal(sched_getaffinity(0, sizeof(before), &before), 0);
	assert_int_equal(cpu_usable(*state), CPU_COUNT(&before));
	while (!CPU_ISSET(first, &before))
		first++;
	CPU_ZERO(&one);
	CPU_SET(first, &one);
	assert_int_equal(sched_setaffinity(0, sizeof(one), &one), 0);
	assert_int_equal(cpu_usable(*state), 1);
	assert_int_equal(sched_setaffinity(0, sizeof(before), &before), 0);
}

static void
v2_quota_is_rounded_up(void **state)
{
	const char *root = *state;

	put(root, "/proc/self/cgroup", "0::/a/b\n");
	put(root, V2 "/a/b/cpu.max", "100000 100000\n");
	assert_int_equal(cpu_usable(root), 1);
	put(root, V2 "/a/b/cpu.max", "100001 100000\n");
	assert_int_equal(cpu_usable(root), at_most(root, 2));
	put(root, V2 "/a/b/cpu.max", "1000 100000\n");
	assert_int_equal(cpu_usable(root), 1);
}

static void
v2_least_on_the_way_up_counts(void **state)
{
	const char *root = *state;

	put(root, "/proc/self/cgroup", "0::/a/b\n");
	put(root, V2 "/a/b/cpu.max", "max 100000\n");
	assert_int_equal(cpu_usable(root), at_most(root, 1000));
	put(root, V2 "/a/cpu.max", "50000 100000\n");
	assert_int_equal(cpu_usable(root), 1);
	put(root, V2 "/a/cpu.max", "max 100000\n");
	put(root, V2 "/cpu.max", "50000 100000\n");
	assert_int_equal(cpu_usable(root), 1);
}

static void
v1_quota_counts(void **state)
{
	const char *root = *state;

	put(root, "/proc/self/cgroup",
	    "5:memory:/m\n4:cpu,cpuacct:/docker/x\n1:name=systemd:/\n");
	put(root, V1 "/docker/x/cpu.cfs_period_us", "100000\n");
	put(root, V1 "/docker/x/cpu.cfs_quota_us", "-1\n");
	assert_int_equal(cpu_usable(root), at_most(root, 1000));
	put(root, V1 "/docker/x/cpu.cfs_quota_us", "90000\n");
	assert_int_equal(cpu_usable(root), 1);
}

static void
v1_container_sees_its_own_group_at_the_top(void **state)
{
	const char *root = *state;

	put(root, "/proc/self/cgroup", "4:cpu,cpuacct:/not/mounted\n");
	put(root, V1 "/cpu.cfs_period_us", "100000\n");
	put(root, V1 "/cpu.cfs_quota_us", "90000\n");
	assert_int_equal(cpu_usable(root), 1);
}

static void
other_controllers_do_not_count(void **state)
{
	const char *root = *state;

	put(root, "/proc/self/cgroup", "4:cpuset:/x\n3:acpu,cpub:/x\n");
	put(root, "/sys/fs/cgroup/cpuset/x/cpu.cfs_period_us", "100000\n");
	put(root, "/sys/fs/cgroup/cpuset/x/cpu.cfs_quota_us", "10000\n");
	put(root, "/sys/fs/cgroup/acpu,cpub/x/cpu.cfs_period_us", "100000\n");
	put(root, "/sys/fs/cgroup/acpu,cpub/x/cpu.cfs_quota_us", "10000\n");
	assert_int_equal(cpu_usable(root), at_most(root, 1000));
}

static void
nonsense_is_no_limit(void **state)
{
	static const char *const nonsense[] = {
		"", "\n", "0 0\n", "x y\n", "100000 0\n", "0 100000\n", "max\n",
	};
	const char *root = *state;

	put(root, "/proc/self/cgroup", "0::/a\nno colon\n:\n::\n");
	for (size_t i = 0; i < sizeof(nonsense) / sizeof(nonsense[0]); i++) {
		put(root, V2 "/a/cpu.max", nonsense[i]);
		assert_int_equal(cpu_usable(root), at_most(root, 1000));
	}
}

static void
a_group_name_of_any_length_is_survived(void **state)
{
	const char *root = *state;
	char line[20000] = "0::/";

	memset(line + 4, 'g', sizeof(line) - 5);
	put(root, "/proc/self/cgroup", line);
	assert_int_equal(cpu_usable(root), at_most(root, 1000));
}

static void
the_clock_counts_what_it_says(void **state)
{
	const struct timespec nap = {.tv_nsec = 20000000};
	uint64_t ms = cpu_now_ms(), ns = cpu_now_ns();

	(void)state;
	nanosleep(&nap, NULL);
	ns = cpu_now_ns() - ns;
	ms = cpu_now_ms() - ms;
	assert_in_range(ns, 20000000, 5000000000);
	assert_in_range(ms, 19, 5000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			without_cgroups_affinity_decides, make_root,
			remove_root),
		cmocka_unit_test_setup_teardown(v2_quota_is_rounded_up,
						make_root, remove_root),
		cmocka_unit_test_setup_teardown(v2_least_on_the_way_up_counts,
						make_root, remove_root),
		cmocka_unit_test_setup_teardown(v1_quota_counts, make_root,
						remove_root),
		cmocka_unit_test_setup_teardown(
			v1_container_sees_its_own_group_at_the_top, make_root,
			remove_root),
		cmocka_unit_test_setup_teardown(other_controllers_do_not_count,
						make_root, remove_root),
		cmocka_unit_test_setup_teardown(nonsense_is_no_limit, make_root,
						remove_root),
		cmocka_unit_test_setup_teardown(
			a_group_name_of_any_length_is_survived, make_root,
			remove_root),
		cmocka_unit_test(the_clock_counts_what_it_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
