/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* mremap */
#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cmocka.h>

#include "pool/board.h"

static void
test_slots_are_apart(void **state)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	struct board board = {0};
	struct gm_error err;

	(void)state;
	assert_int_equal(board_open(&board, 5, &err), GM_OK);
	for (unsigned i = 0; i < 5; i++) {
		struct board_slot *slot = board_slot(&board, i);

		board_reset(slot);
		assert_int_equal((uintptr_t)slot % page, 0);
		memset(slot->pending, (int)i, sizeof(slot->pending));
		board_begin(slot, i, 100 + i);
		pool_meter_add(&slot->meter, 10);
		pool_meter_add(&slot->meter, i);
	}
	for (unsigned i = 0; i < 5; i++) {
		struct board_slot *slot = board_slot(&board, i);

		assert_int_equal(board_at(slot), i);
		assert_int_equal(slot->since_ns, 100 + i);
		assert_int_equal(slot->meter.nbytes, 10 + i);
		assert_int_equal(slot->pending[0], i);
		assert_int_equal(slot->pending[BOARD_PENDING_BYTES - 1], i);
	}
	board_close(&board);
	board_close(&board);
}

static void
test_slot_tells_its_job(void **state)
{
	struct board board = {0};
	struct board_slot *slot;
	struct gm_error err;

	(void)state;
	assert_int_equal(board_open(&board, 1, &err), GM_OK);
	slot = board_slot(&board, 0);
	board_reset(slot);
	assert_true(board_at(slot) == BOARD_NO_JOB);
	board_begin(slot, 0, 1);
	assert_int_equal(board_at(slot), 0);
	pool_meter_add(&slot->meter, 7);
	board_end(slot);
	assert_true(board_at(slot) == BOARD_NO_JOB);
	board_begin(slot, 1, 2);
	assert_int_equal(slot->meter.nbytes, 0);
	atomic_store(&slot->stop, true);
	atomic_store(&slot->n_pending, 9);
	board_reset(slot);
	assert_true(board_at(slot) == BOARD_NO_JOB);
	assert_false(atomic_load(&slot->stop));
	assert_int_equal(atomic_load(&slot->n_pending), 0);
	board_close(&board);
}

/* In a child that keeps slot 1 of 3. */
typedef void (*deed_fn)(const struct board *board, unsigned slot_i);

static void
write_to(const struct board *board, unsigned slot_i)
{
	board_begin(board_slot(board, slot_i), 42, 1);
}

/* Have the kernel map what comes after its own slot. */
static void
reach_for(const struct board *board, unsigned slot_i)
{
	struct board_slot *own = board_slot(board, 1);
	uint8_t *more = mremap(own, board->slot_nbytes, 2 * board->slot_nbytes,
			       MREMAP_MAYMOVE);

	(void)slot_i;
	if (more != MAP_FAILED)
		board_begin((void *)(more + board->slot_nbytes), 42, 1);
}

static int
end_of_child(const struct board *board, deed_fn deed, unsigned slot_i)
{
	struct rlimit no_core = {0};
	pid_t pid = fork();
	int status;

	if (pid == 0) {
		signal(SIGSEGV, SIG_DFL);
		signal(SIGBUS, SIG_DFL);
		setrlimit(RLIMIT_CORE, &no_core);
		board_keep_only(board, 1);
		deed(board, slot_i);
		_exit(0);
	}
	assert_int_equal(waitpid(pid, &status, 0), pid);
	return status;
}

static void
test_child_keeps_one_slot(void **state)
{
	struct board board = {0};
	struct gm_error err;

	(void)state;
	assert_int_equal(board_open(&board, 3, &err), GM_OK);
	for (unsigned i = 0; i < 3; i++)
		board_reset(board_slot(&board, i));
	assert_int_equal(end_of_child(&board, write_to, 1), 0);
	assert_int_equal(board_at(board_slot(&board, 1)), 42);
	assert_true(WIFSIGNALED(end_of_child(&board, write_to, 0)));
	assert_true(WIFSIGNALED(end_of_child(&board, write_to, 2)));
	assert_true(WIFSIGNALED(end_of_child(&board, reach_for, 2)));
	assert_true(board_at(board_slot(&board, 0)) == BOARD_NO_JOB);
	assert_true(board_at(board_slot(&board, 2)) == BOARD_NO_JOB);
	board_close(&board);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_slots_are_apart),
		cmocka_unit_test(test_slot_tells_its_job),
		cmocka_unit_test(test_child_keeps_one_slot),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
