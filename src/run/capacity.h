/* SPDX-License-Identifier: MIT */
/*
 * capacity.h - how many workers a run has, and how much memory
 */
#ifndef GM_RUN_CAPACITY_H
#define GM_RUN_CAPACITY_H

#include <stdint.h>

#include "cli/options.h"
#include "run/dispatch.h"

/*
 * Bytes of memory for all workers.  To be asked once a run: the limit of a
 * control group may change.
 */
uint64_t capacity_nbytes(const struct options *options);

/*
 * Workers that the options, the memory, the processors and the work call for:
 * 1 for a handful of small pictures, which would not pay for the fork of
 * another.
 */
unsigned capacity_n_workers(const struct dispatch *dispatch);

#endif
