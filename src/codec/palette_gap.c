/* SPDX-License-Identifier: MIT */
#include "codec/palette_gap.h"

#include <string.h>

/* 256 colours, of which at most 255 are in a palette that has a gap. */
static void
make_candidate(unsigned i, uint8_t *color)
{
	memset(color, (int)(i & 255), 3);
	if (i == 256)
		color[1] = 1;
}

static bool
has_color(const uint8_t *palette, size_t entry_nbytes, size_t n_colors,
	  const uint8_t *color)
{
	for (size_t i = 0; i < n_colors; i++)
		if (memcmp(palette + i * entry_nbytes, color, 3) == 0)
			return true;
	return false;
}

void
palette_gap_fill(struct palette_gap *gap, uint8_t *palette, size_t entry_nbytes,
		 size_t n_colors, size_t n_entries)
{
	*gap = (struct palette_gap){.exists = n_colors < n_entries};
	if (!gap->exists)
		return;
	for (unsigned i = 1; i <= 256; i++) {
		make_candidate(i, gap->color);
		if (!has_color(palette, entry_nbytes, n_colors, gap->color))
			break;
	}
	for (size_t i = n_colors; i < n_entries; i++)
		memcpy(palette + i * entry_nbytes, gap->color, 3);
}

bool
palette_gap_blacken(const struct palette_gap *gap, uint8_t *pixels, size_t n,
		    size_t channels)
{
	bool found = false;

	if (!gap->exists)
		return false;
	for (size_t i = 0; i < n; i++) {
		uint8_t *pixel = pixels + i * channels;

		if (memcmp(pixel, gap->color, 3) != 0)
			continue;
		memset(pixel, 0, 3);
		found = true;
	}
	return found;
}
