/* SPDX-License-Identifier: MIT */
/*
 * vp8_modes.h - the first partition: a header for each macroblock
 *
 * The source is RFC 6386, sections 9.3, 9.11, 11 and 19.3.
 */
#ifndef GM_FORMATS_WEBP_VP8_MODES_H
#define GM_FORMATS_WEBP_VP8_MODES_H

#include "base/bytes.h"
#include "base/err.h"
#include "formats/webp/vp8_bool_in.h"
#include "formats/webp/vp8_bool_out.h"
#include "formats/webp/vp8_header.h"
#include "formats/webp/vp8_macroblock.h"

/* Booleans of the luma modes of a macroblock, at most: B_PRED, and 16 blocks of
   up to 7 each. */
#define VP8_MAX_MODES (1u + 16u * 7u)

/*
 * Read the headers of all macroblocks, row by row, into macroblocks, of which
 * there are mbs_wide * mbs_high, zeroed.  Their luma modes are appended to
 * modes, booleans as they are to be written: at most VP8_MAX_MODES for each.
 * above has room for 4 bytes for each macroblock of a row.  Fails with
 * GM_ERR_NOMEM, or GM_ERR_UNSUPPORTED when the partition ends early.
 */
enum gm_status vp8_modes_read(struct vp8_bool_in *first,
			      const struct vp8_header *header,
			      struct vp8_macroblock *macroblocks,
			      uint8_t *above, struct bytes *modes,
			      struct gm_error *err);

/*
 * Write n_macroblocks of them: segment, is_skipped, modes and DC_PRED for
 * chroma.  Fails with GM_ERR_NOMEM.
 */
enum gm_status vp8_modes_write(struct vp8_bool_out *first,
			       const struct vp8_header *header,
			       const struct vp8_macroblock *macroblocks,
			       size_t n_macroblocks, const vp8_bool *modes,
			       struct gm_error *err);

#endif
