/* SPDX-License-Identifier: MIT */
/*
 * vp8_header.h - what a key frame says before its macroblocks
 *
 * The source is RFC 6386, sections 9.1 to 9.11 and 19.2.  Read is what a gray
 * copy depends on; the rest are bits that stay as they are.
 */
#ifndef GM_FORMATS_WEBP_VP8_HEADER_H
#define GM_FORMATS_WEBP_VP8_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "formats/webp/vp8_bool_in.h"
#include "formats/webp/vp8_bool_out.h"
#include "formats/webp/vp8_tables.h"

/* The frame tag, the start code and both sides. */
#define VP8_TAG_BYTES 10u

#define VP8_MAX_PARTITIONS 8u
#define VP8_N_SEGMENTS     4u

/* Of the size of a partition, but for the last one; and of the first. */
#define VP8_PARTITION_SIZE_BYTES 3u
#define VP8_MAX_FIRST_BYTES      ((1u << 19) - 1)
#define VP8_MAX_PARTITION_BYTES  ((1u << 24) - 1)

/* Bits of the header that are copied: 227 where it has all there may be. */
#define VP8_MAX_COPIED 240u

struct vp8_header {
	uint8_t tag[VP8_TAG_BYTES]; /* as read */
	uint32_t width;             /* pixels, 1..16383 */
	uint32_t height;
	uint32_t mbs_wide; /* macroblocks of 16x16 pixels */
	uint32_t mbs_high;
	vp8_bool copied[VP8_MAX_COPIED]; /* up to the probabilities of tokens */
	unsigned n_copied;
	bool has_map;             /* macroblocks tell their segment, */
	uint8_t segment_probs[3]; /* by these */
	/* Macroblocks of the segment that are predicted as a whole may show
	   whether they have coefficients: their filter level is not 0. */
	bool is_filtered[VP8_N_SEGMENTS];
	unsigned n_partitions; /* of tokens: 1, 2, 4 or 8 */
	unsigned y_ac_qi;      /* 0..127, the base of all quantisers */
	uint8_t probs[VP8_N_ROWS][VP8_N_NODES];
	bool has_skips;    /* macroblocks tell whether they have tokens, */
	uint8_t skip_prob; /* by this; 0 without */
};

/*
 * Read the header of the frame of n bytes at data.  *first is then before the
 * first macroblock.  Fails with GM_ERR_UNSUPPORTED for all that is no key
 * frame of a known version, is not to be shown, or is not there as a whole.
 */
enum gm_status vp8_header_read(struct vp8_header *header, const uint8_t *data,
			       size_t n, struct vp8_bool_in *first,
			       struct gm_error *err);

/*
 * Write all of it that is in the first partition.  Fails with GM_ERR_NOMEM.
 */
enum gm_status vp8_header_write(const struct vp8_header *header,
				struct vp8_bool_out *first,
				struct gm_error *err);

/*
 * Only the base quantiser, for which the start of a frame will do.  Fails as
 * vp8_header_read() does, but may not find what is missing.
 */
enum gm_status vp8_header_look(const uint8_t *data, size_t n, unsigned *y_ac_qi,
			       struct gm_error *err);

#endif
