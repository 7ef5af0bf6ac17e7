/* SPDX-License-Identifier: MIT */
#include "job/turning.h"

#include <stdlib.h>

/* Room for the whole turned picture, of which the encoder is told. */
static enum gm_status
hold(struct turning *turning, struct encoder *enc, const struct file_in *in,
     uint64_t max_nbytes, struct gm_error *err)
{
	const struct image_info *info = &turning->info;
	uint64_t nbytes = (uint64_t)image_row_nbytes(info) * info->height;
	enum gm_status st;

	enc->held_nbytes += nbytes;
	st = image_check_held(in, info->width, info->height, enc->held_nbytes,
			      max_nbytes, err);
	if (st != GM_OK)
		return st;
	if (nbytes <= SIZE_MAX)
		turning->picture = malloc((size_t)nbytes);
	return turning->picture != NULL
		       ? GM_OK
		       : gm_fail(err, GM_ERR_NOMEM, 0,
				 "out of memory (turning the picture)");
}

/* Can both orders of rows be passed on? */
static bool
flips_by_order(const struct turn *turn, const struct encoder *enc)
{
	return turn->flips_y && !turn->transposes &&
	       (enc->rises || enc->codec->writer->takes_rising);
}

enum gm_status
turning_open(struct turning *turning, const struct turn *turn,
	     const struct image_info *info, const struct decoder *dec,
	     struct encoder *enc, const struct file_in *in, uint64_t max_nbytes,
	     struct gm_error *err)
{
	*turning = (struct turning){.turn = *turn, .info = *info};
	enc->info = turn_info(turn, &turning->info);
	enc->held_nbytes = dec->held_nbytes;
	enc->rises = dec->rises;
	enc->is_transposed = turn->transposes;
	if (flips_by_order(turn, enc)) {
		enc->rises = !enc->rises;
		turning->turn.flips_y = false;
	}
	if (!turning->turn.transposes && !turning->turn.flips_y)
		return GM_OK;
	/* What rises is mirrored as it comes. */
	turning->turn.flips_y ^= enc->rises;
	enc->rises = false;
	return hold(turning, enc, in, max_nbytes, err);
}

/* The whole picture is there: pass it on, to make room for the next frame. */
static enum gm_status
pass(struct turning *turning, struct encoder *enc, struct gm_error *err)
{
	turning->n_taken = 0;
	return enc->codec->writer->rows(enc, turning->picture, enc->info.height,
					err);
}

enum gm_status
turning_rows(struct turning *turning, struct encoder *enc, void *rows,
	     uint32_t n_rows, struct gm_error *err)
{
	if (turning->picture == NULL) {
		if (turning->turn.flips_x)
			turn_mirror(&turning->info, rows, n_rows);
		return enc->codec->writer->rows(enc, rows, n_rows, err);
	}
	turn_place(&turning->turn, &turning->info, turning->n_taken, rows,
		   n_rows, turning->picture);
	turning->n_taken += n_rows;
	return turning->n_taken < turning->info.height
		       ? GM_OK
		       : pass(turning, enc, err);
}

void
turning_close(struct turning *turning)
{
	free(turning->picture);
	turning->picture = NULL;
}
