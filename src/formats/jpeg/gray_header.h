/* SPDX-License-Identifier: MIT */
/*
 * gray_header.h - write the marker segments of a gray JPEG
 *
 * One component, number 1, with sampling factors 1x1 and tables number 0.
 * Tables and intervals are written before the scan that needs them, and only
 * when they are not those of the scan before.  All fail as file_out_write()
 * does.
 */
#ifndef GM_FORMATS_JPEG_GRAY_HEADER_H
#define GM_FORMATS_JPEG_GRAY_HEADER_H

#include <stdint.h>

#include "base/err.h"
#include "base/file.h"
#include "formats/jpeg/frame.h"

/* What is written so far; zeroed before the first. */
struct gray_header {
	struct huffman_table dc;
	struct huffman_table ac;
	uint32_t restart_interval;
};

/* A marker segment; nbytes at most 65533. */
enum gm_status gray_header_segment(struct file_out *out, unsigned code,
				   const uint8_t *payload, size_t nbytes,
				   struct gm_error *err);

/* The quantisation table of the luma and the frame header. */
enum gm_status gray_header_frame(struct file_out *out,
				 const struct frame *frame,
				 struct gm_error *err);

/*
 * What stands before the data of a scan.  A table that is NULL is not needed
 * by it.
 */
enum gm_status
gray_header_scan(struct gray_header *header, struct file_out *out,
		 const struct frame_scan *scan, const struct huffman_table *dc,
		 const struct huffman_table *ac, uint32_t restart_interval,
		 struct gm_error *err);

#endif
