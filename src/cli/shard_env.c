/* SPDX-License-Identifier: MIT */
#include "cli/shard_env.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"

/* An engine, by the variables that it sets for each task. */
struct engine {
	const char *index;
	const char *first; /* of all tasks; NULL: it is first_is */
	uint64_t first_is;
	const char *last;  /* or NULL */
	const char *step;  /* between two of them; NULL: it is 1 */
	const char *count; /* how many; NULL: by last, or nobody says */
	const char *none;  /* the index where there are no tasks; or NULL */
	bool needs_count;  /* without it there are no tasks */
	bool is_of_ranks;  /* of MPI, in tasks of others that are daemons */
	bool may_be_of_daemons;
};

static const struct engine engines[] = {
	/* Slurm: the tasks of an array, whose numbers the user chooses, */
	{.index = "SLURM_ARRAY_TASK_ID",
	 .first = "SLURM_ARRAY_TASK_MIN",
	 .last = "SLURM_ARRAY_TASK_MAX",
	 .step = "SLURM_ARRAY_TASK_STEP",
	 .count = "SLURM_ARRAY_TASK_COUNT"},
	/*
	 * and those of a step.  A script of sbatch is none, though it has the
	 * index 0; and mpirun makes one of its daemons, one on each node.
	 */
	{.index = "SLURM_PROCID",
	 .count = "SLURM_STEP_NUM_TASKS",
	 .needs_count = true,
	 .may_be_of_daemons = true},
	{.index = "OMPI_COMM_WORLD_RANK",
	 .count = "OMPI_COMM_WORLD_SIZE",
	 .is_of_ranks = true},
	{.index = "PMI_RANK", .count = "PMI_SIZE", .is_of_ranks = true},
	/* Kubernetes. */
	{.index = "JOB_COMPLETION_INDEX"},
	{.index = "AWS_BATCH_JOB_ARRAY_INDEX",
	 .count = "AWS_BATCH_JOB_ARRAY_SIZE"},
	/* Google. */
	{.index = "CLOUD_RUN_TASK_INDEX", .count = "CLOUD_RUN_TASK_COUNT"},
	{.index = "BATCH_TASK_INDEX", .count = "BATCH_TASK_COUNT"},
	/* GitLab. */
	{.index = "CI_NODE_INDEX", .first_is = 1, .count = "CI_NODE_TOTAL"},
	/* PBS. */
	{.index = "PBS_ARRAY_INDEX", .first_is = 1},
	/* SGE. */
	{.index = "SGE_TASK_ID",
	 .first = "SGE_TASK_FIRST",
	 .last = "SGE_TASK_LAST",
	 .step = "SGE_TASK_STEPSIZE",
	 .none = "undefined"},
	/* LSF. */
	{.index = "LSB_JOBINDEX",
	 .first_is = 1,
	 .last = "LSB_JOBINDEX_END",
	 .step = "LSB_JOBINDEX_STEP",
	 .none = "0"},
};

/* What a variable says; NULL where it says nothing. */
static const char *
text_of(const char *variable)
{
	const char *text = getenv(variable);

	return text != NULL && text[0] != '\0' ? text : NULL;
}

/* The number in a variable; false where it is set to what is none. */
static bool
read_number(const char *variable, uint64_t otherwise, uint64_t *number,
	    struct gm_error *err)
{
	const char *text = variable != NULL ? text_of(variable) : NULL;

	*number = otherwise;
	if (text == NULL || text_to_u64(text, 0, UINT32_MAX, number))
		return true;
	gm_fail(err, GM_ERR_USAGE, 0, "%s is '%.40s', which is no number",
		variable, text);
	text_scrub(err->text);
	return false;
}

static bool
is_running(const struct engine *engine)
{
	const char *index = text_of(engine->index);

	return index != NULL &&
	       (engine->none == NULL || strcmp(index, engine->none) != 0) &&
	       (!engine->needs_count || text_of(engine->count) != NULL);
}

static bool
has_ranks(void)
{
	for (size_t i = 0; i < sizeof(engines) / sizeof(engines[0]); i++)
		if (engines[i].is_of_ranks && is_running(&engines[i]))
			return true;
	return false;
}

/* How many tasks there are; 0 where nobody says. */
static enum gm_status
count_tasks(const struct engine *engine, uint64_t first, uint64_t step,
	    uint64_t *n, struct gm_error *err)
{
	uint64_t last, by_last = 0;

	if (!read_number(engine->last, UINT64_MAX, &last, err) ||
	    !read_number(engine->count, 0, n, err))
		return err->status;
	if (last != UINT64_MAX && last >= first)
		by_last = (last - first) / step + 1;
	/* An array with holes, as one of those tasks that have failed. */
	if (*n != 0 && by_last != 0 && *n != by_last)
		return gm_fail(err, GM_ERR_USAGE, 0,
			       "%s is %" PRIu64 ", but up to %s there would be "
			       "%" PRIu64 ": name the shard by --shard=K/N",
			       engine->count, *n, engine->last, by_last);
	if (*n == 0)
		*n = by_last;
	return GM_OK;
}

static enum gm_status
ask(const struct engine *engine, uint64_t n_shards, struct shard_env *said,
    struct gm_error *err)
{
	uint64_t index, first, step, n = 0;
	const char *counted =
		engine->count != NULL ? engine->count : engine->last;
	enum gm_status st;

	if (!read_number(engine->index, 0, &index, err) ||
	    !read_number(engine->first, engine->first_is, &first, err) ||
	    !read_number(engine->step, 1, &step, err))
		return err->status;
	step = step > 0 ? step : 1;
	st = count_tasks(engine, first, step, &n, err);
	if (st != GM_OK)
		return st;
	if (n == 0 && n_shards == 0)
		return gm_fail(err, GM_ERR_USAGE, 0,
			       "%s does not say how many there are: add "
			       "--shard-count=N",
			       engine->index);
	if (n != 0 && n_shards != 0 && n != n_shards)
		return gm_fail(err, GM_ERR_USAGE, 0,
			       "%s is %" PRIu64 ", and --shard-count %" PRIu64,
			       counted, n, n_shards);
	n = n != 0 ? n : n_shards;
	if (n > SHARD_MAX)
		return gm_fail(err, GM_ERR_USAGE, 0,
			       "%s has %" PRIu64 " of it, more than %u",
			       engine->index, n, SHARD_MAX);
	if (index < first || (index - first) % step != 0 ||
	    (index - first) / step >= n)
		return gm_fail(err, GM_ERR_USAGE, 0,
			       "%s is %" PRIu64 ", which is none of %" PRIu64
			       " from %" PRIu64,
			       engine->index, index, n, first);
	said->shard = (index - first) / step;
	said->n_shards = n;
	snprintf(said->told, sizeof(said->told),
		 "%" PRIu64 "/%" PRIu64 ", by %s", said->shard + 1, n,
		 engine->index);
	return GM_OK;
}

enum gm_status
shard_env_find(uint64_t n_shards, struct shard_env *found, struct gm_error *err)
{
	enum gm_status st = GM_OK;

	*found = (struct shard_env){0};
	for (size_t i = 0; i < sizeof(engines) / sizeof(engines[0]); i++) {
		struct shard_env said = {0};

		if (!is_running(&engines[i]) ||
		    (engines[i].may_be_of_daemons && has_ranks()))
			continue;
		st = ask(&engines[i], n_shards, &said, err);
		if (st != GM_OK)
			return st;
		/* One task is no division: another engine may have more. */
		if (found->n_shards <= 1)
			*found = said;
		else if (said.n_shards > 1 &&
			 (said.shard != found->shard ||
			  said.n_shards != found->n_shards))
			return gm_fail(err, GM_ERR_USAGE, 0,
				       "it is %s, but also %s: name it by "
				       "--shard=K/N",
				       found->told, said.told);
	}
	if (found->n_shards == 0)
		return gm_fail(err, GM_ERR_USAGE, 0,
			       "no engine says which shard this is");
	return GM_OK;
}
