/* SPDX-License-Identifier: MIT */
#include "codec/palette_gap.h"

#include <string.h>

/* Colours that are the same in RGB and BGR, and how many they are. */
#define N_CANDIDATES 65536u

static unsigned
candidate_of(const uint8_t *color)
{
	return (unsigned)color[0] | (unsigned)(color[0] ^ color[1]) << 8;
}

/* Candidate 0 is black, those below 256 are gray. */
static void
make_candidate(unsigned i, uint8_t *color)
{
	color[0] = color[2] = (uint8_t)i;
	color[1] = (uint8_t)(i ^ i >> 8);
}

/* There are more candidates, black aside, than entries of which one lacks. */
static void
choose_color(struct palette_gap *gap, const uint8_t *colors,
	     size_t entry_nbytes, size_t n)
{
	uint8_t is_taken[N_CANDIDATES / 8] = {1};
	unsigned i = 0;

	for (; n > 0; n--, colors += entry_nbytes)
		if (colors[0] == colors[2]) {
			i = candidate_of(colors);
			is_taken[i / 8] |= (uint8_t)(1u << i % 8);
		}
	for (i = 0; (is_taken[i / 8] >> i % 8 & 1) != 0; i++)
		;
	make_candidate(i, gap->color);
}

void
palette_gap_fill(struct palette_gap *gap, uint8_t *palette, size_t entry_nbytes,
		 size_t first, size_t end, size_t n_entries)
{
	*gap = (struct palette_gap){.exists = first > 0 || end < n_entries};
	if (!gap->exists)
		return;
	choose_color(gap, palette + first * entry_nbytes, entry_nbytes,
		     end - first);
	for (size_t i = 0; i < n_entries; i++)
		if (i < first || i >= end)
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
