/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* sched_setaffinity */
#include "base/clock.h"
#include "base/cpu.h"

#include <sched.h>
#include <time.h>

#include "proc_fixture.h"

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
a_quota_lowers_the_count_and_never_raises_it(void **state)
{
	const char *root = *state;
	unsigned all = cpu_usable(root);

	proc_put(root, "/proc/self/cgroup", "0::/\n");
	proc_put(root, "/proc/self/mountinfo",
		 "31 23 0:28 / /cg rw - cgroup2 cgroup2 rw\n");
	proc_put(root, "/cg/cpu.max", "50000 100000\n");
	assert_int_equal(cpu_usable(root), 1);
	proc_put(root, "/cg/cpu.max", "6500000000 100000\n");
	assert_int_equal(cpu_usable(root), all);
}

static uint64_t
now_by_the_system(void)
{
	struct timespec now;

	assert_int_equal(clock_gettime(CLOCK_MONOTONIC, &now), 0);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

static void
the_clock_counts_what_it_says(void **state)
{
	uint64_t before_ns = now_by_the_system(), ns = clock_now_ns(),
		 ms = clock_now_ms(), after_ns = now_by_the_system();

	(void)state;
	assert_in_range(ns, before_ns, after_ns);
	assert_in_range(ms, before_ns / 1000000, after_ns / 1000000);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(
			without_cgroups_affinity_decides, proc_enter,
			proc_leave),
		cmocka_unit_test_setup_teardown(
			a_quota_lowers_the_count_and_never_raises_it,
			proc_enter, proc_leave),
		cmocka_unit_test(the_clock_counts_what_it_says),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
