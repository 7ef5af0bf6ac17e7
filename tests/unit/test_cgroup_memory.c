/* SPDX-License-Identifier: MIT */
/* How the groups are found is tested by test_cgroup.c. */
#include "base/cgroup.h"

#include "proc_fixture.h"

#define V2_MOUNT "30 23 0:26 / /sys/fs/cgroup rw,nosuid - cgroup2 cgroup2 rw\n"
#define V2       "/sys/fs/cgroup"

#define V1_MOUNT                                                               \
	"33 32 0:29 / /sys/fs/cgroup/cpu rw shared:9 - cgroup cgroup rw,cpu\n" \
	"36 32 0:33 / /sys/fs/cgroup/memory rw - cgroup cgroup rw,memory\n"
#define V1 "/sys/fs/cgroup/memory"

#define NONE UINT64_MAX

static void
expect(const char *root, const char *groups, const char *mounts,
       uint64_t nbytes)
{
	proc_put(root, "/proc/self/cgroup", groups);
	proc_put(root, "/proc/self/mountinfo", mounts);
	assert_int_equal(cgroup_memory(root), nbytes);
}

static void
nothing_there_is_no_limit(void **state)
{
	assert_int_equal(cgroup_memory(*state), NONE);
	expect(*state, "0::/a\n", "", NONE);
	expect(*state, "0::/a\n", V2_MOUNT, NONE);
	expect(*state, "4:memory:/a\n", V1_MOUNT, NONE);
	expect(*state, "", V2_MOUNT V1_MOUNT, NONE);
}

static void
v2_has_two_limits(void **state)
{
	const char *root = *state;

	proc_put(root, V2 "/a/memory.max", "67108864\n");
	expect(root, "0::/a\n", V2_MOUNT, 67108864);
	proc_put(root, V2 "/a/memory.high", "max\n");
	expect(root, "0::/a\n", V2_MOUNT, 67108864);
	proc_put(root, V2 "/a/memory.high", "50331648\n");
	expect(root, "0::/a\n", V2_MOUNT, 50331648);
	proc_put(root, V2 "/a/memory.max", "max\n");
	expect(root, "0::/a\n", V2_MOUNT, 50331648);
	proc_put(root, V2 "/a/memory.high", "max\n");
	expect(root, "0::/a\n", V2_MOUNT, NONE);
	/* What only looks like one, and one that leaves nothing. */
	proc_put(root, V2 "/a/memory.min", "1000\n");
	proc_put(root, V2 "/a/memory.low", "1000\n");
	proc_put(root, V2 "/a/memory.swap.max", "1000\n");
	proc_put(root, V2 "/a/memory.limit_in_bytes", "1000\n");
	expect(root, "0::/a\n", V2_MOUNT, NONE);
	proc_put(root, V2 "/a/memory.max", "0\n");
	expect(root, "0::/a\n", V2_MOUNT, 0);
}

static void
the_least_on_the_way_up_counts(void **state)
{
	const char *root = *state;

	proc_put(root, V2 "/a/b/c/memory.max", "7000\n");
	proc_put(root, V2 "/a/memory.max", "5000\n");
	proc_put(root, V2 "/memory.high", "6000\n");
	/* Of other groups. */
	proc_put(root, V2 "/a/b/c/d/memory.max", "1000\n");
	proc_put(root, V2 "/ab/memory.max", "1000\n");
	proc_put(root, "/sys/fs/memory.max", "1000\n");
	expect(root, "0::/a/b/c\n", V2_MOUNT, 5000);
	expect(root, "0::/\n", V2_MOUNT, 6000);
	proc_put(root, V2 "/a/memory.max", "max\n");
	expect(root, "0::/a/b/c\n", V2_MOUNT, 6000);
	proc_put(root, V2 "/memory.high", "max\n");
	expect(root, "0::/a/b/c\n", V2_MOUNT, 7000);
}

/* Its controllers may have different groups. */
static void
v1_is_that_of_memory(void **state)
{
	const char *groups = "5:memory:/docker/x\n4:cpu:/y\n";
	const char *root = *state;

	proc_put(root, V1 "/y/memory.limit_in_bytes", "1000\n");
	proc_put(root, V1 "/docker/x/memory.max", "1000\n");
	proc_put(root, "/sys/fs/cgroup/cpu/docker/x/memory.limit_in_bytes",
		 "1000\n");
	expect(root, groups, V1_MOUNT, NONE);
	proc_put(root, V1 "/docker/x/memory.limit_in_bytes", "536870912\n");
	expect(root, groups, V1_MOUNT, 536870912);
	proc_put(root, V1 "/docker/memory.limit_in_bytes", "268435456\n");
	expect(root, groups, V1_MOUNT, 268435456);
	expect(root, "5:memories,mem:/docker/x\n", V1_MOUNT, NONE);
	expect(root, "5:pids,memory:/docker/x\n", V1_MOUNT, 268435456);
}

/* What v1 says when there is none, by the size of a page. */
static void
a_huge_limit_of_v1_is_none(void **state)
{
	static const char *const huge[] = {
		"9223372036854771712\n",  "9223372036854710272\n",
		"9223372036854775807\n",  "18446744073709551615\n",
		"99999999999999999999\n", "-1\n",
	};
	const char *root = *state;

	for (size_t i = 0; i < sizeof(huge) / sizeof(huge[0]); i++) {
		proc_put(root, V1 "/memory.limit_in_bytes", huge[i]);
		proc_put(root, "/proc/self/cgroup", "5:memory:/\n");
		proc_put(root, "/proc/self/mountinfo", V1_MOUNT);
		assert_true(cgroup_memory(root) >= UINT64_C(1) << 62);
	}
}

/* v2 beside v1: whichever has the controller, or the least of both. */
static void
a_hybrid_has_both(void **state)
{
	const char *mounts = "32 31 0:28 / /sys/fs/cgroup/unified rw - cgroup2 "
			     "cgroup2 rw\n" V1_MOUNT;
	const char *groups = "4:memory:/slice\n0::/slice/scope\n";
	const char *root = *state;

	proc_put(root, V1 "/slice/memory.limit_in_bytes", "3000\n");
	proc_put(root, V1 "/slice/scope/memory.limit_in_bytes", "1000\n");
	expect(root, groups, mounts, 3000);
	proc_put(root, "/sys/fs/cgroup/unified/slice/memory.max", "2000\n");
	expect(root, groups, mounts, 2000);
}

static void
nonsense_is_no_limit(void **state)
{
	static const char *const nonsense[] = {
		"", "\n", "x 1000\n", "max\n", "max 1000\n", ".5\n", "-\n",
	};
	const char *root = *state;

	for (size_t i = 0; i < sizeof(nonsense) / sizeof(nonsense[0]); i++) {
		proc_put(root, V2 "/a/memory.max", nonsense[i]);
		proc_put(root, V2 "/a/memory.high", nonsense[i]);
		proc_put(root, V1 "/a/memory.limit_in_bytes", nonsense[i]);
		expect(root, "0::/a\n3:memory:/a\nno colon\n:\n::\n",
		       "\n-\n- - -\n1 2 3 4 5 6 -\n" V1_MOUNT V2_MOUNT, NONE);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(nothing_there_is_no_limit,
						proc_enter, proc_leave),
		cmocka_unit_test_setup_teardown(v2_has_two_limits, proc_enter,
						proc_leave),
		cmocka_unit_test_setup_teardown(the_least_on_the_way_up_counts,
						proc_enter, proc_leave),
		cmocka_unit_test_setup_teardown(v1_is_that_of_memory,
						proc_enter, proc_leave),
		cmocka_unit_test_setup_teardown(a_huge_limit_of_v1_is_none,
						proc_enter, proc_leave),
		cmocka_unit_test_setup_teardown(a_hybrid_has_both, proc_enter,
						proc_leave),
		cmocka_unit_test_setup_teardown(nonsense_is_no_limit,
						proc_enter, proc_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
