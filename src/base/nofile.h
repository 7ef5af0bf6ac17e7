/* SPDX-License-Identifier: MIT */
/*
 * nofile.h - room for descriptors, under RLIMIT_NOFILE
 */
#ifndef GM_BASE_NOFILE_H
#define GM_BASE_NOFILE_H

#include <stddef.h>
#include <stdint.h>

/*
 * Raise the soft limit, if need be and as far as the hard one allows, until n
 * more descriptors can be opened besides those that are open.  Returns how many
 * can be, at most n; it may be less than that where what is open has gaps.
 * *before, unless it is NULL, is for nofile_restore().
 */
size_t nofile_raise(size_t n, uint64_t *before);

/* Put the soft limit back to what it was, if it was raised. */
void nofile_restore(uint64_t before);

#endif
