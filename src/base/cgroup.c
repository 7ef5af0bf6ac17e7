/* SPDX-License-Identifier: MIT */
#include "base/cgroup.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "base/cgroup_find.h"

/* A quota of more processors than any machine has is none. */
#define MAX_CPUS 65536

/*
 * The numbers, at most two, that a file of a group begins with; how many there
 * are.  "max" is none, and -1 a huge one.
 */
static int
read_numbers(const char *folder, const char *name, uint64_t numbers[2])
{
	char path[CGROUP_FOLDER_BYTES + 32];
	FILE *file;
	int n;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	file = fopen(path, "re");
	if (file == NULL)
		return 0;
	n = fscanf(file, "%" SCNu64 " %" SCNu64, &numbers[0], &numbers[1]);
	fclose(file);
	return n > 0 ? n : 0;
}

/* quota / period rounded up, as processors; 0 is no limit. */
static unsigned
quota_count(uint64_t quota, uint64_t period)
{
	uint64_t n;

	if (period == 0 || quota == 0)
		return 0;
	n = quota / period + (quota % period != 0);
	return n > MAX_CPUS ? 0 : (unsigned)n;
}

/* The quota that the group in folder sets itself; 0 is none. */
static unsigned
read_quota(const char *folder, bool is_v2)
{
	uint64_t quota[2] = {0}, period[2] = {0};

	if (is_v2) {
		read_numbers(folder, "cpu.max", quota);
		return quota_count(quota[0], quota[1]);
	}
	read_numbers(folder, "cpu.cfs_quota_us", quota);
	read_numbers(folder, "cpu.cfs_period_us", period);
	return quota_count(quota[0], period[0]);
}

static void
take_quota(void *ctx, const char *folder, bool is_v2)
{
	unsigned quota = read_quota(folder, is_v2);
	unsigned *least = ctx;

	if (quota != 0 && (*least == 0 || quota < *least))
		*least = quota;
}

unsigned
cgroup_cpus(const char *root)
{
	unsigned least = 0;

	cgroup_find(root, "cpu", take_quota, &least);
	return least;
}

static void
take_nbytes(uint64_t *least, const char *folder, const char *name)
{
	uint64_t nbytes[2];

	if (read_numbers(folder, name, nbytes) > 0 && nbytes[0] < *least)
		*least = nbytes[0];
}

static void
take_memory(void *ctx, const char *folder, bool is_v2)
{
	if (!is_v2) {
		take_nbytes(ctx, folder, "memory.limit_in_bytes");
		return;
	}
	take_nbytes(ctx, folder, "memory.max");
	/*
	 * Over this one nobody is killed, but all are slowed down until the
	 * kernel has got memory back: that of a picture it never does.
	 */
	take_nbytes(ctx, folder, "memory.high");
}

uint64_t
cgroup_memory(const char *root)
{
	uint64_t least = UINT64_MAX;

	cgroup_find(root, "memory", take_memory, &least);
	return least;
}
