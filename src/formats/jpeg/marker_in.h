/* SPDX-License-Identifier: MIT */
/*
 * marker_in.h - read the markers of a JPEG and the segments after them
 *
 * Nothing is consumed: what is found is told with its length.  Both fail with
 * GM_ERR_UNSUPPORTED when it is not there, or with GM_ERR_READ.
 */
#ifndef GM_FORMATS_JPEG_MARKER_IN_H
#define GM_FORMATS_JPEG_MARKER_IN_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/file.h"

/*
 * The second byte of the marker that must be next, and its bytes: more than 2
 * with fill bytes before it (T.81 B.1.1.2), at most FILE_IN_BUFFER_BYTES.
 */
enum gm_status marker_in_peek(struct file_in *in, unsigned *code,
			      size_t *nbytes, struct gm_error *err);

/*
 * The payload of the segment that must be next, valid until more is read; the
 * segment has 2 bytes more (T.81 B.1.1.4).
 */
enum gm_status marker_in_peek_segment(struct file_in *in,
				      const uint8_t **payload, size_t *nbytes,
				      struct gm_error *err);

#endif
