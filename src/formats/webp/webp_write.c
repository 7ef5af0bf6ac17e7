/* SPDX-License-Identifier: MIT */
#include "formats/webp/webp.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "formats/webp/webp_change.h"
#include "formats/webp/webp_encode.h"
#include "formats/webp/webp_file.h"
#include "formats/webp/webp_meta.h"

/* Where the flags of the canvas stand in a file that tells of one. */
#define FLAGS_AT (WEBP_RIFF_HEAD_NBYTES + WEBP_CHUNK_HEAD_NBYTES)

struct writer {
	const struct metadata *metadata;
	struct webp_coding coding;    /* of a picture as large as the canvas */
	struct webp_encoder *encoder; /* owned; of a still picture */
	uint32_t next_y;              /* of it */
	struct webp_change change;    /* of an animation */
	struct animation at_hand;     /* how long its frame is shown */
	struct bytes coded;           /* owned; chunks of a picture */
};

static bool
is_animation(const struct encoder *enc)
{
	return enc->animation.n_frames > 1;
}

static enum gm_status
check_shape(const struct image_info *info, struct gm_error *err)
{
	if (info->bits != 8)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: %" PRIu32
			       " bits per sample cannot be written as WebP",
			       info->bits);
	if (info->width > WEBP_MAX_SIDE || info->height > WEBP_MAX_SIDE)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "WebP holds at most %u pixels a side",
			       WEBP_MAX_SIDE);
	return GM_OK;
}

static enum gm_status
check_memory(const struct encoder *enc, const struct webp_coding *coding,
	     const struct conversion *conversion, struct gm_error *err)
{
	const struct image_info *info = &enc->info;
	uint64_t nbytes = enc->held_nbytes + webp_encode_nbytes(coding);

	if (is_animation(enc))
		nbytes += UINT64_C(2) * image_row_nbytes(info) * info->height;
	return image_check_memory(info->width, info->height, nbytes,
				  conversion->max_nbytes, err);
}

/* What stands before the frames. */
static enum gm_status
begin_animation(const struct encoder *enc, struct gm_error *err)
{
	const struct writer *w = enc->state;
	const struct image_info *info = &enc->info;
	bool is_extended = true;
	unsigned flags = webp_meta_flags(w->metadata, &is_extended) |
			 (unsigned)WEBP_HAS_ANIMATION;
	enum gm_status st = webp_riff_begin(enc->out, err);

	if (info->channels == 2)
		flags |= WEBP_HAS_ALPHA;
	if (st == GM_OK)
		st = webp_file_put_canvas(enc->out, (uint8_t)flags, info->width,
					  info->height, err);
	if (st == GM_OK)
		st = webp_meta_put_before(w->metadata, enc->out, err);
	return st == GM_OK ? webp_file_put_animation(
				     enc->out, 0, enc->animation.n_plays, err)
			   : st;
}

static enum gm_status
begin(const struct encoder *enc, struct gm_error *err)
{
	struct writer *w = enc->state;
	enum gm_status st;

	if (!is_animation(enc))
		return webp_encoder_open(&w->encoder, &w->coding, err);
	w->at_hand = enc->animation;
	st = webp_change_open(&w->change, &enc->info, err);
	return st == GM_OK ? begin_animation(enc, err) : st;
}

static enum gm_status
encode_open(struct encoder *enc, const struct metadata *metadata,
	    const struct conversion *conversion, struct gm_error *err)
{
	const struct image_info *info = &enc->info;
	const struct webp_coding coding = {
		.width = info->width,
		.height = info->height,
		.has_alpha = info->channels == 2,
		.quality = conversion->quality != 0 ? conversion->quality
						    : enc->lossy_quality,
		.compress = conversion->compress};
	enum gm_status st = check_shape(info, err);
	struct writer *w;

	if (st == GM_OK)
		st = check_memory(enc, &coding, conversion, err);
	if (st != GM_OK)
		return st;
	w = calloc(1, sizeof(*w));
	if (w == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (WebP)");
	enc->state = w;
	w->metadata = metadata;
	w->coding = coding;
	return begin(enc, err);
}

static enum gm_status
encode_rows(struct encoder *enc, void *rows, uint32_t n_rows,
	    struct gm_error *err)
{
	struct writer *w = enc->state;
	const uint8_t *row = rows;

	(void)err;
	if (is_animation(enc)) {
		webp_change_put(&w->change, row, n_rows);
		return GM_OK;
	}
	for (; n_rows > 0; n_rows--) {
		webp_encoder_put(w->encoder, w->next_y++, row);
		row += image_row_nbytes(&enc->info);
	}
	return GM_OK;
}

/* The region of the frame that came last, coded. */
static enum gm_status
code_region(struct writer *w, const struct webp_region *region,
	    struct gm_error *err)
{
	struct webp_coding coding = w->coding;
	struct webp_encoder *encoder;
	enum gm_status st;

	coding.width = region->width;
	coding.height = region->height;
	st = webp_encoder_open(&encoder, &coding, err);
	if (st != GM_OK)
		return st;
	for (uint32_t y = 0; y < region->height; y++)
		webp_encoder_put(encoder, y,
				 webp_change_row(&w->change, region, y));
	w->coded.nbytes = 0;
	st = webp_encoder_finish(encoder, &w->coded, err);
	webp_encoder_close(encoder);
	return st;
}

/* Milliseconds, to the nearest, as many as there may be. */
static uint32_t
duration_ms(const struct animation *shown)
{
	uint64_t ms =
		((uint64_t)shown->shown_num * 1000 + shown->shown_den / 2) /
		shown->shown_den;

	return ms < WEBP_MAX_DURATION_MS ? (uint32_t)ms : WEBP_MAX_DURATION_MS;
}

static enum gm_status
put_frame(const struct encoder *enc, struct gm_error *err)
{
	struct writer *w = enc->state;
	struct webp_region region = webp_change_find(&w->change);
	struct webp_frame frame = {.x = region.x,
				   .y = region.y,
				   .width = region.width,
				   .height = region.height,
				   .duration_ms = duration_ms(&w->at_hand)};
	enum gm_status st = code_region(w, &region, err);

	if (st == GM_OK)
		st = webp_file_put_frame(enc->out, &frame, &w->coded, err);
	webp_change_show(&w->change);
	return st;
}

static enum gm_status
encode_next_frame(struct encoder *enc, struct gm_error *err)
{
	struct writer *w = enc->state;
	enum gm_status st = put_frame(enc, err);

	w->at_hand = enc->animation;
	return st;
}

/* Metadata that came after the rows have their flags, too. */
static enum gm_status
finish_animation(const struct encoder *enc, struct gm_error *err)
{
	const struct writer *w = enc->state;
	bool is_extended = true;
	uint8_t flags =
		webp_meta_flags(w->metadata, &is_extended) | WEBP_HAS_ANIMATION;
	enum gm_status st = put_frame(enc, err);

	if (enc->info.channels == 2)
		flags |= WEBP_HAS_ALPHA;
	return st == GM_OK ? file_out_patch(enc->out, FLAGS_AT, &flags, 1, err)
			   : st;
}

/* A canvas is told of for what the picture alone does not say. */
static enum gm_status
put_canvas(const struct encoder *enc, struct gm_error *err)
{
	const struct writer *w = enc->state;
	const struct image_info *info = &enc->info;
	bool is_extended = memcmp(w->coded.data, "ALPH", 4) == 0;
	uint8_t flags = webp_meta_flags(w->metadata, &is_extended);

	if (!is_extended)
		return GM_OK;
	if (info->channels == 2)
		flags |= WEBP_HAS_ALPHA;
	return webp_file_put_canvas(enc->out, flags, info->width, info->height,
				    err);
}

static enum gm_status
put_still(const struct encoder *enc, struct gm_error *err)
{
	struct writer *w = enc->state;
	enum gm_status st = webp_encoder_finish(w->encoder, &w->coded, err);

	if (st == GM_OK)
		st = webp_riff_begin(enc->out, err);
	if (st == GM_OK)
		st = put_canvas(enc, err);
	if (st == GM_OK)
		st = webp_meta_put_before(w->metadata, enc->out, err);
	return st == GM_OK ? file_out_write(enc->out, w->coded.data,
					    w->coded.nbytes, err)
			   : st;
}

static enum gm_status
encode_finish(struct encoder *enc, struct gm_error *err)
{
	const struct writer *w = enc->state;
	enum gm_status st = is_animation(enc) ? finish_animation(enc, err)
					      : put_still(enc, err);

	if (st == GM_OK)
		st = webp_meta_put_after(w->metadata, enc->out, err);
	return st == GM_OK ? webp_riff_end(enc->out, err) : st;
}

static void
encode_close(struct encoder *enc)
{
	struct writer *w = enc->state;

	if (w == NULL)
		return;
	webp_encoder_close(w->encoder);
	webp_change_close(&w->change);
	bytes_free(&w->coded);
	free(w);
	enc->state = NULL;
}

const struct codec_writer webp_writer = {
	.open = encode_open,
	.rows = encode_rows,
	.next_frame = encode_next_frame,
	.finish = encode_finish,
	.close = encode_close,
};
