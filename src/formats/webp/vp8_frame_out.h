/* SPDX-License-Identifier: MIT */
/*
 * vp8_frame_out.h - a VP8 key frame coded again from what was read
 *
 * With the modes and the tokens of luma that it had, and chroma without either.
 */
#ifndef GM_FORMATS_WEBP_VP8_FRAME_OUT_H
#define GM_FORMATS_WEBP_VP8_FRAME_OUT_H

#include "base/bytes.h"
#include "base/err.h"
#include "formats/webp/vp8_chroma.h"
#include "formats/webp/vp8_frame_in.h"

/* A zeroed struct is valid; its memory is kept from frame to frame. */
struct vp8_frame_out {
	struct vp8_spelling spelling;
	struct vp8_bool_out first;
	struct vp8_bool_out partitions[VP8_MAX_PARTITIONS];
};

/*
 * Append the frame to *to.  Fails with GM_ERR_UNSUPPORTED where a partition
 * would be larger than can be told, or with GM_ERR_NOMEM; *to is then as
 * before.
 */
enum gm_status vp8_frame_out_write(struct vp8_frame_out *out,
				   const struct vp8_frame_in *in,
				   const struct vp8_chroma *chroma,
				   struct bytes *to, struct gm_error *err);

/* Release all memory and zero *out. */
void vp8_frame_out_free(struct vp8_frame_out *out);

#endif
