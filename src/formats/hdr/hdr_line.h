/* SPDX-License-Identifier: MIT */
/*
 * hdr_line.h - one scan line of a Radiance picture
 *
 * Pixels are four bytes: mantissas of R, G and B, and their exponent.
 */
#ifndef GM_FORMATS_HDR_HDR_LINE_H
#define GM_FORMATS_HDR_HDR_LINE_H

#include <stdint.h>

#include "base/err.h"
#include "base/file.h"

/* The fewest bytes that a row of width pixels can take. */
uint64_t hdr_line_least_nbytes(uint32_t width);

/*
 * Read width pixels, packed in any of the three ways.  Fails with
 * GM_ERR_TRUNCATED, the bytes that are missing being left as they were, or
 * GM_ERR_CORRUPT, GM_ERR_UNSUPPORTED or GM_ERR_READ.
 */
enum gm_status hdr_line_read(struct file_in *in, uint32_t width,
			     uint8_t *pixels, struct gm_error *err);

/* Make 3 floats of each pixel, linear light. */
void hdr_line_to_floats(const uint8_t *pixels, uint32_t width, float *samples);

#endif
