/* SPDX-License-Identifier: MIT */
/*
 * vector.h - have the compiler turn loops into vector code
 *
 * Loops over a fixed number of elements, whose output is apart from their
 * input, are turned at -O2.
 */
#ifndef GM_BASE_VECTOR_H
#define GM_BASE_VECTOR_H

#include <stdint.h> /* has the C library say whether it is glibc */

/*
 * Functions marked so are compiled twice, and the loader takes the version
 * for the processor at hand.  Needs ifunc, which glibc has; clang 14 gives
 * the resolver a name that callers in other files do not find.
 */
#if defined(__x86_64__) && defined(__GLIBC__) && !defined(__clang__)
#define VECTOR_CLONES __attribute__((target_clones("avx2", "default")))
#else
#define VECTOR_CLONES
#endif

/* What such functions call must be part of each version. */
#define VECTOR_INLINE __attribute__((always_inline)) static inline

#endif
