/* SPDX-License-Identifier: MIT */
/*
 * vp8_bool_out.h - the boolean encoder of VP8 (RFC 6386 section 7)
 *
 * Knows nothing of what the booleans mean.
 */
#ifndef GM_FORMATS_WEBP_VP8_BOOL_OUT_H
#define GM_FORMATS_WEBP_VP8_BOOL_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

/* A boolean and how probable it is false, of 256: as booleans are recorded. */
typedef uint16_t vp8_bool;

static inline vp8_bool
vp8_bool_of(unsigned prob, bool bit)
{
	return (vp8_bool)(prob << 1 | bit);
}

/* Zeroed before the first vp8_bool_out_begin(); the bytes are kept. */
struct vp8_bool_out {
	struct bytes bytes;
	uint64_t low;    /* of the interval; not yet in bytes */
	uint32_t range;  /* less one: 127..254 */
	uint32_t n_bits; /* of low, above the eight that range is in */
};

/* Be at the beginning, with no bytes. */
void vp8_bool_out_begin(struct vp8_bool_out *out);

/* Append n booleans.  Fails with GM_ERR_NOMEM. */
enum gm_status vp8_bool_out_put(struct vp8_bool_out *out, const vp8_bool *bools,
				size_t n, struct gm_error *err);

/*
 * Append the last bytes: all that a decoder looks at, and one more where the
 * booleans end with a pair of bytes.  ffmpeg loads such pairs, three bytes
 * first, takes a partition of which none is left for one that is cut short, and
 * leaves out the macroblocks after the tenth that needs none.  Fails with
 * GM_ERR_NOMEM.
 */
enum gm_status vp8_bool_out_end(struct vp8_bool_out *out, struct gm_error *err);

#endif
