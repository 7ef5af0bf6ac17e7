/* SPDX-License-Identifier: MIT */
#include "formats/webp/webp_file.h"

#include "base/octets.h"
#include "codec/codec.h"
#include "formats/webp/webp_meta.h"

static enum gm_status
read_head(struct webp_file *file, const struct webp_chunk *chunk, uint8_t *head,
	  size_t nbytes, struct gm_error *err)
{
	if (chunk->nbytes < nbytes)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: %.4s of %u bytes", chunk->name,
			       (unsigned)chunk->nbytes);
	file_cursor_seek(&file->cursor, chunk->at);
	return file_cursor_read(&file->cursor, head, nbytes) == nbytes
		       ? GM_OK
		       : file_in_fail_at_end(file->cursor.in, "in the header",
					     err);
}

static enum gm_status
take_canvas(struct webp_file *file, const struct webp_chunk *chunk,
	    struct gm_error *err)
{
	uint8_t head[WEBP_VP8X_NBYTES] = {0};
	enum gm_status st = read_head(file, chunk, head, sizeof(head), err);

	if (st != GM_OK)
		return st;
	file->is_extended = true;
	file->flags = head[0];
	file->width = octets_u24le(head + 4) + 1;
	file->height = octets_u24le(head + 7) + 1;
	return GM_OK;
}

static enum gm_status
take_animation(struct webp_file *file, const struct webp_chunk *chunk,
	       struct gm_error *err)
{
	uint8_t head[WEBP_ANIM_NBYTES] = {0};
	enum gm_status st = read_head(file, chunk, head, sizeof(head), err);

	if (st != GM_OK)
		return st;
	file->background = octets_u32le(head);
	file->n_loops = octets_u16le(head + 4);
	return GM_OK;
}

static enum gm_status
take_chunk(struct webp_file *file, const struct webp_chunk *chunk,
	   struct webp_meta *meta, struct metadata *metadata,
	   struct gm_error *err)
{
	bool had_pixels;

	if (webp_chunk_is(chunk, "ANMF")) {
		bool is_whole =
			chunk->at + chunk->nbytes <= file->cursor.in->nbytes;

		/* Of a first one that is cut, a part may be shown. */
		if (file->n_frames == 0)
			file->first = *chunk;
		if (is_whole || file->n_frames == 0)
			file->n_frames++;
		return GM_OK;
	}
	if (webp_chunk_is(chunk, "ANIM"))
		return take_animation(file, chunk, err);
	/* What stands there twice, or too late, is nobody's. */
	if (webp_chunk_is(chunk, "VP8X"))
		return GM_OK;
	had_pixels = webp_picture_has_pixels(&file->still);
	if (webp_picture_take(&file->still, chunk)) {
		file->has_more |= had_pixels;
		return GM_OK;
	}
	return webp_meta_take(meta, &file->cursor, chunk, metadata, err);
}

/* Is there a picture before what was met? */
static bool
may_end(struct webp_file *file, enum gm_status st)
{
	if ((st != GM_ERR_TRUNCATED && st != GM_ERR_CORRUPT) ||
	    (file->n_frames == 0 && !webp_picture_has_pixels(&file->still)))
		return false;
	file->is_damaged = st == GM_ERR_CORRUPT;
	return true;
}

static enum gm_status
take_chunks(struct webp_file *file, bool salvage, struct metadata *metadata,
	    struct gm_error *err)
{
	struct webp_range chunks = file->chunks;
	struct webp_meta meta = {0};
	struct webp_chunk chunk;
	bool found, is_first = true;
	enum gm_status st;

	for (;; is_first = false) {
		st = webp_riff_next(&file->cursor, &chunks, &chunk, &found,
				    err);
		if (st != GM_OK || !found)
			break;
		st = is_first && webp_chunk_is(&chunk, "VP8X")
			     ? take_canvas(file, &chunk, err)
			     : take_chunk(file, &chunk, &meta, metadata, err);
		if (st != GM_OK)
			break;
	}
	if (st != GM_OK && salvage && may_end(file, st)) {
		*err = (struct gm_error){0};
		st = GM_OK;
	}
	file->has_more |= !file->is_cut && chunks.at < chunks.end;
	bytes_free(&meta.payload);
	return st;
}

/* A still picture is as large as its canvas. */
static enum gm_status
check_still(struct webp_file *file, struct gm_error *err)
{
	struct webp_picture *still = &file->still;
	enum gm_status st;

	if (!webp_picture_has_pixels(still))
		return file->is_cut
			       ? file_in_fail_at_end(file->cursor.in,
						     CODEC_INCOMPLETE, err)
			       : gm_fail(err, GM_ERR_CORRUPT, 0,
					 "corrupt: a WebP without a picture");
	st = webp_picture_measure(still, &file->cursor, err);
	if (st != GM_OK)
		return st;
	if (!file->is_extended) {
		file->width = still->width;
		file->height = still->height;
	}
	return file->width == still->width && file->height == still->height
		       ? GM_OK
		       : gm_fail(err, GM_ERR_CORRUPT, 0,
				 "corrupt: a picture that is not as large as "
				 "its canvas");
}

/* Frames count where the canvas says that they do, and alone then. */
static enum gm_status
check_kind(struct webp_file *file, struct gm_error *err)
{
	if ((file->flags & WEBP_HAS_ANIMATION) == 0) {
		file->has_more |= file->n_frames > 0;
		file->n_frames = 0;
		return check_still(file, err);
	}
	file->has_more |= webp_picture_has_pixels(&file->still);
	file->still = (struct webp_picture){0};
	if (file->n_frames > 0)
		return GM_OK;
	return file->is_cut ? file_in_fail_at_end(file->cursor.in,
						  CODEC_INCOMPLETE, err)
			    : gm_fail(err, GM_ERR_CORRUPT, 0,
				      "corrupt: an animation without a frame");
}

enum gm_status
webp_file_scan(struct webp_file *file, bool salvage, struct metadata *metadata,
	       struct gm_error *err)
{
	const struct file_in *in = file->cursor.in;
	enum gm_status st = webp_riff_open(&file->cursor, &file->chunks, err);

	if (st != GM_OK)
		return st;
	file->is_cut = in->nbytes < file->chunks.end;
	file->has_more = in->nbytes > file->chunks.end;
	if (file->is_cut && !salvage)
		return gm_fail(err, GM_ERR_TRUNCATED, 0,
			       "truncated: the file ends before the picture "
			       "does");
	st = take_chunks(file, salvage, metadata, err);
	return st == GM_OK ? check_kind(file, err) : st;
}

static enum gm_status
find_picture(struct webp_file *file, const struct webp_range *chunks,
	     struct webp_picture *picture, struct gm_error *err)
{
	struct webp_range left = *chunks;
	struct webp_chunk chunk;
	bool found = true;
	enum gm_status st = GM_OK;

	*picture = (struct webp_picture){0};
	while (st == GM_OK && found && !webp_picture_has_pixels(picture)) {
		st = webp_riff_next(&file->cursor, &left, &chunk, &found, err);
		if (st == GM_OK && found)
			webp_picture_take(picture, &chunk);
	}
	if (st != GM_OK)
		return st;
	if (webp_picture_has_pixels(picture))
		return webp_picture_measure(picture, &file->cursor, err);
	return file->is_cut ? file_in_fail_at_end(file->cursor.in,
						  CODEC_INCOMPLETE, err)
			    : gm_fail(err, GM_ERR_CORRUPT, 0,
				      "corrupt: a frame without a picture");
}

enum gm_status
webp_file_next(struct webp_file *file, struct webp_range *chunks,
	       struct webp_chunk *anmf, struct gm_error *err)
{
	bool found = true;
	enum gm_status st = GM_OK;

	while (st == GM_OK && found) {
		st = webp_riff_next(&file->cursor, chunks, anmf, &found, err);
		if (st == GM_OK && found && webp_chunk_is(anmf, "ANMF"))
			return GM_OK;
	}
	return st != GM_OK ? st
			   : gm_fail(err, GM_ERR_CORRUPT, 0,
				     "corrupt: a frame that was there is gone");
}

enum gm_status
webp_file_frame(struct webp_file *file, const struct webp_chunk *anmf,
		struct webp_frame *frame, struct webp_range *chunks,
		struct gm_error *err)
{
	uint8_t head[WEBP_ANMF_NBYTES] = {0};
	enum gm_status st = read_head(file, anmf, head, sizeof(head), err);

	if (st != GM_OK)
		return st;
	*frame = (struct webp_frame){.x = 2 * octets_u24le(head),
				     .y = 2 * octets_u24le(head + 3),
				     .width = octets_u24le(head + 6) + 1,
				     .height = octets_u24le(head + 9) + 1,
				     .duration_ms = octets_u24le(head + 12),
				     .blends = (head[15] & 2) == 0,
				     .disposes = (head[15] & 1) != 0};
	*chunks = (struct webp_range){.at = anmf->at + sizeof(head),
				      .end = anmf->at + anmf->nbytes};
	st = find_picture(file, chunks, &frame->picture, err);
	if (st != GM_OK)
		return st;
	if (frame->picture.width == frame->width &&
	    frame->picture.height == frame->height &&
	    frame->width <= file->width && frame->height <= file->height &&
	    frame->x <= file->width - frame->width &&
	    frame->y <= file->height - frame->height)
		return GM_OK;
	return gm_fail(err, GM_ERR_CORRUPT, 0,
		       "corrupt: a frame that does not fit in its place");
}

enum gm_status
webp_file_put_canvas(struct file_out *out, uint8_t flags, uint32_t width,
		     uint32_t height, struct gm_error *err)
{
	uint8_t head[WEBP_VP8X_NBYTES] = {flags};

	octets_put_u24le(head + 4, width - 1);
	octets_put_u24le(head + 7, height - 1);
	return webp_riff_put(out, "VP8X", head, sizeof(head), err);
}

enum gm_status
webp_file_put_animation(struct file_out *out, uint32_t background,
			uint32_t n_loops, struct gm_error *err)
{
	uint8_t head[WEBP_ANIM_NBYTES] = {0};

	octets_put_u32le(head, background);
	octets_put_u16le(head + 4,
			 n_loops < UINT16_MAX ? (uint16_t)n_loops : UINT16_MAX);
	return webp_riff_put(out, "ANIM", head, sizeof(head), err);
}

enum gm_status
webp_file_put_frame(struct file_out *out, const struct webp_frame *frame,
		    const struct bytes *chunks, struct gm_error *err)
{
	uint8_t head[WEBP_ANMF_NBYTES] = {0};
	uint64_t nbytes = sizeof(head) + (uint64_t)chunks->nbytes;
	enum gm_status st;

	if (nbytes > UINT32_MAX)
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "a frame is larger than what is written as "
			       "WebP");
	octets_put_u24le(head, frame->x / 2);
	octets_put_u24le(head + 3, frame->y / 2);
	octets_put_u24le(head + 6, frame->width - 1);
	octets_put_u24le(head + 9, frame->height - 1);
	octets_put_u24le(head + 12, frame->duration_ms);
	head[15] =
		(uint8_t)((frame->blends ? 0 : 2) | (frame->disposes ? 1 : 0));
	st = webp_riff_put_head(out, "ANMF", (uint32_t)nbytes, err);
	if (st == GM_OK)
		st = file_out_write(out, head, sizeof(head), err);
	return st == GM_OK
		       ? file_out_write(out, chunks->data, chunks->nbytes, err)
		       : st;
}
