/* SPDX-License-Identifier: MIT */
/*
 * vp8_frame_in.h - a VP8 key frame as it is coded: its modes, and the tokens of
 * its luma
 *
 * The source is RFC 6386.  Chroma is read, and of it no more is kept than what
 * the luma depends on.
 */
#ifndef GM_FORMATS_WEBP_VP8_FRAME_IN_H
#define GM_FORMATS_WEBP_VP8_FRAME_IN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "formats/webp/vp8_header.h"
#include "formats/webp/vp8_tokens.h"

/* What was counted. */
struct vp8_tally {
	uint32_t n_macroblocks; /* at least 1 */
	uint32_t n_skipped;     /* in the source, then in the copy */
	uint32_t n_empty;
	uint32_t n_marked;
	double empty_bits; /* of those that are empty and not skipped */
	bool is_gray;
};

/* A zeroed struct is valid; its memory is kept from frame to frame. */
struct vp8_frame_in {
	uint64_t max_nbytes; /* the caller's: of memory; 0 is no limit */
	struct vp8_header header;
	struct vp8_tally tally;
	double end_bits[VP8_N_ROWS]; /* that a VP8_END takes */
	struct bytes macroblocks;    /* struct vp8_macroblock of the frame */
	struct bytes edges;          /* struct vp8_edge of those above */
	struct bytes modes;          /* vp8_bool */
	struct bytes tokens;         /* vp8_record */
};

/*
 * Read the n bytes of a frame.  Fails with GM_ERR_UNSUPPORTED for what is no
 * key frame, says what is reserved, ends early, or needs more than max_nbytes;
 * and with GM_ERR_NOMEM.  Memory is in proportion to n.
 */
enum gm_status vp8_frame_in_read(struct vp8_frame_in *frame,
				 const uint8_t *data, size_t n,
				 struct gm_error *err);

/* Release all memory and zero *frame. */
void vp8_frame_in_free(struct vp8_frame_in *frame);

#endif
