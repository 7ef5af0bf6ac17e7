/* SPDX-License-Identifier: MIT */
/*
 * gif_size.h - where a frame is on the screen, and what it may ask for
 */
#ifndef GM_FORMATS_GIF_GIF_SIZE_H
#define GM_FORMATS_GIF_GIF_SIZE_H

#include "base/err.h"
#include "base/file.h"
#include "formats/gif/gif_blocks.h"

/*
 * Pixels that one byte of codes can stand for, at the very most: a string of
 * 4094 takes 12 bits (appendix F).
 */
#define GIF_SIZE_PIXELS_PER_BYTE 2730u

/*
 * A frame without a size takes the screen's, and a screen that does not hold
 * the frame grows until it does.  Whether it has.
 */
bool gif_size_fit(struct gif_screen *screen, struct gif_frame *frame);

/*
 * A few bytes must not ask for a huge picture, be it a screen around a frame of
 * one pixel: check what is left of the file, where the codes of the frame
 * begin.  With salvage, as many rows as image_salvage_rows() says will do.
 * Fails with GM_ERR_CORRUPT or GM_ERR_TRUNCATED.
 */
enum gm_status gif_size_check_length(const struct file_in *in,
				     const struct gif_screen *screen,
				     const struct gif_frame *frame,
				     bool salvage, struct gm_error *err);

#endif
