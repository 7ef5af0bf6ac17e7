/* SPDX-License-Identifier: MIT */
/*
 * icc_memory.h - the memory that Little CMS takes for one profile
 *
 * What a profile asks for is bounded by its bytes, and whether it was the
 * system that refused is known afterwards: the library says of both only that
 * it cannot go on.  It survives that it lacks memory for a table, but not for
 * each of its small pieces: those come from a reserve then, so that it gets to
 * where it gives up.
 */
#ifndef GM_ICC_ICC_MEMORY_H
#define GM_ICC_ICC_MEMORY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * What the library needs whatever the profile says, a transform between two
 * profiles included; and for each byte of it: it is copied, and its tables
 * are held three times, of bytes as words.
 */
#define ICC_MEMORY_FREE  (32u << 20)
#define ICC_MEMORY_RATIO 8u

/* Pieces of up to so many bytes are small; bytes that there are for them. */
#define ICC_MEMORY_SMALL   1024u
#define ICC_MEMORY_RESERVE 65536u

/* Must stay where it is while there is a context of it.  Zeroed, it has none.
 */
struct icc_memory {
	size_t most;      /* bytes that may be held at a time */
	size_t n_held;    /* of them, taken */
	uint8_t *reserve; /* owned; ICC_MEMORY_RESERVE bytes, */
	size_t n_used;    /* of which so many were taken, which stay so */
	bool was_refused; /* the system had none, once at least */
};

/*
 * A context of the library (cmsContext) that takes its memory there, for a
 * profile of nbytes.  NULL: the system had none.
 */
void *icc_memory_context(struct icc_memory *memory, size_t nbytes);

/* Delete that context, which may be NULL, and release the reserve. */
void icc_memory_close(struct icc_memory *memory, void *context);

#endif
