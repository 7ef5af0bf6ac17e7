/* SPDX-License-Identifier: MIT */
/*
 * clock.h - the time that passes, whatever the calendar says
 */
#ifndef GM_BASE_CLOCK_H
#define GM_BASE_CLOCK_H

#include <stdint.h>

/* Milliseconds of CLOCK_MONOTONIC, exact. */
uint64_t clock_now_ms(void);

/* Nanoseconds of CLOCK_MONOTONIC, exact. */
uint64_t clock_now_ns(void);

#endif
