/* SPDX-License-Identifier: MIT */
#include "formats/gif/gif_lzw.h"

/* Beyond it there is no room for the two codes that are no pixels. */
#define MAX_PIXEL_NBITS 11u

static void
clear_table(struct gif_lzw *lzw)
{
	lzw->n_codes = lzw->clear + 2;
	lzw->previous = 0;
	lzw->code_nbits = 1;
	while (1u << lzw->code_nbits < lzw->clear * 2)
		lzw->code_nbits++;
}

void
gif_lzw_start(struct gif_lzw *lzw, unsigned pixel_nbits)
{
	*lzw = (struct gif_lzw){0};
	if (pixel_nbits > MAX_PIXEL_NBITS) {
		lzw->is_bad = true;
		return;
	}
	lzw->clear = 1u << pixel_nbits;
	for (unsigned i = 0; i < lzw->clear; i++)
		lzw->lengths[i] = 1;
	clear_table(lzw);
}

/* A string is the one before and a pixel, so it can name itself already. */
static void
take_string(struct gif_lzw *lzw, unsigned code)
{
	if (code > lzw->n_codes ||
	    (code == lzw->n_codes && lzw->previous == 0)) {
		lzw->is_bad = true;
		return;
	}
	if (lzw->previous != 0 && lzw->n_codes < GIF_LZW_MAX_CODES)
		lzw->lengths[lzw->n_codes++] = (uint16_t)(lzw->previous + 1);
	lzw->previous = lzw->lengths[code];
	lzw->n_pixels += lzw->previous;
	/* A full table stays as it is until it is cleared (appendix F). */
	if (lzw->n_codes < GIF_LZW_MAX_CODES &&
	    (lzw->n_codes & ((1u << lzw->code_nbits) - 1)) == 0)
		lzw->code_nbits++;
}

static void
take_code(struct gif_lzw *lzw, unsigned code)
{
	if (code == lzw->clear)
		clear_table(lzw);
	else if (code == lzw->clear + 1)
		lzw->has_ended = true;
	else
		take_string(lzw, code);
}

void
gif_lzw_feed(struct gif_lzw *lzw, const uint8_t *bytes, size_t n)
{
	for (size_t i = 0; i < n && !lzw->has_ended && !lzw->is_bad; i++) {
		lzw->bits |= (uint32_t)bytes[i] << lzw->n_bits;
		lzw->n_bits += 8;
		while (lzw->n_bits >= lzw->code_nbits) {
			unsigned code =
				lzw->bits & ((1u << lzw->code_nbits) - 1);

			if (lzw->has_ended || lzw->is_bad)
				return;
			lzw->bits >>= lzw->code_nbits;
			lzw->n_bits -= lzw->code_nbits;
			take_code(lzw, code);
		}
	}
}
