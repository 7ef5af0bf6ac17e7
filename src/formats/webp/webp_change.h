/* SPDX-License-Identifier: MIT */
/*
 * webp_change.h - the part of a frame that is not as the one before
 *
 * A frame of a WebP is written as the smallest region that makes it of the one
 * that was shown.
 */
#ifndef GM_FORMATS_WEBP_WEBP_CHANGE_H
#define GM_FORMATS_WEBP_WEBP_CHANGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "image/image.h"

/* Two frames of 8 bits a sample.  A zeroed struct is valid and closed. */
struct webp_change {
	struct image_info info;
	uint8_t *shown; /* owned; the frame before, if there was one */
	uint8_t *next;  /* owned; that which comes in rows */
	uint32_t n_rows;
	bool has_shown;
};

struct webp_region {
	uint32_t x; /* pixels from the left and from the top, both even */
	uint32_t y;
	uint32_t width; /* at least 1, as height is */
	uint32_t height;
};

/* Fails with GM_ERR_NOMEM. */
enum gm_status webp_change_open(struct webp_change *change,
				const struct image_info *info,
				struct gm_error *err);

/* Take the next rows of the frame. */
void webp_change_put(struct webp_change *change, const uint8_t *rows,
		     uint32_t n_rows);

/* Once it has all of them: where it differs from what was shown; all of the
   first frame, and the first pixel where nothing differs. */
struct webp_region webp_change_find(const struct webp_change *change);

/* Where row y of the region begins. */
const uint8_t *webp_change_row(const struct webp_change *change,
			       const struct webp_region *region, uint32_t y);

/* It is shown now, and another may come. */
void webp_change_show(struct webp_change *change);

void webp_change_close(struct webp_change *change);

#endif
