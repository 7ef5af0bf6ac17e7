/* SPDX-License-Identifier: MIT */
#include "formats/webp/webp_quality.h"

#include <limits.h>

#include "formats/webp/vp8_header.h"

#define DEFAULT_QUALITY 75u

/* The quantiser stands within the first 240 bits or so of a frame's header. */
#define HEAD_NBYTES 256u

/*
 * libwebp's quantiser of a quality: 127 * (1 - c) rounded down, where c is the
 * cube root of 2/3 of the quality, of 1, up to 3/4, and above that twice the
 * quality less 1.
 */
static unsigned
quantiser_of(unsigned quality)
{
	uint32_t cube = quality < 75 ? 2 * quality : 6 * quality - 300;
	uint32_t qi = 127;

	/* cube is in 300ths. */
	while (cube * (127 * 127 * 127) >
	       300 * (127 - qi) * (127 - qi) * (127 - qi))
		qi--;
	return qi;
}

unsigned
webp_quality_of_quantiser(unsigned y_ac_qi)
{
	unsigned best = 1;
	unsigned least = UINT_MAX;

	for (unsigned quality = 1; quality <= 100; quality++) {
		unsigned qi = quantiser_of(quality);
		unsigned gap = qi > y_ac_qi ? qi - y_ac_qi : y_ac_qi - qi;

		if (gap <= least) {
			best = quality;
			least = gap;
		}
	}
	return best;
}

unsigned
webp_quality_of(const struct webp_picture *picture, struct file_cursor *cursor)
{
	uint8_t head[HEAD_NBYTES];
	size_t n = picture->pixels.nbytes < sizeof(head)
			   ? picture->pixels.nbytes
			   : sizeof(head);
	unsigned y_ac_qi;
	struct gm_error err;

	if (webp_picture_is_lossless(picture))
		return 0;
	file_cursor_seek(cursor, picture->pixels.at);
	n = file_cursor_read(cursor, head, n);
	return vp8_header_look(head, n, &y_ac_qi, &err) == GM_OK
		       ? webp_quality_of_quantiser(y_ac_qi)
		       : DEFAULT_QUALITY;
}
