/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_inks.h"

#include <string.h>

#include "formats/tiff/tiff_load.h"

/* Pixels whose inks are transformed at a time. */
#define BLOCK_PIXELS 1024u

/* Inks in codes of 8 or 16 bits, or such R, G, B. */
union block {
	uint16_t words[4 * BLOCK_PIXELS];
	uint8_t bytes[4 * BLOCK_PIXELS];
};

static void
interleave(uint16_t *const *codes, size_t x, size_t n, unsigned bits,
	   union block *block)
{
	for (size_t i = 0; i < n; i++)
		for (size_t c = 0; c < 4; c++) {
			uint16_t ink = codes[c][x + i];

			if (bits == 8)
				block->bytes[i * 4 + c] = (uint8_t)ink;
			else
				block->words[i * 4 + c] = ink;
		}
}

static void
take_apart(const union block *block, size_t n, unsigned bits,
	   uint16_t *const *codes, size_t x)
{
	for (size_t i = 0; i < n; i++)
		for (size_t c = 0; c < 3; c++)
			codes[c][x + i] = bits == 8 ? block->bytes[i * 3 + c]
						    : block->words[i * 3 + c];
}

static void
transform(const struct graying *graying, unsigned bits, size_t n_all,
	  uint16_t *const *codes)
{
	union block inks, colors;

	for (size_t x = 0, n; x < n_all; x += n) {
		n = n_all - x < BLOCK_PIXELS ? n_all - x : BLOCK_PIXELS;
		interleave(codes, x, n, bits, &inks);
		graying_mix(graying, &inks, n, &colors);
		take_apart(&colors, n, bits, codes, x);
	}
}

static void
wash_off_black(uint16_t *code, const uint16_t *black, uint32_t most, size_t n)
{
	for (size_t i = 0; i < n; i++)
		code[i] = (uint16_t)(((uint64_t)code[i] * black[i] + most / 2) /
				     most);
}

void
tiff_inks_to_rgb(const struct tiff_page *page, const struct graying *graying,
		 size_t n, uint16_t *const codes[TIFF_MAX_PLANES])
{
	unsigned bits = tiff_code_bits(page);

	if (graying != NULL && graying->inks != NULL)
		transform(graying, bits, n, codes);
	else
		for (int c = 0; c < 3; c++)
			wash_off_black(codes[c], codes[3],
				       bits == 8 ? 255 : 65535, n);
	if (page->alpha > 0)
		memcpy(codes[3], codes[4], n * sizeof(codes[0][0]));
}
