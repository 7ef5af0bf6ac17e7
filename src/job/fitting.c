/* SPDX-License-Identifier: MIT */
#include "job/fitting.h"

#include "image/compose.h"
#include "image/depth.h"
#include "image/gray.h"

/* Bits of a sample that is written. */
static uint32_t
find_bits(uint32_t bits, const struct codec_can *can)
{
	if (can->floats && (bits == 32 || !can->depth16))
		return 32;
	if (bits > 8)
		return can->depth16 ? 16 : 8;
	return 8;
}

void
fitting_open(struct fitting *fitting, const struct image_info *decoded,
	     const struct codec *format, const struct conversion *conversion)
{
	const struct image_info gray = gray_info(decoded);
	struct image_info *to = &fitting->to;

	*fitting = (struct fitting){.from = gray, .to = gray};
	if (gray.channels == 2 && !format->can.alpha) {
		to->channels = 1;
		to->exact_bits = to->bits;
		fitting->background = compose_gray(conversion->background,
						   conversion->gray, gray.bits);
	}
	to->bits = find_bits(gray.bits, &format->can);
	if (to->bits == 32 || to->exact_bits > to->bits)
		to->exact_bits = to->bits;
	fitting->row_nbytes = image_row_nbytes(decoded);
	if (image_row_nbytes(to) > fitting->row_nbytes)
		fitting->row_nbytes = image_row_nbytes(to);
}

void
fitting_rows(const struct fitting *fitting, void *rows, uint32_t n_rows,
	     struct outcome *outcome)
{
	const struct image_info *from = &fitting->from, *to = &fitting->to;
	size_t n_pixels = (size_t)from->width * n_rows;

	if (from->channels != to->channels)
		compose_over(fitting->background, from->bits, rows, n_pixels,
			     rows);
	if (from->bits != to->bits &&
	    !depth_convert(from->bits, to->bits, rows, n_pixels * to->channels,
			   rows))
		conversion_warn(outcome, "light below black or beyond white "
					 "is cut off");
}
