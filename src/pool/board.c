/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include "pool/board.h"

#include <errno.h>
#include <sys/mman.h>
#include <unistd.h>

/*
 * Each slot is memory of its own: a worker could have the kernel show it the
 * rest of what its slot is a part of (mremap).
 */
static bool
map_slots(uint8_t *base, unsigned n_slots, size_t slot_nbytes)
{
	for (unsigned i = 0; i < n_slots; i++)
		if (mmap(base + slot_nbytes * i, slot_nbytes,
			 PROT_READ | PROT_WRITE,
			 MAP_SHARED | MAP_ANONYMOUS | MAP_FIXED, -1,
			 0) == MAP_FAILED)
			return false;
	return true;
}

enum gm_status
board_open(struct board *board, unsigned n_slots, struct gm_error *err)
{
	size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t slot_nbytes = (sizeof(struct board_slot) + page - 1) / page;
	void *base;

	slot_nbytes *= page;
	base = mmap(NULL, slot_nbytes * n_slots, PROT_NONE,
		    MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
	if (base != MAP_FAILED) {
		board->base = base;
		board->nbytes = slot_nbytes * n_slots;
		board->slot_nbytes = slot_nbytes;
		if (map_slots(base, n_slots, slot_nbytes))
			return GM_OK;
	}
	gm_fail(err, GM_ERR_NOMEM, errno, "memory shared with workers");
	board_close(board);
	return GM_ERR_NOMEM;
}

void
board_close(struct board *board)
{
	if (board->base != NULL)
		munmap(board->base, board->nbytes);
	*board = (struct board){0};
}

struct board_slot *
board_slot(const struct board *board, unsigned slot_i)
{
	/* Slots begin on pages, which are aligned for anything. */
	return (void *)(board->base + board->slot_nbytes * slot_i);
}

void
board_keep_only(const struct board *board, unsigned slot_i)
{
	size_t before = board->slot_nbytes * slot_i;
	size_t after = before + board->slot_nbytes;

	if (before > 0)
		munmap(board->base, before);
	if (after < board->nbytes)
		munmap(board->base + after, board->nbytes - after);
}

void
board_reset(struct board_slot *slot)
{
	atomic_store(&slot->at, BOARD_NO_JOB);
	atomic_store(&slot->since_ns, 0);
	atomic_store(&slot->meter.nbytes, 0);
	atomic_store(&slot->meter.asked, 0);
	atomic_store(&slot->stop, false);
	atomic_store(&slot->n_pending, 0);
}

void
board_begin(struct board_slot *slot, uint64_t job, uint64_t now_ns)
{
	atomic_store_explicit(&slot->meter.nbytes, 0, memory_order_relaxed);
	atomic_store_explicit(&slot->meter.asked, 0, memory_order_relaxed);
	atomic_store_explicit(&slot->since_ns, now_ns, memory_order_relaxed);
	atomic_store_explicit(&slot->at, job, memory_order_release);
}

void
board_end(struct board_slot *slot)
{
	atomic_store_explicit(&slot->at, BOARD_NO_JOB, memory_order_release);
}

uint64_t
board_at(const struct board_slot *slot)
{
	return atomic_load_explicit(&slot->at, memory_order_acquire);
}
