/* SPDX-License-Identifier: MIT */
#include "job/fitting.h"

#include "image/depth.h"
#include "image/gray.h"

/* Bits of a sample that is written. */
static uint32_t
find_bits(uint32_t bits, const struct codec_can *can)
{
	if (can->floats)
		return 32;
	if (bits > 8)
		return can->depth16 ? 16 : 8;
	return 8;
}

enum gm_status
fitting_open(struct fitting *fitting, const struct image_info *decoded,
	     const struct codec *format, struct gm_error *err)
{
	const struct image_info gray = gray_info(decoded);

	*fitting = (struct fitting){.from = gray, .to = gray};
	if (gray.channels == 2 && !format->can.alpha)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "alpha cannot be written as %s", format->name);
	fitting->to.bits = find_bits(gray.bits, &format->can);
	if (fitting->to.bits == 32 || gray.exact_bits > fitting->to.bits)
		fitting->to.exact_bits = fitting->to.bits;
	fitting->row_nbytes = image_row_nbytes(decoded);
	if (image_row_nbytes(&fitting->to) > fitting->row_nbytes)
		fitting->row_nbytes = image_row_nbytes(&fitting->to);
	return GM_OK;
}

void
fitting_rows(const struct fitting *fitting, void *rows, uint32_t n_rows,
	     struct outcome *outcome)
{
	const struct image_info *from = &fitting->from;
	size_t n_samples = (size_t)from->width * n_rows * from->channels;

	if (from->bits != fitting->to.bits &&
	    !depth_convert(from->bits, fitting->to.bits, rows, n_samples, rows))
		conversion_warn(outcome, "light below black or beyond white "
					 "is cut off");
}
