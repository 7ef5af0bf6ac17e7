/* SPDX-License-Identifier: MIT */
/*
 * whole.h - all rows of an encoder's picture, for what cannot go by strips
 *
 * BMP wants the last row first, and stb_image_write the whole picture.
 */
#ifndef GM_CODEC_WHOLE_H
#define GM_CODEC_WHOLE_H

#include <limits.h>
#include <stdint.h>

#include "codec/codec.h"

/* stb_image_write counts bytes in an int. */
#define WHOLE_MAX_NBYTES ((size_t)INT_MAX)

/* Lives in enc->state. */
struct whole {
	uint8_t *samples; /* owned; height rows of the encoder's info */
	size_t n_filled;  /* bytes taken so far */
	const struct metadata *metadata; /* the caller's, for finish */
};

/*
 * Make room for the picture enc->info of `bits` bits a sample.  Fails with
 * GM_ERR_UNSUPPORTED (another depth, or a side over max_side), GM_ERR_LIMIT
 * (over WHOLE_MAX_NBYTES) or GM_ERR_NOMEM, which is also for more bytes than
 * the conversion lets be taken, with those that the decoder holds.
 */
enum gm_status whole_open(struct encoder *enc, const struct metadata *metadata,
			  const struct conversion *conversion, uint32_t bits,
			  uint32_t max_side, struct gm_error *err);

/* The encode operations of codec.h: take rows; release everything. */
enum gm_status whole_rows(struct encoder *enc, void *rows, uint32_t n_rows,
			  struct gm_error *err);
void whole_close(struct encoder *enc);

#endif
