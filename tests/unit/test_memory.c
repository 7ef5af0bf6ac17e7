/* SPDX-License-Identifier: MIT */
#include "guard/memory.h"

#include <stdbool.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "proc_fixture.h"

#define MIB ((uint64_t)1 << 20)

/* What the machine has is more than nothing, and half of it is less. */
static void
test_default(void **state)
{
	assert_in_range(memory_default(*state), 8 * MIB, MIB << 24);
	assert_in_range(memory_default(""), 1, memory_default(*state));
}

static void
test_group(void **state)
{
	const char *root = *state;
	uint64_t machine = memory_default(root);

	proc_put(root, "/proc/self/cgroup", "0::/\n");
	proc_put(root, "/proc/self/mountinfo",
		 "31 23 0:28 / /cg rw - cgroup2 cgroup2 rw\n");
	proc_put(root, "/cg/memory.max", "8388609\n");
	assert_int_equal(memory_default(root), 4 * MIB);
	proc_put(root, "/cg/memory.max", "0\n");
	assert_int_equal(memory_default(root), 0);
	/* More than there is. */
	proc_put(root, "/cg/memory.max", "9007199254740992\n");
	assert_int_equal(memory_default(root), machine);
	proc_put(root, "/cg/memory.max", "max\n");
	assert_int_equal(memory_default(root), machine);
}

static bool
can_take(uint64_t nbytes)
{
	volatile char *block = malloc(nbytes);
	bool is_there = block != NULL;

	if (is_there)
		block[nbytes / 2] = 1;
	free((void *)block);
	return is_there;
}

/* Runs in a process of its own: 0 when all is as it should be. */
static int
try_limits(void)
{
	struct memory memory;
	struct gm_error err;

	memory_begin(&memory);
	if (memory.base_nbytes == 0 || !can_take(300 * MIB))
		return 1;
	if (memory_limit(&memory, 100 * MIB, &err) != GM_OK ||
	    can_take(120 * MIB) || !can_take(90 * MIB))
		return 2;
	/* Up and down again. */
	if (memory_limit(&memory, 200 * MIB, &err) != GM_OK ||
	    can_take(220 * MIB) || !can_take(190 * MIB))
		return 3;
	if (memory_limit(&memory, 50 * MIB, &err) != GM_OK ||
	    can_take(90 * MIB) || !can_take(40 * MIB))
		return 4;
	return 0;
}

/* The same: what the user allows is never raised. */
static int
try_user_limit(void)
{
	struct memory memory;
	struct gm_error err;
	struct rlimit limit;

	memory_begin(&memory);
	if (getrlimit(RLIMIT_DATA, &limit) != 0)
		return 1;
	limit.rlim_cur = memory.base_nbytes + 100 * MIB;
	if (setrlimit(RLIMIT_DATA, &limit) != 0)
		return 2;
	memory_begin(&memory);
	if (memory_limit(&memory, 300 * MIB, &err) != GM_OK ||
	    can_take(120 * MIB) || !can_take(80 * MIB))
		return 3;
	if (memory_limit(&memory, 50 * MIB, &err) != GM_OK ||
	    can_take(80 * MIB))
		return 4;
	return 0;
}

static void
expect_0(int (*attempt)(void))
{
	int status = 0;
	pid_t pid = fork();

	if (pid == 0)
		_exit(attempt());
	assert_true(pid > 0);
	assert_int_equal(waitpid(pid, &status, 0), pid);
	assert_true(WIFEXITED(status));
	assert_int_equal(WEXITSTATUS(status), 0);
}

static void
test_limit(void **state)
{
	(void)state;
#ifdef __SANITIZE_ADDRESS__
	skip(); /* where an allocation that fails is the end */
#endif
	expect_0(try_limits);
	expect_0(try_user_limit);
}

/* Where nothing is known of what there was, nothing is limited. */
static void
test_unknown(void **state)
{
	struct memory memory = {0};
	struct gm_error err;

	(void)state;
	assert_int_equal(memory_limit(&memory, 1, &err), GM_OK);
	assert_true(can_take(MIB));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(test_default, proc_enter,
						proc_leave),
		cmocka_unit_test_setup_teardown(test_group, proc_enter,
						proc_leave),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_unknown),
	};

	return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
