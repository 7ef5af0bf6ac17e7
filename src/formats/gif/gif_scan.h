/* SPDX-License-Identifier: MIT */
/*
 * gif_scan.h - what frames a GIF has, before any of them is decoded
 */
#ifndef GM_FORMATS_GIF_GIF_SCAN_H
#define GM_FORMATS_GIF_GIF_SCAN_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "base/file.h"
#include "codec/conversion.h"

struct gif_scan {
	uint32_t n_frames;
	uint32_t n_plays; /* of all, see struct animation */
	uint32_t width;   /* of the screen, which holds the first frame */
	uint32_t height;
	uint32_t widest; /* most pixels of a row of any frame */
	uint32_t depth;  /* bits: the least that hold the gray of all exactly */
	bool has_alpha;  /* something may be seen through */
	bool returns;    /* the screen may, to what was before a frame */
	bool is_cut;     /* salvage: there were to be more frames */
};

/*
 * Count the frames from the start of the file; where that leaves it is not
 * said.  Of what fails, fewer than two frames and what is wrong with the first
 * are left to whoever reads on: n_frames is then less than 2.  With salvage
 * frames are counted up to what is wrong.  Fails with GM_ERR_READ,
 * GM_ERR_NOMEM, GM_ERR_TRUNCATED, GM_ERR_CORRUPT, or GM_ERR_LIMIT where all
 * frames together ask for more pixels than IMAGE_BLANK_PIXELS allows.
 */
enum gm_status gif_scan_read(struct file_in *in,
			     const struct conversion *conversion,
			     struct gif_scan *scan, struct gm_error *err);

#endif
