/* SPDX-License-Identifier: MIT */
/*
 * hdr_scan.h - in which order the pixels of a Radiance picture come
 *
 * Its size line names the axis that goes from scan line to scan line and then
 * that within a line: "-Y 2 +X 3" is two rows from the top, pixels from the
 * left, as in all but few files; there are seven others.
 */
#ifndef GM_FORMATS_HDR_HDR_SCAN_H
#define GM_FORMATS_HDR_HDR_SCAN_H

#include <stdbool.h>
#include <stdint.h>

struct hdr_scan {
	uint32_t n_lines;
	uint32_t n_pixels;   /* of a line */
	bool has_columns;    /* for lines, instead of rows */
	bool lines_reversed; /* from the bottom, or from the right */
	bool pixels_reversed;
};

/* Read a size line; false when it is none. */
bool hdr_scan_parse(struct hdr_scan *scan, const char *line);

/* Rows from the top, pixels from the left? */
bool hdr_scan_is_usual(const struct hdr_scan *scan);

static inline uint32_t
hdr_scan_width(const struct hdr_scan *scan)
{
	return scan->has_columns ? scan->n_lines : scan->n_pixels;
}

static inline uint32_t
hdr_scan_height(const struct hdr_scan *scan)
{
	return scan->has_columns ? scan->n_pixels : scan->n_lines;
}

/* Row y from the top of what all lines show, in pixels of 4 bytes. */
void hdr_scan_row(const struct hdr_scan *scan, const uint8_t *lines, uint32_t y,
		  uint8_t *row);

#endif
