/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* sched_getaffinity, CPU_COUNT_S */
#include "base/cpu.h"

#include <inttypes.h>
#include <sched.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

/* Longest path of a cgroup file that is looked at. */
#define CGROUP_PATH_BYTES 4608

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
	char path[CGROUP_PATH_BYTES + 32];
	uint64_t quota = 0, period = 0;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder,
		 is_v2 ? "cpu.max" : "cpu.cfs_quota_us");
	file = fopen(path, "re");
	if (file == NULL)
		return 0;
	/* "max" or -1 is no number: no limit. */
	if (fscanf(file, "%" SCNu64 " %" SCNu64, &quota, &period) < 1)
		quota = 0;
	fclose(file);
	if (is_v2 || quota == 0)
		return quota_count(quota, period);

	snprintf(path, sizeof(path), "%s/cpu.cfs_period_us", folder);
	file = fopen(path, "re");
	if (file == NULL)
		return 0;
	if (fscanf(file, "%" SCNu64, &period) != 1)
		period = 0;
	fclose(file);
	return quota_count(quota, period);
}

static void
lower(unsigned *least, unsigned n)
{
	if (n != 0 && n < *least)
		*least = n;
}

/*
 * The least quota on the way from mount/group up to mount, which inside a
 * container may be the group itself.
 */
static void
walk_up(const char *mount, const char *group, bool is_v2, unsigned *least)
{
	char folder[CGROUP_PATH_BYTES];
	size_t mount_n = strlen(mount);
	int n = snprintf(folder, sizeof(folder), "%s%s", mount, group);

	if (n < 0 || (size_t)n >= sizeof(folder))
		return;
	for (;;) {
		char *slash;

		lower(least, read_quota(folder, is_v2));
		slash = strrchr(folder, '/');
		if (slash == NULL || (size_t)(slash - folder) < mount_n)
			return;
		*slash = '\0';
	}
}

/* True when the comma-separated list names the cpu controller. */
static bool
has_cpu(const char *controllers)
{
	for (const char *at = controllers; at != NULL;) {
		const char *comma = strchr(at, ',');
		size_t n = comma == NULL ? strlen(at) : (size_t)(comma - at);

		if (n == 3 && memcmp(at, "cpu", 3) == 0)
			return true;
		at = comma == NULL ? NULL : comma + 1;
	}
	return false;
}

/* One line of /proc/self/cgroup: "ID:CONTROLLERS:GROUP" (cgroups(7)). */
static void
apply_line(const char *root, char *line, unsigned *least)
{
	char mount[CGROUP_PATH_BYTES];
	char *controllers = strchr(line, ':');
	char *group = controllers == NULL ? NULL : strchr(controllers + 1, ':');

	if (group == NULL)
		return;
	*controllers++ = '\0';
	*group++ = '\0';
	group[strcspn(group, "\n")] = '\0';
	if (*controllers == '\0') {
		snprintf(mount, sizeof(mount), "%s/sys/fs/cgroup", root);
		walk_up(mount, group, true, least);
	} else if (has_cpu(controllers)) {
		snprintf(mount, sizeof(mount), "%s/sys/fs/cgroup/%s", root,
			 controllers);
		walk_up(mount, group, false, least);
	}
}

unsigned
cpu_usable(const char *root)
{
	char path[CGROUP_PATH_BYTES];
	unsigned least = affinity_count();
	char *line = NULL;
	size_t capacity = 0;
	FILE *file;

	snprintf(path, sizeof(path), "%s/proc/self/cgroup", root);
	file = fopen(path, "re");
	if (file == NULL)
		return least;
	while (getline(&line, &capacity, file) > 0)
		apply_line(root, line, &least);
	free(line);
	fclose(file);
	return least;
}

uint64_t
cpu_now_ns(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (uint64_t)now.tv_sec * 1000000000u + (uint64_t)now.tv_nsec;
}

uint64_t
cpu_now_ms(void)
{
	return cpu_now_ns() / 1000000u;
}
