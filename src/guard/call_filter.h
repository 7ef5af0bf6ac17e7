/* SPDX-License-Identifier: MIT */
/*
 * call_filter.h - the filter of system calls, as the kernel takes it
 *
 * Made at build time, for the architecture that is built for, by
 * make_call_filter.c, where the rules stand.
 */
#ifndef GM_GUARD_CALL_FILTER_H
#define GM_GUARD_CALL_FILTER_H

#include <linux/filter.h>

/* How many instructions; some 100. */
extern const unsigned short call_filter_len;
extern const struct sock_filter call_filter[];

#endif
