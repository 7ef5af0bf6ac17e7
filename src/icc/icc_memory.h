/* SPDX-License-Identifier: MIT */
/*
 * icc_memory.h - the memory that Little CMS takes for one profile
 *
 * What a profile asks for is bounded by its bytes, and whether it was the
 * system that refused is known afterwards: the library says of both only that
 * it cannot go on.
 */
#ifndef GM_ICC_ICC_MEMORY_H
#define GM_ICC_ICC_MEMORY_H

#include <stdbool.h>
#include <stddef.h>

/*
 * What the library needs whatever the profile says, a transform between two
 * profiles included; and for each byte of it: it is copied, and its tables
 * are held three times, of bytes as words.
 */
#define ICC_MEMORY_FREE  (32u << 20)
#define ICC_MEMORY_RATIO 8u

/* Must stay where it is while there is a context of it. */
struct icc_memory {
	size_t most;      /* bytes that may be held at a time */
	size_t n_held;    /* of them, taken */
	bool was_refused; /* the system had none, once at least */
};

/*
 * A context of the library (cmsContext) that takes its memory there, for a
 * profile of nbytes.  NULL: the system had none.
 */
void *icc_memory_context(struct icc_memory *memory, size_t nbytes);

#endif
