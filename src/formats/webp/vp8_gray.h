/* SPDX-License-Identifier: MIT */
/*
 * vp8_gray.h - a VP8 key frame to its gray one, without decoding a pixel
 *
 * The source is RFC 6386.  A frame is what a WebP chunk `VP8 ` holds.  Its
 * luma is the Rec.601 gray picture (9.2), and is told by tokens and modes that
 * do not depend on chroma, so the gray frame is the colour frame with the
 * luma's tokens and modes coded again, and chroma that every decoder makes
 * 128.  Knows nothing of files.
 *
 * Either the Y that a decoder makes of the output is exactly that of the
 * input, or vp8_gray_copy() steps aside.
 *
 * One trap is the loop filter (15.1): within a macroblock that is predicted as
 * a whole it filters only where there are coefficients, those of chroma
 * included.  A macroblock that has such alone is marked (vp8_chroma.h).
 */
#ifndef GM_FORMATS_WEBP_VP8_GRAY_H
#define GM_FORMATS_WEBP_VP8_GRAY_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "formats/webp/vp8_frame_in.h"
#include "formats/webp/vp8_frame_out.h"

/* A zeroed struct is valid; its memory is kept from frame to frame. */
struct vp8_gray {
	uint64_t max_nbytes; /* the caller's: of memory; 0 is no limit */
	struct vp8_frame_in in;
	struct vp8_frame_out out;
};

/*
 * Append the gray frame of the n bytes of a frame at data to out.  A frame
 * that is gray already sets *is_gray, and nothing is appended.
 *
 * Fails with GM_ERR_UNSUPPORTED when it steps aside: for what is no key frame,
 * says what is reserved, ends early, or needs more than max_nbytes; and with
 * GM_ERR_NOMEM.  out is then as before.  Memory is in proportion to n.
 */
enum gm_status vp8_gray_copy(struct vp8_gray *gray, const uint8_t *data,
			     size_t n, struct bytes *out, bool *is_gray,
			     struct gm_error *err);

/* Release all memory and zero *gray. */
void vp8_gray_free(struct vp8_gray *gray);

#endif
