/* SPDX-License-Identifier: MIT */
/*
 * alike.h - names that some file system may take for one
 *
 * Of two names that are one to any file system, be it for upper and lower
 * case, for accents as one character or two, or for dots and blanks at their
 * end, the cores are the same bytes.  It does not follow that names with one
 * core are one: that is for the file system to say.
 */
#ifndef GM_PLAN_ALIKE_H
#define GM_PLAN_ALIKE_H

#include <stdbool.h>
#include <stddef.h>

/* True when some of n bytes are no ASCII: cores must be coarse then. */
bool alike_is_wide(const char *bytes, size_t n);

/*
 * Shorten name, n bytes, to its core, and return how many bytes that has.  A
 * coarse one leaves out letters and all that is no ASCII.
 */
size_t alike_core(char *name, size_t n, bool is_coarse);

#endif
