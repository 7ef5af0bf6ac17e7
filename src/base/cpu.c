/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* sched_getaffinity, CPU_COUNT_S */
#include "base/cpu.h"

#include <sched.h>
#include <stddef.h>

#include "base/cgroup.h"

/* Most processors that an affinity mask is asked for. */
#define MAX_CPUS 65536

static unsigned
affinity_count(void)
{
	/* The kernel refuses a mask smaller than its own: grow until it fits.
	 */
	for (size_t n = 1024; n <= MAX_CPUS; n *= 2) {
		size_t nbytes = CPU_ALLOC_SIZE(n);
		cpu_set_t *set = CPU_ALLOC(n);
		int count = 0;

		if (set == NULL)
			return 1;
		if (sched_getaffinity(0, nbytes, set) == 0)
			count = CPU_COUNT_S(nbytes, set);
		CPU_FREE(set);
		if (count > 0)
			return (unsigned)count;
	}
	return 1;
}

unsigned
cpu_usable(const char *root)
{
	unsigned n = affinity_count();
	unsigned quota = cgroup_cpus(root);

	return quota != 0 && quota < n ? quota : n;
}
