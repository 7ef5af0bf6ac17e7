/* SPDX-License-Identifier: MIT */
/*
 * cpu.h - how many processors this process may really use, and the time
 */
#ifndef GM_BASE_CPU_H
#define GM_BASE_CPU_H

#include <stdint.h>

/*
 * Processors by the scheduler's affinity mask, capped by the CPU quota of the
 * cgroup (v1 or v2, the least on the way to the root), rounded up; at least
 * 1.  What cannot be read counts as no limit.  root is prepended to the
 * paths /proc/self/cgroup and /sys/fs/cgroup: "" on a real system, a folder
 * of fixtures in a test.
 */
unsigned cpu_usable(const char *root);

/* Milliseconds of CLOCK_MONOTONIC, exact. */
uint64_t cpu_now_ms(void);

/* Nanoseconds of CLOCK_MONOTONIC, exact. */
uint64_t cpu_now_ns(void);

#endif
