/* SPDX-License-Identifier: MIT */
/*
 * budget.h - what pictures may take: of the processors, where --timeout says
 * nothing, and of memory
 */
#ifndef GM_RUN_BUDGET_H
#define GM_RUN_BUDGET_H

#include <stdint.h>

/*
 * Nanoseconds, for a file of nbytes that asks for n_pixels, of which no more
 * than max_pixels count.
 */
uint64_t budget_ns(uint64_t nbytes, uint64_t n_pixels, uint64_t max_pixels);

/*
 * Bytes of memory for all workers, where --max-memory says that many, or 0:
 * nothing.  To be asked once a run: the limit of a control group may change.
 */
uint64_t budget_nbytes(uint64_t max_memory);

#endif
