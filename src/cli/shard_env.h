/* SPDX-License-Identifier: MIT */
/*
 * shard_env.h - which shard this is, as the engine that runs it says
 *
 * Engines number the tasks of a job in variables of the environment, from 0 or
 * from 1, or with steps; some do not say how many there are.
 */
#ifndef GM_CLI_SHARD_ENV_H
#define GM_CLI_SHARD_ENV_H

#include <stdint.h>

#include "base/err.h"

/* Most shards. */
#define SHARD_MAX 1048576u

/* Which variables said so, and what came of it. */
#define SHARD_ENV_BYTES 160u

struct shard_env {
	uint64_t shard; /* from 0 */
	uint64_t n_shards;
	char told[SHARD_ENV_BYTES]; /* "3/8, by SLURM_PROCID" */
};

/*
 * Look the shard up; n_shards, if not 0, is how many there are for what an
 * engine does not say itself.  Fails with GM_ERR_USAGE where no engine says
 * anything, or says what cannot be, or two of them say two things.
 */
enum gm_status shard_env_find(uint64_t n_shards, struct shard_env *found,
			      struct gm_error *err);

#endif
