/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700 /* setenv */
#include "cli/shard_env.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* Variables as "NAME=VALUE", ended by NULL, and what they say. */
struct said {
	const char *variables[6];
	uint64_t n_given;
	uint64_t k; /* from 1; 0: they say nothing that can be */
	uint64_t n;
};

static const struct said all[] = {
	{{"SLURM_ARRAY_TASK_ID=7", "SLURM_ARRAY_TASK_MIN=3",
	  "SLURM_ARRAY_TASK_MAX=9", "SLURM_ARRAY_TASK_STEP=2",
	  "SLURM_ARRAY_TASK_COUNT=4"},
	 0,
	 3,
	 4},
	{{"SLURM_PROCID=0", "SLURM_STEP_NUM_TASKS=2"}, 0, 1, 2},
	{{"OMPI_COMM_WORLD_RANK=1", "OMPI_COMM_WORLD_SIZE=2"}, 0, 2, 2},
	{{"PMI_RANK=1", "PMI_SIZE=3"}, 0, 2, 3},
	{{"JOB_COMPLETION_INDEX=4"}, 5, 5, 5},
	{{"AWS_BATCH_JOB_ARRAY_INDEX=0", "AWS_BATCH_JOB_ARRAY_SIZE=9"},
	 0,
	 1,
	 9},
	{{"CLOUD_RUN_TASK_INDEX=2", "CLOUD_RUN_TASK_COUNT=3"}, 0, 3, 3},
	{{"BATCH_TASK_INDEX=2", "BATCH_TASK_COUNT=3"}, 3, 3, 3},
	{{"CI_NODE_INDEX=1", "CI_NODE_TOTAL=4"}, 0, 1, 4},
	{{"PBS_ARRAY_INDEX=1"}, 2, 1, 2},
	{{"SGE_TASK_ID=5", "SGE_TASK_FIRST=1", "SGE_TASK_LAST=6",
	  "SGE_TASK_STEPSIZE=4"},
	 0,
	 2,
	 2},
	{{"LSB_JOBINDEX=2", "LSB_JOBINDEX_END=2"}, 0, 2, 2},
	/* What two say alike, a task that is alone, and what is no array. */
	{{"SLURM_PROCID=1", "SLURM_STEP_NUM_TASKS=2", "PMI_RANK=1",
	  "PMI_SIZE=2"},
	 0,
	 2,
	 2},
	{{"SLURM_PROCID=0", "SLURM_STEP_NUM_TASKS=1", "CI_NODE_INDEX=3",
	  "CI_NODE_TOTAL=3"},
	 0,
	 3,
	 3},
	{{"CI_NODE_INDEX=3", "CI_NODE_TOTAL=3", "LSB_JOBINDEX=0",
	  "SGE_TASK_ID=undefined"},
	 0,
	 3,
	 3},
	{{"PBS_ARRAY_INDEX=1", "SLURM_PROCID="}, 2, 1, 2},
	/* What sbatch sets for the script of an array; */
	{{"SLURM_ARRAY_TASK_ID=2", "SLURM_ARRAY_TASK_MIN=1",
	  "SLURM_ARRAY_TASK_MAX=4", "SLURM_PROCID=0"},
	 0,
	 2,
	 4},
	/* mpirun in such a script, on its node and on the third of others. */
	{{"OMPI_COMM_WORLD_RANK=1", "OMPI_COMM_WORLD_SIZE=8", "SLURM_PROCID=0"},
	 0,
	 2,
	 8},
	{{"OMPI_COMM_WORLD_RANK=5", "OMPI_COMM_WORLD_SIZE=8", "SLURM_PROCID=2",
	  "SLURM_STEP_NUM_TASKS=3"},
	 0,
	 6,
	 8},
	/* And what cannot be. */
	{{NULL}, 0, 0, 0},
	{{"JOB_COMPLETION_INDEX=4"}, 0, 0, 0},
	{{"JOB_COMPLETION_INDEX=5"}, 5, 0, 0},
	{{"CI_NODE_INDEX=0", "CI_NODE_TOTAL=4"}, 0, 0, 0},
	{{"CI_NODE_INDEX=5", "CI_NODE_TOTAL=4"}, 0, 0, 0},
	{{"CI_NODE_INDEX=1", "CI_NODE_TOTAL=4"}, 5, 0, 0},
	{{"CI_NODE_INDEX=one", "CI_NODE_TOTAL=4"}, 0, 0, 0},
	{{"CI_NODE_INDEX=1", "CI_NODE_TOTAL=4000000"}, 0, 0, 0},
	{{"SLURM_PROCID=0"}, 0, 0, 0},
	{{"SLURM_PROCID=0"}, 4, 0, 0},
	/* Only those tasks of an array that had failed, */
	{{"SLURM_ARRAY_TASK_ID=7", "SLURM_ARRAY_TASK_MIN=3",
	  "SLURM_ARRAY_TASK_MAX=9", "SLURM_ARRAY_TASK_COUNT=3"},
	 0,
	 0,
	 0},
	/* and the ranks of each task of one. */
	{{"SLURM_ARRAY_TASK_ID=2", "SLURM_ARRAY_TASK_MIN=1",
	  "SLURM_ARRAY_TASK_MAX=2", "SLURM_PROCID=1", "SLURM_STEP_NUM_TASKS=3"},
	 0,
	 0,
	 0},
};

static void
set(const char *variable, bool is_set)
{
	const char *equals = strchr(variable, '=');
	char name[64] = "";

	memcpy(name, variable, (size_t)(equals - variable));
	assert_int_equal(is_set ? setenv(name, equals + 1, 1) : unsetenv(name),
			 0);
}

static void
expect(const struct said *said)
{
	struct shard_env found;
	struct gm_error err = {0};
	enum gm_status st;

	for (size_t i = 0; said->variables[i] != NULL; i++)
		set(said->variables[i], true);
	st = shard_env_find(said->n_given, &found, &err);
	for (size_t i = 0; said->variables[i] != NULL; i++)
		set(said->variables[i], false);
	if (said->k == 0) {
		assert_int_equal(st, GM_ERR_USAGE);
		assert_int_equal(err.status, GM_ERR_USAGE);
		assert_int_not_equal(err.text[0], '\0');
		return;
	}
	assert_int_equal(st, GM_OK);
	assert_int_equal(found.shard, said->k - 1);
	assert_int_equal(found.n_shards, said->n);
	assert_non_null(strstr(found.told, ", by "));
}

static void
each_engine_is_understood(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof(all) / sizeof(all[0]); i++)
		expect(&all[i]);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(each_engine_is_understood),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
