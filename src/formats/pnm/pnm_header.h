/* SPDX-License-Identifier: MIT */
/*
 * pnm_header.h - what the header of a portable any-map says
 */
#ifndef GM_FORMATS_PNM_PNM_HEADER_H
#define GM_FORMATS_PNM_PNM_HEADER_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/file.h"

struct pnm_header {
	uint8_t magic; /* '1'..'7' */
	uint32_t width;
	uint32_t height;
	uint32_t channels; /* 1..4 */
	uint32_t maxval;   /* 1..65535 */
	bool is_plain;     /* decimal text */
	bool is_bitmap;    /* P1, P4: 1 is black */
};

/*
 * Read the header from the start of in up to the first byte of the raster,
 * and append its comments, each with a newline and without its "#", to the
 * caller's, as far as the memory reserved there goes.  Fails with
 * GM_ERR_TRUNCATED, GM_ERR_CORRUPT, GM_ERR_UNSUPPORTED or GM_ERR_READ; the size
 * is not checked.
 */
enum gm_status pnm_header_read(struct pnm_header *pnm, struct file_in *in,
			       struct bytes *comments, struct gm_error *err);

/*
 * Read a decimal number after white space and comments, and the one byte
 * after it.  The comments are dropped where there is NULL for them.  Fails as
 * pnm_header_read().
 */
enum gm_status pnm_header_number(struct file_in *in, uint32_t *value,
				 struct bytes *comments, struct gm_error *err);

/* The next byte that is neither white space nor comment, or -1 at the end. */
int pnm_header_skip_space(struct file_in *in, struct bytes *comments);

/* The failure that the end of the file stands for. */
enum gm_status pnm_header_fail_at_end(const struct file_in *in,
				      struct gm_error *err);

#endif
