/* SPDX-License-Identifier: MIT */
/*
 * bytes.h - a growable buffer of bytes
 *
 * Kept from job to job so that a worker does not allocate for every file.
 * Knows nothing of what the bytes mean.
 */
#ifndef GM_BASE_BYTES_H
#define GM_BASE_BYTES_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* A zeroed struct is a valid empty buffer. */
struct bytes {
	uint8_t *data;   /* owned; NULL while capacity is 0 */
	size_t nbytes;   /* in use, <= capacity */
	size_t capacity; /* allocated */
};

/*
 * Make room for at least `more` bytes after the ones in use.  Grows by half,
 * so that appending is linear over all.  Fails with GM_ERR_NOMEM; the buffer
 * is then as before.
 */
enum gm_status bytes_reserve(struct bytes *b, size_t more,
			     struct gm_error *err);

/* Append n bytes, which may not lie in b.  Fails as bytes_reserve() does. */
enum gm_status bytes_append(struct bytes *b, const void *data, size_t n,
			    struct gm_error *err);

/* Release the memory and zero *b. */
void bytes_free(struct bytes *b);

#endif
