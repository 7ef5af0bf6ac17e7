/* SPDX-License-Identifier: MIT */
/*
 * hevc_nal.h - the units in which HEVC comes, and what they say of a picture
 *
 * The source is ITU-T H.265, section 7.3, and ISO/IEC 14496-15, section 8.3.3
 * (the box hvcC, which has the parameter sets).  Only what bounds the work and
 * the memory of a decoder is looked at here.
 */
#ifndef GM_FORMATS_HEIF_HEVC_NAL_H
#define GM_FORMATS_HEIF_HEVC_NAL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "formats/heif/bmff.h"

/* Parameter sets of one picture, of which there is one of each kind mostly. */
#define HEVC_MAX_SETS 64u

/* Kinds of units (H.265 table 7-1). */
enum hevc_kind {
	HEVC_IRAP_FIRST = 16, /* slices that need no other picture, to */
	HEVC_IRAP_LAST = 21,
	HEVC_SLICE_LAST = 31, /* of any picture, from 0 on */
	HEVC_VPS = 32,
	HEVC_SPS = 33,
	HEVC_PPS = 34
};

struct hevc_config {
	unsigned length_nbytes; /* of the number before each unit: 1, 2, 4 */
	unsigned n_sets;
	struct bmff_in sets[HEVC_MAX_SETS]; /* of the base layer */
};

/* What a sequence parameter set says of pictures. */
struct hevc_size {
	uint32_t width; /* pixels, as they are coded */
	uint32_t height;
	unsigned chroma; /* 0: none; 1: 4:2:0; 2: 4:2:2; 3: 4:4:4 */
	unsigned bits;   /* of a sample, the more of luma and chroma */
};

/* The kind of a unit; HEVC_SLICE_LAST + 32 where it is not of the base layer,
 * or is no unit. */
unsigned hevc_nal_kind(const struct bmff_in *nal);

/* Of a slice: is it the first of its picture? */
bool hevc_nal_is_first(const struct bmff_in *nal);

/*
 * Take a box hvcC apart; *config points into it.  Fails with GM_ERR_CORRUPT or
 * GM_ERR_LIMIT.
 */
enum gm_status hevc_config_read(struct hevc_config *config, struct bmff_in in,
				struct gm_error *err);

/*
 * The number, 0 to 63, that a unit of the kind HEVC_PPS has, and that of the
 * one which a slice of a picture that needs no other goes by
 * (7.3.2.3, 7.3.6.1); 64 is none.
 */
unsigned hevc_pps_number(const struct bmff_in *pps);
unsigned hevc_slice_pps(const struct bmff_in *slice);

/* The size that a unit of the kind HEVC_SPS tells.  Fails with GM_ERR_CORRUPT,
 * also for blocks of sizes that cannot be, or GM_ERR_UNSUPPORTED (more than 16
 * bits). */
enum gm_status hevc_size_read(struct hevc_size *size, const struct bmff_in *sps,
			      struct gm_error *err);

#endif
