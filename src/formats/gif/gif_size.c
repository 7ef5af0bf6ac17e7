/* SPDX-License-Identifier: MIT */
#include "formats/gif/gif_size.h"

#include "image/image.h"

bool
gif_size_fit(struct gif_screen *screen, struct gif_frame *frame)
{
	const uint32_t width = screen->width, height = screen->height;

	if (frame->width == 0 || frame->height == 0) {
		frame->x = frame->y = 0;
		frame->width = width;
		frame->height = height;
	}
	if (width < frame->x + frame->width)
		screen->width = frame->x + frame->width;
	if (height < frame->y + frame->height)
		screen->height = frame->y + frame->height;
	return screen->width > width || screen->height > height;
}

enum gm_status
gif_size_check_length(const struct file_in *in, const struct gif_screen *screen,
		      const struct gif_frame *frame, bool salvage,
		      struct gm_error *err)
{
	uint64_t left = in->nbytes > in->n_read ? in->nbytes - in->n_read : 0;
	uint32_t width = frame->width, height = frame->height;
	uint64_t n_pixels =
		(uint64_t)width *
		(salvage ? image_salvage_rows(width, height) : height);

	if (n_pixels / GIF_SIZE_PIXELS_PER_BYTE > left)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: too few bytes for a frame of its "
			       "size");
	return image_check_ratio(in, screen->width, screen->height,
				 GIF_SIZE_PIXELS_PER_BYTE *
					 (salvage ? IMAGE_SALVAGE_PART : 1),
				 err);
}
