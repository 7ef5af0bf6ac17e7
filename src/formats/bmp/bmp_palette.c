/* SPDX-License-Identifier: MIT */
#include "formats/bmp/bmp_palette.h"

#include <string.h>

/* Entries are B, G, R and, but in OS/2 1, a byte that means nothing. */
enum gm_status
bmp_palette_read(const struct bmp_header *bmp, struct file_in *in,
		 struct bmp_pixels *pixels, struct gm_error *err)
{
	uint32_t entry_nbytes = bmp->nbytes == 12 ? 3 : 4;
	uint32_t most = 1u << bmp->depth;
	uint32_t room = (bmp->pixels_at - bmp->colors_at) / entry_nbytes;
	uint32_t n = bmp->n_colors == 0 ? most : bmp->n_colors;

	n = n < most ? n : most;
	n = n < room ? n : room;
	if (n == 0)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: the pixels begin inside the palette");
	pixels->n_colors = n;
	for (uint32_t i = 0; i < BMP_MAX_COLORS; i++)
		pixels->colors[i][3] = 255;
	for (uint32_t i = 0; i < n; i++) {
		uint8_t entry[4];

		if (file_in_read(in, entry, entry_nbytes) < entry_nbytes)
			return file_in_fail_at_end(in, "in the palette", err);
		memcpy(pixels->colors[i],
		       (uint8_t[3]){entry[2], entry[1], entry[0]}, 3);
	}
	/* To programs that know no alpha, nothing drawn is the first colour. */
	memcpy(pixels->colors[BMP_UNDRAWN], pixels->colors[0], 3);
	return GM_OK;
}
