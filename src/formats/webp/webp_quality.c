/* SPDX-License-Identifier: MIT */
#include "formats/webp/webp_quality.h"

#include "formats/webp/vp8_header.h"

#define DEFAULT_QUALITY 75u

/* The quantiser stands within the first 240 bits or so of a frame's header. */
#define HEAD_NBYTES 256u

unsigned
webp_quality_of(const struct webp_picture *picture, struct file_cursor *cursor)
{
	uint8_t head[HEAD_NBYTES];
	size_t n = picture->pixels.nbytes < sizeof(head)
			   ? picture->pixels.nbytes
			   : sizeof(head);
	uint32_t width, height;
	unsigned y_ac_qi;
	struct gm_error err;

	if (webp_picture_is_lossless(picture))
		return 0;
	file_cursor_seek(cursor, picture->pixels.at);
	n = file_cursor_read(cursor, head, n);
	return vp8_header_look(head, n, &width, &height, &y_ac_qi, &err) ==
			       GM_OK
		       ? vp8_header_quality(y_ac_qi)
		       : DEFAULT_QUALITY;
}
