/* SPDX-License-Identifier: MIT */
/*
 * staff.h - how many workers a run has
 */
#ifndef GM_RUN_STAFF_H
#define GM_RUN_STAFF_H

#include "cli/options.h"
#include "pool/tokens.h"
#include "run/dispatch.h"

/*
 * The jobserver in *tokens, where one is asked for and is there; else NULL,
 * with a warning in the first case.
 */
struct tokens *staff_find_tokens(const struct options *options,
				 struct tokens *tokens);

/*
 * Workers that the options, the memory, the processors and the work call for:
 * 1 for a handful of small pictures, which would not pay for the fork of
 * another.  All of *dispatch is known but what follows from it.
 */
unsigned staff_n_workers(const struct dispatch *dispatch);

#endif
