/* SPDX-License-Identifier: MIT */
/*
 * cpu.h - how many processors this process may really use
 */
#ifndef GM_BASE_CPU_H
#define GM_BASE_CPU_H

/*
 * Processors by the scheduler's affinity mask, capped by the CPU quota of the
 * control groups; at least 1.  root is that of cgroup_cpus().
 */
unsigned cpu_usable(const char *root);

#endif
