/* SPDX-License-Identifier: MIT */
/*
 * A still picture is delivered as it is decoded; frames of an animation, or
 * the first of them, as they are shown.
 */
#include "formats/webp/webp.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "formats/webp/webp_canvas.h"
#include "formats/webp/webp_decode.h"
#include "formats/webp/webp_file.h"
#include "formats/webp/webp_quality.h"
#include "meta/settle.h"

struct reader {
	const struct conversion *conversion;
	struct webp_file file;
	struct webp_frame frame; /* at hand; a still picture fills its canvas */
	struct webp_range left;  /* chunks after it */
	uint8_t *samples;        /* owned; of a still picture, once decoded */
	struct webp_canvas canvas; /* of an animation, likewise */
	bool is_shown;             /* the frame at hand is decoded */
	uint32_t next_y;
};

static size_t
row_nbytes(const struct webp_picture *picture)
{
	return (size_t)picture->width * (picture->has_alpha ? 4 : 3);
}

static void
take_still(struct reader *r)
{
	r->frame = (struct webp_frame){.width = r->file.width,
				       .height = r->file.height,
				       .picture = r->file.still};
}

/* Can it be seen through a frame, or beside the first? */
static bool
shows_canvas(const struct webp_file *file, const struct webp_frame *frame,
	     bool is_first)
{
	bool covers =
		frame->width == file->width && frame->height == file->height;

	if (is_first)
		return !covers || frame->picture.has_alpha;
	return frame->picture.has_alpha && !frame->blends;
}

/* What the frames that are taken have in common. */
struct survey {
	bool has_alpha;   /* what is shown */
	unsigned quality; /* the best of those that are lossy; else 0 */
	uint64_t nbytes;  /* of memory, for the largest */
};

static void
note_quality(struct survey *survey, const struct webp_picture *picture,
	     struct file_cursor *cursor)
{
	unsigned quality = webp_quality_of(picture, cursor);

	if (quality > survey->quality)
		survey->quality = quality;
}

/* Look at the heads of all frames that are taken, which leaves the first. */
static enum gm_status
survey_frames(struct reader *r, uint32_t n_frames, struct survey *survey,
	      struct gm_error *err)
{
	struct webp_range left = r->file.chunks, within;
	struct webp_frame frame = {0};
	struct webp_chunk anmf;
	enum gm_status st = GM_OK;

	for (uint32_t i = 0; st == GM_OK && i < n_frames; i++) {
		uint64_t nbytes;
		bool was_disposed = frame.disposes;

		st = webp_file_next(&r->file, &left, &anmf, err);
		if (st == GM_OK)
			st = webp_file_frame(&r->file, &anmf, &frame, &within,
					     err);
		if (st != GM_OK)
			break;
		if (i == 0) {
			r->frame = frame;
			r->left = left;
		}
		nbytes = webp_decode_nbytes(&frame.picture) + anmf.nbytes;
		if (nbytes > survey->nbytes)
			survey->nbytes = nbytes;
		note_quality(survey, &frame.picture, &r->file.cursor);
		survey->has_alpha |=
			was_disposed || shows_canvas(&r->file, &frame, i == 0);
	}
	survey->nbytes += webp_canvas_nbytes(r->file.width, r->file.height);
	return st;
}

static enum gm_status
check_frames(struct reader *r, struct decoder *dec, struct survey *survey,
	     struct gm_error *err)
{
	uint32_t n_frames = r->file.n_frames;

	if (r->conversion->first_frame)
		n_frames = 1;
	if (n_frames > 1 && !dec->takes_frames)
		return gm_fail(err, GM_ERR_MULTIFRAME, 0,
			       "animation of %" PRIu32
			       " frames; --frames=first takes the first",
			       n_frames);
	return survey_frames(r, n_frames, survey, err);
}

static void
tell_frame(const struct reader *r, struct decoder *dec)
{
	if (r->file.n_frames < 2 || r->conversion->first_frame)
		return;
	dec->animation = (struct animation){.n_frames = r->file.n_frames,
					    .n_plays = r->file.n_loops,
					    .shown_num = r->frame.duration_ms,
					    .shown_den = 1000};
}

static void
tell_shape(const struct reader *r, struct decoder *dec,
	   const struct survey *survey)
{
	dec->info = (struct image_info){.width = r->file.width,
					.height = r->file.height,
					.channels = survey->has_alpha ? 4 : 3,
					.bits = 8,
					.exact_bits = 8};
	dec->lossy_quality = survey->quality;
	dec->held_nbytes = survey->nbytes;
	tell_frame(r, dec);
}

/* The size first: no frame is looked at on a canvas that is refused. */
static enum gm_status
open_file(struct reader *r, struct decoder *dec, struct gm_error *err)
{
	struct webp_file *file = &r->file;
	const struct file_in *in = file->cursor.in;
	struct survey survey = {0};
	enum gm_status st = webp_file_scan(file, r->conversion->salvage,
					   &dec->metadata, err);

	if (st == GM_OK)
		st = image_check_size(in, file->width, file->height,
				      r->conversion->max_pixels, err);
	if (st == GM_OK && file->n_frames > 0) {
		st = check_frames(r, dec, &survey, err);
	} else if (st == GM_OK) {
		const struct webp_picture *still = &file->still;

		take_still(r);
		survey.has_alpha = still->has_alpha;
		survey.quality = webp_quality_of(still, &file->cursor);
		survey.nbytes = webp_decode_nbytes(still) +
				still->pixels.nbytes + still->alpha.nbytes;
	}
	if (st == GM_OK)
		st = image_check_held(in, file->width, file->height,
				      survey.nbytes, r->conversion->max_nbytes,
				      err);
	if (st != GM_OK)
		return st;
	tell_shape(r, dec, &survey);
	return settle_find_graying(&dec->metadata, &dec->info, false,
				   r->conversion->gray, &dec->graying, err);
}

static enum gm_status
decode_open(struct decoder *dec, struct file_in *in,
	    const struct conversion *conversion, struct gm_error *err)
{
	struct reader *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (WebP)");
	r->conversion = conversion;
	r->file.cursor.in = in;
	dec->state = r;
	return open_file(r, dec, err);
}

/* What cannot be read stays black, or transparent. */
static enum gm_status
salvage(const struct webp_picture *picture, const struct bytes *coded,
	uint8_t *samples, struct outcome *outcome, struct gm_error *err)
{
	uint32_t n_rows,
		least = image_salvage_rows(picture->width, picture->height);
	enum gm_status st = webp_decode(picture, coded, samples, err);

	if (st == GM_OK || st == GM_ERR_NOMEM)
		return st;
	/* By parts the library takes less than it takes as a whole. */
	memset(samples, 0, row_nbytes(picture) * picture->height);
	*err = (struct gm_error){0};
	st = webp_decode_some(picture, coded, samples, &n_rows, err);
	if (st == GM_OK || st == GM_ERR_NOMEM || n_rows < least)
		return st;
	*err = (struct gm_error){0};
	conversion_warn(outcome, st == GM_ERR_TRUNCATED
					 ? "truncated: what is missing is black"
					 : "corrupt: what is missing is black");
	return GM_OK;
}

/* The samples of the frame at hand, which are the caller's to free. */
static enum gm_status
decode(struct reader *r, struct outcome *outcome, uint8_t **samples,
       struct gm_error *err)
{
	const struct webp_picture *picture = &r->frame.picture;
	bool salvages = r->conversion->salvage;
	struct bytes coded = {0};
	enum gm_status st;

	*samples = calloc(picture->height, row_nbytes(picture));
	if (*samples == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (pixels)");
	st = webp_picture_load(&r->file.cursor, picture, salvages, &coded, err);
	if (st == GM_OK)
		st = salvages ? salvage(picture, &coded, *samples, outcome, err)
			      : webp_decode(picture, &coded, *samples, err);
	bytes_free(&coded);
	return st;
}

static enum gm_status
draw(struct reader *r, struct outcome *outcome, struct gm_error *err)
{
	struct webp_canvas *canvas = &r->canvas;
	uint8_t *samples = NULL;
	enum gm_status st = GM_OK;

	if (canvas->samples == NULL)
		st = webp_canvas_open(canvas, r->file.width, r->file.height,
				      err);
	if (st == GM_OK)
		st = decode(r, outcome, &samples, err);
	if (st == GM_OK)
		webp_canvas_draw(canvas, &r->frame, samples);
	free(samples);
	return st;
}

static void
put_row(struct reader *r, const struct image_info *info, uint8_t *to)
{
	size_t y = r->next_y++, width = info->width;
	const uint8_t *from;

	if (r->samples != NULL) {
		memcpy(to, r->samples + y * image_row_nbytes(info),
		       image_row_nbytes(info));
		return;
	}
	from = r->canvas.samples + y * width * WEBP_CANVAS_CHANNELS;
	for (size_t i = 0; i < width; i++, to += info->channels)
		memcpy(to, from + i * WEBP_CANVAS_CHANNELS, info->channels);
}

static enum gm_status
decode_rows(struct decoder *dec, void *rows, uint32_t n_rows,
	    struct gm_error *err)
{
	struct reader *r = dec->state;
	uint8_t *to = rows;
	enum gm_status st = GM_OK;

	if (!r->is_shown)
		st = r->file.n_frames > 0
			     ? draw(r, dec->outcome, err)
			     : decode(r, dec->outcome, &r->samples, err);
	r->is_shown = true;
	for (; n_rows > 0 && st == GM_OK; n_rows--) {
		put_row(r, &dec->info, to);
		to += image_row_nbytes(&dec->info);
	}
	return st;
}

static enum gm_status
decode_next_frame(struct decoder *dec, struct gm_error *err)
{
	struct reader *r = dec->state;
	struct webp_range within;
	struct webp_chunk anmf;
	enum gm_status st = webp_file_next(&r->file, &r->left, &anmf, err);

	if (st == GM_OK)
		st = webp_file_frame(&r->file, &anmf, &r->frame, &within, err);
	if (st != GM_OK)
		return st;
	tell_frame(r, dec);
	r->is_shown = false;
	r->next_y = 0;
	return GM_OK;
}

/* The samples go before a writer needs much more memory. */
static void
free_samples(struct reader *r)
{
	free(r->samples);
	r->samples = NULL;
	webp_canvas_close(&r->canvas);
}

static enum gm_status
decode_finish(struct decoder *dec, struct gm_error *err)
{
	struct reader *r = dec->state;

	(void)err;
	free_samples(r);
	if (r->file.is_cut)
		conversion_warn(dec->outcome,
				"truncated: what follows is missing");
	dec->outcome->has_more = r->file.has_more;
	return GM_OK;
}

static void
decode_close(struct decoder *dec)
{
	struct reader *r = dec->state;

	if (r != NULL)
		free_samples(r);
	free(r);
	dec->state = NULL;
}

const struct codec_reader webp_reader = {
	.open = decode_open,
	.rows = decode_rows,
	.next_frame = decode_next_frame,
	.finish = decode_finish,
	.close = decode_close,
};
