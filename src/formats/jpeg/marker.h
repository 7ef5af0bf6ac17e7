/* SPDX-License-Identifier: MIT */
/*
 * marker.h - the markers of a JPEG, and reading them and what follows
 *
 * Nothing is consumed: what is found is told with its length.  Both functions
 * fail with GM_ERR_UNSUPPORTED when it is not there, or with GM_ERR_READ.
 */
#ifndef GM_FORMATS_JPEG_MARKER_H
#define GM_FORMATS_JPEG_MARKER_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/file.h"

/* The second bytes (T.81 table B.1). */
enum marker {
	MARKER_SOF0 = 0xc0, /* baseline */
	MARKER_SOF1 = 0xc1, /* extended sequential, Huffman */
	MARKER_SOF2 = 0xc2, /* progressive, Huffman */
	MARKER_DHT = 0xc4,
	MARKER_RST0 = 0xd0,
	MARKER_RST7 = 0xd7,
	MARKER_SOI = 0xd8,
	MARKER_EOI = 0xd9,
	MARKER_SOS = 0xda,
	MARKER_DQT = 0xdb,
	MARKER_DRI = 0xdd,
	MARKER_APP0 = 0xe0,
	MARKER_APP14 = 0xee,
	MARKER_APP15 = 0xef,
	MARKER_COM = 0xfe
};

/* Of a segment, before its payload: the marker, and its length. */
#define MARKER_HEAD_NBYTES 4u

/*
 * The second byte of the marker that must be next, and its bytes: more than 2
 * with fill bytes before it (T.81 B.1.1.2), at most FILE_IN_BUFFER_BYTES.
 */
enum gm_status marker_peek(struct file_in *in, unsigned *code, size_t *nbytes,
			   struct gm_error *err);

/*
 * The payload of the segment that must be next, valid until more is read; the
 * segment has 2 bytes more (T.81 B.1.1.4).
 */
enum gm_status marker_peek_segment(struct file_in *in, const uint8_t **payload,
				   size_t *nbytes, struct gm_error *err);

#endif
