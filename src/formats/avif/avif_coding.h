/* SPDX-License-Identifier: MIT */
/*
 * avif_coding.h - how a picture is coded: depth, range, colours, quantiser
 *
 * A reader tells of it by a piece of metadata, which a writer of the same
 * format takes back.
 */
#ifndef GM_FORMATS_AVIF_AVIF_CODING_H
#define GM_FORMATS_AVIF_AVIF_CODING_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "meta/metadata.h"

/* The quantiser of libaom, of which AV1's base_q_idx is about four times. */
#define AVIF_MAX_QUANTISER 63u

struct avif_coding {
	unsigned depth;           /* 8, 10 or 12 */
	bool is_full;             /* range */
	unsigned quantiser;       /* 0, without loss, to AVIF_MAX_QUANTISER; */
	unsigned alpha_quantiser; /* of alpha, likewise */
	unsigned primaries;       /* H.273, tables 2, 3 and 4 */
	unsigned transfer;
	unsigned matrix;
};

/* Add the piece.  Fails as metadata_add(). */
enum gm_status avif_coding_add(const struct avif_coding *coding,
			       struct metadata *metadata, struct gm_error *err);

/* What such a piece says; false where there is none. */
bool avif_coding_find(const struct metadata *metadata,
		      struct avif_coding *coding);

/* The quantiser that is nearest to a base_q_idx, and has loss: 1 or more. */
unsigned avif_coding_quantiser(unsigned base_q_idx);

/* That of a quality, 1..100, as libavif's own programs take it: 100 is without
   loss. */
unsigned avif_coding_of_quality(unsigned quality);

/*
 * That which keeps as much of a picture as JPEG and WebP do with this quality,
 * 1..100; it has loss.  And back: the quality that is nearest.
 */
unsigned avif_coding_like(unsigned quality);
unsigned avif_coding_likeness(unsigned quantiser);

#endif
