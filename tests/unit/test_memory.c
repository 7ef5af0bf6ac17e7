/* SPDX-License-Identifier: MIT */
#include "job/memory.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#define MIB ((uint64_t)1 << 20)

/* What the machine has is more than nothing, and half of it is less. */
static void
test_default(void **state)
{
	(void)state;
	assert_in_range(memory_default(), 8 * MIB, MIB << 24);
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
		cmocka_unit_test(test_default),
		cmocka_unit_test(test_limit),
		cmocka_unit_test(test_unknown),
	};

	return cmocka_run_group_tests_name("memory", tests, NULL, NULL);
}
