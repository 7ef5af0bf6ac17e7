/* SPDX-License-Identifier: MIT */
/*
 * turning.h - rows on their way from a decoder to an encoder, turned
 *
 * Mirroring left to right is done row by row, and bottom to top where the
 * encoder takes rows in both orders; all else holds the picture as a whole.
 */
#ifndef GM_JOB_TURNING_H
#define GM_JOB_TURNING_H

#include <stdbool.h>
#include <stdint.h>

#include "codec/codec.h"
#include "image/image.h"
#include "image/turn.h"

/* One picture.  A zeroed struct is valid and closed. */
struct turning {
	struct turn turn;
	struct image_info info; /* as it is written, before it is turned */
	uint8_t *picture;       /* owned; the whole turned one, or NULL */
	uint32_t n_taken;       /* rows */
};

/*
 * Between the open decoder, whose rows are those of info when they come here,
 * and an encoder that is to be opened, whose info, rises, is_transposed and
 * held_nbytes are filled.  Fails as
 * image_check_held(), or with GM_ERR_NOMEM.
 */
enum gm_status turning_open(struct turning *turning, const struct turn *turn,
			    const struct image_info *info,
			    const struct decoder *dec, struct encoder *enc,
			    const struct file_in *in, uint64_t max_nbytes,
			    struct gm_error *err);

/* Take the next n_rows gray rows, of a frame after the other, which may be
 * overwritten; fails as enc. */
enum gm_status turning_rows(struct turning *turning, struct encoder *enc,
			    void *rows, uint32_t n_rows, struct gm_error *err);

/* Release the memory; safe in every state. */
void turning_close(struct turning *turning);

#endif
