/* SPDX-License-Identifier: MIT */
/*
 * board.h - the memory that the driver shares with its workers
 *
 * An anonymous shared mapping for each worker, its slot, made before the first
 * fork.  The worker writes what it is at and leaves there the results
 * that it has not sent yet; the driver reads.  A worker that was taken over
 * by hostile input can write anything into its own slot, but into no other:
 * it has unmapped those.
 */
#ifndef GM_POOL_BOARD_H
#define GM_POOL_BOARD_H

#include <limits.h>
#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "pool/pool.h"

/* What one write(2) to a pipe takes whole or not at all. */
#define BOARD_PENDING_BYTES ((size_t)PIPE_BUF)

/* No job: what board_at() returns between jobs. */
#define BOARD_NO_JOB UINT64_MAX

struct pool_meter {
	_Atomic uint64_t nbytes;
	_Atomic uint64_t asked;
};

struct board_slot {
	_Atomic uint64_t at;       /* BOARD_NO_JOB or a job */
	_Atomic uint64_t since_ns; /* when it began, CLOCK_MONOTONIC */
	struct pool_meter meter;   /* of that job */
	_Atomic bool stop;         /* set by the driver: begin no more */
	_Atomic uint32_t n_pending;
	uint8_t pending[BOARD_PENDING_BYTES]; /* results not yet sent */
};

/* A zeroed struct is a closed board. */
struct board {
	uint8_t *base;
	size_t nbytes;
	size_t slot_nbytes; /* whole pages */
};

/* Map a board.  Fails with GM_ERR_NOMEM; *board is then closed. */
enum gm_status board_open(struct board *board, unsigned n_slots,
			  struct gm_error *err);

/* Unmap it.  Safe on a closed board. */
void board_close(struct board *board);

/* Slot slot_i, without checking that there is one. */
struct board_slot *board_slot(const struct board *board, unsigned slot_i);

/* In a worker: unmap every slot but slot_i. */
void board_keep_only(const struct board *board, unsigned slot_i);

/* In the driver, before a fork: make the slot like new. */
void board_reset(struct board_slot *slot);

/* In a worker: a job begins. */
void board_begin(struct board_slot *slot, uint64_t job, uint64_t now_ns);

/* In a worker: the job that began has ended and its result is safe. */
void board_end(struct board_slot *slot);

/* The job that the worker is at, or BOARD_NO_JOB. */
uint64_t board_at(const struct board_slot *slot);

#endif
