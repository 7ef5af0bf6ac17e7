/* SPDX-License-Identifier: MIT */
/*
 * palette_gap.h - pixels whose colour the palette lacks
 *
 * The entries that are missing are filled with a colour that no entry has, so
 * that it tells in the decoded picture which pixels named them.  Those are
 * then made black, which is what the missing entries count as.
 */
#ifndef GM_CODEC_PALETTE_GAP_H
#define GM_CODEC_PALETTE_GAP_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* A zeroed struct is a palette without a gap. */
struct palette_gap {
	bool exists;
	uint8_t color[3]; /* the same in RGB and BGR, and never black */
};

/*
 * Fill what is not from first up to end of the n_entries, at most 65535, of a
 * palette, entry_nbytes apart, of which the first three are the colour.
 */
void palette_gap_fill(struct palette_gap *gap, uint8_t *palette,
		      size_t entry_nbytes, size_t first, size_t end,
		      size_t n_entries);

/*
 * Make those of n pixels of 8 bits and 3 or 4 channels black that are in the
 * gap; whether there were any.
 */
bool palette_gap_blacken(const struct palette_gap *gap, uint8_t *pixels,
			 size_t n, size_t channels);

/* The warning for such a picture. */
#define PALETTE_GAP_WARNING "colours are missing from the palette"

#endif
