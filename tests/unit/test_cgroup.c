/* SPDX-License-Identifier: MIT */
#include "base/cgroup.h"

#include "proc_fixture.h"

/* As a system of today mounts them. */
#define V2_MOUNT "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw\n"
#define V2       "/sys/fs/cgroup"

/* And one of yesterday, where two controllers share a folder. */
#define V1_MOUNT                                                               \
	"33 32 0:29 / /sys/fs/cgroup/cpu,cpuacct rw,nosuid shared:9 - cgroup " \
	"cgroup rw,cpu,cpuacct\n"
#define V1 "/sys/fs/cgroup/cpu,cpuacct"

static void
expect(const char *root, const char *groups, const char *mounts, unsigned n)
{
	proc_put(root, "/proc/self/cgroup", groups);
	proc_put(root, "/proc/self/mountinfo", mounts);
	assert_int_equal(cgroup_cpus(root), n);
}

/* The quota of a v1 group, of a period of 100 ms. */
static void
put_v1(const char *root, const char *folder, const char *quota)
{
	char name[256];

	snprintf(name, sizeof(name), "%s/cpu.cfs_quota_us", folder);
	proc_put(root, name, quota);
	snprintf(name, sizeof(name), "%s/cpu.cfs_period_us", folder);
	proc_put(root, name, "100000\n");
}

static void
nothing_there_is_no_limit(void **state)
{
	assert_int_equal(cgroup_cpus(*state), 0);
	expect(*state, "0::/a\n", "", 0);
	expect(*state, "0::/a\n", V2_MOUNT, 0);
	expect(*state, "", V2_MOUNT, 0);
}

static void
v2_quota_is_rounded_up(void **state)
{
	const char *root = *state;

	proc_put(root, V2 "/a/b/cpu.max", "150000 100000\n");
	expect(root, "0::/a/b\n", V2_MOUNT, 2);
	proc_put(root, V2 "/a/b/cpu.max", "100000 100000\n");
	expect(root, "0::/a/b\n", V2_MOUNT, 1);
	proc_put(root, V2 "/a/b/cpu.max", "100001 100000\n");
	expect(root, "0::/a/b\n", V2_MOUNT, 2);
	proc_put(root, V2 "/a/b/cpu.max", "1000 100000\n");
	expect(root, "0::/a/b\n", V2_MOUNT, 1);
}

static void
the_least_on_the_way_up_counts(void **state)
{
	const char *root = *state;

	proc_put(root, V2 "/a/b/c/cpu.max", "700000 100000\n");
	proc_put(root, V2 "/a/cpu.max", "500000 100000\n");
	proc_put(root, V2 "/cpu.max", "600000 100000\n");
	/* Of other groups. */
	proc_put(root, V2 "/a/b/c/d/cpu.max", "100000 100000\n");
	proc_put(root, V2 "/ab/cpu.max", "100000 100000\n");
	proc_put(root, "/sys/fs/cpu.max", "100000 100000\n");
	expect(root, "0::/a/b/c\n", V2_MOUNT, 5);
	expect(root, "0::/\n", V2_MOUNT, 6);
	proc_put(root, V2 "/a/cpu.max", "max 100000\n");
	expect(root, "0::/a/b/c\n", V2_MOUNT, 6);
	proc_put(root, V2 "/cpu.max", "max 100000\n");
	expect(root, "0::/a/b/c\n", V2_MOUNT, 7);
}

static void
v1_controllers_may_share_a_folder(void **state)
{
	const char *groups =
		"5:memory:/m\n4:cpuacct,cpu:/docker/x\n1:name=systemd:/\n";
	const char *root = *state;

	put_v1(root, V1 "/docker/x", "-1\n");
	expect(root, groups, V1_MOUNT, 0);
	put_v1(root, V1 "/docker/x", "250000\n");
	expect(root, groups, V1_MOUNT, 3);
	put_v1(root, V1 "/docker", "90000\n");
	expect(root, groups, V1_MOUNT, 1);
}

static void
other_controllers_do_not_count(void **state)
{
	const char *mounts = "1 2 0:1 / /cpuset rw - cgroup cgroup rw,cpuset\n"
			     "1 2 0:2 / /acpu rw - cgroup cgroup rw,acpu,cpub\n"
			     "1 2 0:3 / /cpu rw - tmpfs cpu rw,cpu\n"
			     "1 2 0:3 / /cpu rw\n";
	const char *root = *state;

	put_v1(root, "/cpuset/x", "100000\n");
	put_v1(root, "/acpu/x", "100000\n");
	put_v1(root, "/cpu/x", "100000\n");
	expect(root, "4:cpuset:/x\n3:acpu,cpub:/x\n2:cpu:/x\n", mounts, 0);
}

/* v2 beside v1: whichever has the controller, or the least of both. */
static void
a_hybrid_has_both(void **state)
{
	const char *mounts = "32 31 0:28 / /sys/fs/cgroup/unified rw - cgroup2 "
			     "cgroup2 rw\n" V1_MOUNT;
	const char *groups = "4:cpu,cpuacct:/slice\n0::/slice/scope\n";
	const char *root = *state;

	put_v1(root, V1 "/slice", "350000\n");
	proc_put(root, "/sys/fs/cgroup/slice/scope/cpu.max", "1000 100000\n");
	expect(root, groups, mounts, 4);
	proc_put(root, "/sys/fs/cgroup/unified/slice/cpu.max",
		 "200000 100000\n");
	expect(root, groups, mounts, 2);
}

/* A container sees its group at the top, whatever its name outside. */
static void
a_mount_may_show_a_part(void **state)
{
	const char *root = *state;

	put_v1(root, "/cpu", "150000\n");
	put_v1(root, "/cpu/job", "50000\n");
	expect(root, "4:cpu:/docker/x\n",
	       "1 2 0:1 /docker/x /cpu ro - cgroup cgroup rw,cpu\n", 2);
	expect(root, "4:cpu:/docker/x/job\n",
	       "1 2 0:1 /docker/x /cpu ro - cgroup cgroup rw,cpu\n", 1);
	/* Of another container. */
	expect(root, "4:cpu:/docker/xy\n",
	       "1 2 0:1 /docker/x /cpu ro - cgroup cgroup rw,cpu\n", 0);
}

static void
a_namespace_has_its_own_root(void **state)
{
	const char *root = *state;

	proc_put(root, "/cg/cpu.max", "150000 100000\n");
	proc_put(root, "/cg/job/cpu.max", "50000 100000\n");
	proc_put(root, "/cpu.max", "1000 100000\n");
	expect(root, "0::/\n", "1 2 0:1 / /cg rw - cgroup2 none rw\n", 2);
	expect(root, "0::/job\n", "1 2 0:1 / /cg rw - cgroup2 none rw\n", 1);
	/* Mounted from further up. */
	expect(root, "0::/../job\n", "1 2 0:1 /.. /cg rw - cgroup2 none rw\n",
	       1);
	/* Of a process outside: its group is none of what is seen here. */
	expect(root, "0::/..\n", "1 2 0:1 / /cg rw - cgroup2 none rw\n", 0);
	expect(root, "0::/../../job\n", "1 2 0:1 / /cg rw - cgroup2 none rw\n",
	       0);
	expect(root, "0::/\n", "1 2 0:1 /../.. /cg rw - cgroup2 none rw\n", 0);
	/* Dots that lead nowhere. */
	proc_put(root, "/cg/..x/cpu.max", "50000 100000\n");
	expect(root, "0::/..x\n", "1 2 0:1 / /cg rw - cgroup2 none rw\n", 1);
}

static void
a_mount_may_be_anywhere(void **state)
{
	const char *root = *state;

	proc_put(root, "/mnt/c g\\/x/cpu.max", "50000 100000\n");
	expect(root, "0::/x\n",
	       "1 2 0:1 / /mnt/c\\040g\\134 rw a:1 b:2 - cgroup2 none rw\n", 1);
}

static void
nonsense_is_no_limit(void **state)
{
	static const char *const nonsense[] = {
		"", "\n", "0 0\n", "x y\n", "100000 0\n", "0 100000\n", "max\n",
	};
	const char *root = *state;

	for (size_t i = 0; i < sizeof(nonsense) / sizeof(nonsense[0]); i++) {
		proc_put(root, V2 "/a/cpu.max", nonsense[i]);
		expect(root, "0::/a\nno colon\n:\n::\n",
		       "\n-\n- - -\n1 2 3 4 5 6 -\n1 2 3 - cgroup2 x y\n"
		       "1 2 0:1 / /\\04 rw - cgroup2 x rw\n" V2_MOUNT,
		       0);
	}
}

static void
a_name_of_any_length_is_survived(void **state)
{
	char line[20000] = "0::/";

	memset(line + 4, 'g', sizeof(line) - 5);
	proc_put(*state, V2 "/cpu.max", "100000 100000\n");
	expect(*state, line, V2_MOUNT, 0);
	line[4000] = '\0';
	expect(*state, line, V2_MOUNT, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nothing_there_is_no_limit,
						proc_enter, proc_leave),
		cmocka_unit_test_setup_teardown(v2_quota_is_rounded_up,
						proc_enter, proc_leave),
		cmocka_unit_test_setup_teardown(the_least_on_the_way_up_counts,
						proc_enter, proc_leave),
		cmocka_unit_test_setup_teardown(
			v1_controllers_may_share_a_folder, proc_enter,
			proc_leave),
		cmocka_unit_test_setup_teardown(other_controllers_do_not_count,
						proc_enter, proc_leave),
		cmocka_unit_test_setup_teardown(a_hybrid_has_both, proc_enter,
						proc_leave),
		cmocka_unit_test_setup_teardown(a_mount_may_show_a_part,
						proc_enter, proc_leave),
		cmocka_unit_test_setup_teardown(a_namespace_has_its_own_root,
						proc_enter, proc_leave),
		cmocka_unit_test_setup_teardown(a_mount_may_be_anywhere,
						proc_enter, proc_leave),
		cmocka_unit_test_setup_teardown(nonsense_is_no_limit,
						proc_enter, proc_leave),
		cmocka_unit_test_setup_teardown(
			a_name_of_any_length_is_survived, proc_enter,
			proc_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
