/* SPDX-License-Identifier: MIT */
/*
 * webp_animation.c - animations by their pixels, each frame where it is
 */
#include "formats/webp/webp.h"

#include <string.h>

#include "formats/webp/webp_copy.h"
#include "formats/webp/webp_recode.h"
#include "meta/settle.h"

/* What is turned, or salvaged, goes by the whole canvas. */
static bool
serves(const struct conversion *conversion)
{
	return !conversion->first_frame && !conversion->orient &&
	       conversion->turn_as == 0 && !conversion->salvage;
}

static enum gm_status
make(void *ctx, const struct webp_picture *picture, struct bytes *coded,
     struct gm_error *err)
{
	return webp_recode(ctx, picture, coded, err);
}

static enum gm_status
check(const struct webp_file *file, const struct image_info *info,
      const struct conversion *conversion, struct gm_error *err)
{
	enum gm_status st =
		image_check_size(file->cursor.in, info->width, info->height,
				 conversion->max_pixels, err);

	return st == GM_OK ? image_check_frames(file->cursor.in, info,
						file->n_frames, err)
			   : st;
}

static enum gm_status
copy_animation(struct webp_file *file, const struct conversion *conversion,
	       struct metadata *metadata, struct outcome *outcome,
	       struct file_out *out, struct gm_error *err)
{
	struct graying graying = {.method = conversion->gray};
	struct webp_recoder recoder = {.cursor = &file->cursor,
				       .graying = &graying,
				       .conversion = conversion};
	const struct image_info info = {file->width, file->height, 4, 8, 8, 0};
	const struct webp_copy copy = {.file = file,
				       .metadata = metadata,
				       .graying = &graying,
				       .strip = conversion->strip,
				       .make = make,
				       .ctx = &recoder};
	const char *warning = NULL;
	enum gm_status st = check(file, &info, conversion, err);

	conversion_found(outcome, info.width, info.height, 8, file->n_frames);
	outcome->has_more = file->has_more;
	metadata->was_color = true;
	if (st == GM_OK)
		st = settle_find_graying(metadata, &info, false,
					 conversion->gray, &graying, err);
	if (st == GM_OK)
		st = settle_end(metadata, 0, &warning, err);
	if (warning != NULL)
		conversion_warn(outcome, warning);
	return st == GM_OK ? webp_copy(&copy, out, err) : st;
}

/* By the flags of its first chunk, before the others are looked at. */
static bool
may_be_animation(struct file_in *in)
{
	const size_t flags_at = WEBP_RIFF_HEAD_NBYTES + WEBP_CHUNK_HEAD_NBYTES;
	const uint8_t *head;

	return file_in_peek(in, flags_at + 1, &head) > flags_at &&
	       memcmp(head + WEBP_RIFF_HEAD_NBYTES, "VP8X", 4) == 0 &&
	       (head[flags_at] & WEBP_HAS_ANIMATION) != 0;
}

static enum gm_status
copy(void **state, struct file_in *in, struct file_out *out,
     const struct conversion *conversion, struct metadata *metadata,
     struct outcome *outcome, struct gm_error *err)
{
	struct webp_file file = {.cursor.in = in};
	enum gm_status st;

	(void)state;
	if (!may_be_animation(in))
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "a still picture");
	st = webp_file_scan(&file, false, metadata, err);
	if (st != GM_OK)
		return st;
	if (file.n_frames < 2)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "a still picture");
	return copy_animation(&file, conversion, metadata, outcome, out, err);
}

const struct codec_direct webp_animation_direct = {
	.way = CONVERSION_PIXELS, .serves = serves, .copy = copy};
