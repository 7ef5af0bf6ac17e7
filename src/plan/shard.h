/* SPDX-License-Identifier: MIT */
/*
 * shard.h - which inputs of a plan are those of one shard of it
 *
 * Each machine plans the whole and keeps its part: of shards numbered 0 to n -
 * 1, an input is in that of the number h mod n, h being FNV-1a of 64 bits
 * (Fowler, Noll and Vo; offset basis 14695981039346656037, prime
 * 1099511628211) of its path below its root, without a slash in front.  For
 * what was met in a folder that is a PATH the root is that folder, with a base
 * it is the base, and for a file that is named it is the current folder: its
 * path is taken as it is given, but for "/" and "./" in front.
 *
 * Or by size: the inputs from the largest to the smallest, those of one size by
 * that path, go each to the shard that has the fewest bytes so far, the first
 * of such.
 */
#ifndef GM_PLAN_SHARD_H
#define GM_PLAN_SHARD_H

#include "base/err.h"
#include "plan/plan_list.h"

/*
 * Drop (PLAN_DROPPED) the records that are of other shards than the options
 * have.  Fails with GM_ERR_NOMEM.
 */
enum gm_status shard_keep(struct plan *plan, struct gm_error *err);

#endif
