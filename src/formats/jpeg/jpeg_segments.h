/* SPDX-License-Identifier: MIT */
/*
 * jpeg_segments.h - what the marker segments of a JPEG mean
 *
 * Says what a segment is, and makes segments of what other formats say; what
 * a gray file keeps is meta/settle.h's to tell.  Knows nothing of files and
 * libraries.
 */
#ifndef GM_FORMATS_JPEG_JPEG_SEGMENTS_H
#define GM_FORMATS_JPEG_JPEG_SEGMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "meta/metadata.h"

/* The home of its pieces; tag[0] is the second byte of the marker. */
#define JPEG_SEGMENTS_HOME "JPEG"

/* Longest payload of a segment (T.81 B.1.1.4). */
#define JPEG_SEGMENTS_MAX_NBYTES 65533u

/*
 * Say what a segment is.  code is the marker's second byte: APP0 to APP15 or
 * COM.  The payload has no length, and *piece points into it.
 */
void jpeg_segments_read(unsigned code, const uint8_t *payload, size_t nbytes,
			struct metadata_piece *piece);

/* Payload of a JFIF segment without a thumbnail (T.871 section 10.1). */
#define JPEG_SEGMENTS_JFIF_BYTES 14

/*
 * Is this payload of an APP0 a JFIF header?  Then fill jfif with it, without
 * its thumbnail.
 */
bool jpeg_segments_jfif(const uint8_t *payload, size_t nbytes,
			uint8_t jfif[JPEG_SEGMENTS_JFIF_BYTES]);

/* Make a JFIF header of that density, of version 1.1. */
void jpeg_segments_make_jfif(const struct metadata_density *density,
			     uint8_t jfif[JPEG_SEGMENTS_JFIF_BYTES]);

/*
 * Is this payload of an APP14 Adobe's (T.872 section 6.5.3)?  Then *transform
 * is 0 for RGB or CMYK, 1 for YCbCr, 2 for YCCK.
 */
bool jpeg_segments_adobe(const uint8_t *payload, size_t nbytes,
			 unsigned *transform);

/*
 * Make the payload of a segment from the value of another format's piece: of
 * the marker *code.  False when JPEG cannot hold it in one segment, or with
 * *err filled (GM_ERR_NOMEM); it is zeroed before.  Profiles and densities are
 * not for this function.
 */
bool jpeg_segments_make(const struct metadata_piece *piece, unsigned *code,
			struct bytes *payload, struct gm_error *err);

/* Bytes of a profile in each segment but the last, and what is before them. */
#define JPEG_SEGMENTS_ICC_HEAD_NBYTES 14u
#define JPEG_SEGMENTS_ICC_NBYTES                                               \
	(JPEG_SEGMENTS_MAX_NBYTES - JPEG_SEGMENTS_ICC_HEAD_NBYTES)

/* The marker of such a segment: APP2. */
#define JPEG_SEGMENTS_ICC_CODE 0xe2u

/*
 * Make the payload of the segment with that part, from 1 on, of a profile
 * (ICC.1 annex B.4).  False when there is no such part, or with *err filled
 * (GM_ERR_NOMEM); it is zeroed before.  A profile that is too long for 255
 * parts has none.
 */
bool jpeg_segments_make_icc(const struct bytes *profile, unsigned part,
			    struct bytes *payload, struct gm_error *err);

#endif
