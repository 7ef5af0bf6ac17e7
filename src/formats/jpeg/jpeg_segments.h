/* SPDX-License-Identifier: MIT */
/*
 * jpeg_segments.h - which marker segments of a JPEG still hold for a gray one
 *
 * Kept, in their order: EXIF and XMP (APP1), Photoshop and IPTC (APP13),
 * comments, and application segments that are not known to be about colour.
 * Dropped: an ICC profile whose colour space is not gray (APP2; it would make
 * the file invalid), the index of further pictures (APP2 MPF; they are not
 * copied), Adobe's colour transform (APP14).  Of JFIF (APP0) only version and
 * density are kept, for its thumbnail may be in colour.  Knows nothing of
 * files and libraries.
 */
#ifndef GM_FORMATS_JPEG_JPEG_SEGMENTS_H
#define GM_FORMATS_JPEG_JPEG_SEGMENTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What is known of one file; zeroed before its first segment. */
struct jpeg_segments {
	bool icc_is_known; /* its first segment was seen */
	bool icc_is_gray;
};

/*
 * Is this segment worth keeping?  code is the marker's second byte: APP1 to
 * APP13, APP15 or COM; never true of APP0 and APP14.  The payload has no
 * length (T.81 B.1.1.4).  Segments are shown in the order of the file.
 */
bool jpeg_segments_keep(struct jpeg_segments *segments, unsigned code,
			const uint8_t *payload, size_t nbytes);

/* Payload of a JFIF segment without a thumbnail (T.871 section 10.1). */
#define JPEG_SEGMENTS_JFIF_BYTES 14

/*
 * Is this payload of an APP0 a JFIF header?  Then fill jfif with it, without
 * its thumbnail.
 */
bool jpeg_segments_jfif(const uint8_t *payload, size_t nbytes,
			uint8_t jfif[JPEG_SEGMENTS_JFIF_BYTES]);

/*
 * Is this payload of an APP14 Adobe's (T.872 section 6.5.3)?  Then *transform
 * is 0 for RGB or CMYK, 1 for YCbCr, 2 for YCCK.
 */
bool jpeg_segments_adobe(const uint8_t *payload, size_t nbytes,
			 unsigned *transform);

#endif
