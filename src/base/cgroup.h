/* SPDX-License-Identifier: MIT */
/*
 * cgroup.h - what the control groups of this process allow it
 */
#ifndef GM_BASE_CGROUP_H
#define GM_BASE_CGROUP_H

#include <stdint.h>

/*
 * Processors by the CPU quota, rounded up, or 0 when there is none: the least
 * of the group and those above it, as far as they are mounted, in cgroup v1
 * and v2.  What cannot be read counts as no limit.  root is prepended to the
 * paths below /proc/self and to those that are found there: "" on a real
 * system, a folder of fixtures in a test.
 */
unsigned cgroup_cpus(const char *root);

/*
 * Bytes of memory, likewise the least; more than any machine has when there is
 * no limit, for which v1 has a huge number of its own.
 */
uint64_t cgroup_memory(const char *root);

#endif
