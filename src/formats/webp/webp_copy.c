/* SPDX-License-Identifier: MIT */
#include "formats/webp/webp_copy.h"

#include <string.h>

#include "base/octets.h"
#include "formats/webp/webp_meta.h"
#include "image/image.h"

/* The colour of the background made gray, with its alpha: B, G, R, A. */
static uint32_t
gray_background(const struct webp_copy *copy)
{
	const struct image_info info = {1, 1, 4, 8, 8, 0};
	uint32_t color = copy->file->background, gray;
	uint8_t rgba[4] = {(uint8_t)(color >> 16), (uint8_t)(color >> 8),
			   (uint8_t)color, (uint8_t)(color >> 24)};

	graying_convert(copy->graying, &info, rgba, 1, rgba);
	gray = rgba[0];
	return (uint32_t)rgba[1] << 24 | gray << 16 | gray << 8 | gray;
}

/* A chunk of a frame that is no part of its picture is carried on. */
static enum gm_status
append_unknown(const struct webp_copy *copy, const struct webp_range *chunks,
	       struct bytes *coded, struct gm_error *err)
{
	struct file_cursor *cursor = &copy->file->cursor;
	struct webp_range left = *chunks;
	struct webp_picture none = {0};
	struct webp_chunk chunk;
	bool found = true;
	enum gm_status st = GM_OK;

	while (st == GM_OK && found) {
		st = webp_riff_next(cursor, &left, &chunk, &found, err);
		if (st == GM_OK && found && !webp_picture_take(&none, &chunk))
			st = webp_picture_load_chunk(cursor, &chunk, coded,
						     err);
	}
	return st;
}

static enum gm_status
copy_frame(const struct webp_copy *copy, const struct webp_chunk *anmf,
	   struct bytes *coded, struct file_out *out, struct gm_error *err)
{
	struct webp_frame frame;
	struct webp_range chunks;
	enum gm_status st =
		webp_file_frame(copy->file, anmf, &frame, &chunks, err);

	coded->nbytes = 0;
	if (st == GM_OK)
		st = copy->make(copy->ctx, &frame.picture, coded, err);
	if (st == GM_OK && copy->strip == STRIP_NOTHING)
		st = append_unknown(copy, &chunks, coded, err);
	return st == GM_OK ? webp_file_put_frame(out, &frame, coded, err) : st;
}

static enum gm_status
copy_animation(const struct webp_copy *copy, struct bytes *coded,
	       struct file_out *out, struct gm_error *err)
{
	struct webp_file *file = copy->file;
	struct webp_range left = file->chunks;
	struct webp_chunk anmf;
	enum gm_status st = webp_file_put_animation(out, gray_background(copy),
						    file->n_loops, err);

	for (uint32_t i = 0; i < file->n_frames && st == GM_OK; i++) {
		st = webp_file_next(file, &left, &anmf, err);
		if (st == GM_OK)
			st = copy_frame(copy, &anmf, coded, out, err);
	}
	return st;
}

static enum gm_status
put_canvas(const struct webp_copy *copy, struct file_out *out,
	   struct gm_error *err)
{
	const struct webp_file *file = copy->file;
	const struct webp_picture *still = &file->still;
	bool is_extended = file->n_frames > 0 || still->alpha.name[0] != '\0';
	unsigned flags = webp_meta_flags(copy->metadata, &is_extended);

	if (!is_extended)
		return GM_OK;
	flags |= file->flags &
		 ((unsigned)WEBP_HAS_ALPHA | (unsigned)WEBP_HAS_ANIMATION);
	if (still->has_alpha)
		flags |= WEBP_HAS_ALPHA;
	return webp_file_put_canvas(out, (uint8_t)flags, file->width,
				    file->height, err);
}

static enum gm_status
copy_pictures(const struct webp_copy *copy, struct bytes *coded,
	      struct file_out *out, struct gm_error *err)
{
	enum gm_status st;

	if (copy->file->n_frames > 0)
		return copy_animation(copy, coded, out, err);
	st = copy->make(copy->ctx, &copy->file->still, coded, err);
	return st == GM_OK
		       ? file_out_write(out, coded->data, coded->nbytes, err)
		       : st;
}

enum gm_status
webp_copy(const struct webp_copy *copy, struct file_out *out,
	  struct gm_error *err)
{
	struct bytes coded = {0};
	enum gm_status st = webp_riff_begin(out, err);

	if (st == GM_OK)
		st = put_canvas(copy, out, err);
	if (st == GM_OK)
		st = webp_meta_put_before(copy->metadata, out, err);
	if (st == GM_OK)
		st = copy_pictures(copy, &coded, out, err);
	bytes_free(&coded);
	if (st == GM_OK)
		st = webp_meta_put_after(copy->metadata, out, err);
	return st == GM_OK ? webp_riff_end(out, err) : st;
}
