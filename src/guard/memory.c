/* SPDX-License-Identifier: MIT */
#include "guard/memory.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <sys/resource.h>
#include <unistd.h>

#include "base/cgroup.h"

uint64_t
memory_default(const char *root)
{
	uint64_t machine = (uint64_t)sysconf(_SC_PHYS_PAGES) *
			   (uint64_t)sysconf(_SC_PAGESIZE);
	uint64_t groups = cgroup_memory(root);

	return (groups < machine ? groups : machine) / 2;
}

void
memory_begin(struct memory *memory)
{
	FILE *file = fopen("/proc/self/statm", "re");
	uint64_t n_pages = 0;
	struct rlimit limit;

	*memory = (struct memory){0};
	if (file == NULL)
		return;
	/* The sixth number is what RLIMIT_DATA counts, and the stack. */
	if (getrlimit(RLIMIT_DATA, &limit) == 0 &&
	    fscanf(file, "%*u %*u %*u %*u %*u %" SCNu64, &n_pages) == 1) {
		memory->user_nbytes = limit.rlim_cur;
		memory->base_nbytes = n_pages * (uint64_t)sysconf(_SC_PAGESIZE);
	}
	fclose(file);
}

enum gm_status
memory_limit(struct memory *memory, uint64_t nbytes, struct gm_error *err)
{
	struct rlimit limit;

	if (memory->base_nbytes == 0 || memory->now_nbytes == nbytes)
		return GM_OK;
	if (getrlimit(RLIMIT_DATA, &limit) != 0)
		return gm_fail(err, GM_ERR_SYSTEM, errno, "memory limit");
	limit.rlim_cur = memory->base_nbytes + nbytes;
	if (limit.rlim_cur > memory->user_nbytes)
		limit.rlim_cur = memory->user_nbytes;
	if (setrlimit(RLIMIT_DATA, &limit) != 0)
		return gm_fail(err, GM_ERR_SYSTEM, errno, "memory limit");
	memory->now_nbytes = nbytes;
	return GM_OK;
}
