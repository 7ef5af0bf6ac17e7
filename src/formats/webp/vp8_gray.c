/* SPDX-License-Identifier: MIT */
#include "formats/webp/vp8_gray.h"

#include <assert.h>
#include <math.h>

#include "formats/webp/vp8_chroma.h"
#include "formats/webp/vp8_macroblock.h"

/* Bits for saying of each macroblock whether it is skipped. */
static double
skip_bits(const struct vp8_tally *tally, uint32_t n_skipped)
{
	double share = (double)n_skipped / tally->n_macroblocks;

	if (n_skipped == 0 || n_skipped == tally->n_macroblocks)
		return 0;
	return -(double)tally->n_macroblocks *
	       (share * log2(share) + (1 - share) * log2(1 - share));
}

/*
 * Skip all that are empty, or only those that the source skips: where chroma
 * was what hardly any macroblock had none of, to say so of each may take more
 * than the ends of the blocks of those that now have nothing.
 */
static void
set_skips(struct vp8_frame_in *frame)
{
	struct vp8_tally *tally = &frame->tally;
	struct vp8_header *header = &frame->header;
	struct vp8_macroblock *mbs = (void *)frame->macroblocks.data;
	uint64_t n_coded, prob;

	assert(tally->n_macroblocks > 0);
	if (skip_bits(tally, tally->n_empty) <
	    skip_bits(tally, tally->n_skipped) + tally->empty_bits) {
		for (size_t i = 0; i < tally->n_macroblocks; i++)
			mbs[i].is_skipped = mbs[i].is_empty;
		tally->n_skipped = tally->n_empty;
	}
	n_coded = tally->n_macroblocks - tally->n_skipped;
	prob = (n_coded * 256 + tally->n_macroblocks / 2) /
	       tally->n_macroblocks;
	header->has_skips = tally->n_skipped > 0;
	header->skip_prob = (uint8_t)(prob < 1 ? 1 : prob > 255 ? 255 : prob);
}

enum gm_status
vp8_gray_copy(struct vp8_gray *gray, const uint8_t *data, size_t n,
	      struct bytes *out, bool *is_gray, struct gm_error *err)
{
	struct vp8_frame_in *frame = &gray->in;
	const struct vp8_tally *tally = &frame->tally;
	struct vp8_chroma chroma;
	enum gm_status st;

	*is_gray = false;
	frame->max_nbytes = gray->max_nbytes;
	st = vp8_frame_in_read(frame, data, n, err);
	if (st != GM_OK)
		return st;
	*is_gray = tally->is_gray;
	if (tally->is_gray)
		return GM_OK;
	set_skips(frame);
	vp8_chroma_plan(&chroma, frame->header.probs,
			tally->n_macroblocks - tally->n_skipped,
			tally->n_marked);
	return vp8_frame_out_write(&gray->out, frame, &chroma, out, err);
}

void
vp8_gray_free(struct vp8_gray *gray)
{
	vp8_frame_in_free(&gray->in);
	vp8_frame_out_free(&gray->out);
	*gray = (struct vp8_gray){0};
}
