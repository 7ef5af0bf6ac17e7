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
#include "formats/webp/webp_survey.h"
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

/* Are there frames before one that cannot be read?  They are all, then. */
static bool
may_end(struct reader *r, enum gm_status st, uint32_t n_frames,
	struct outcome *outcome)
{
	if ((st != GM_ERR_TRUNCATED && st != GM_ERR_CORRUPT) ||
	    !r->conversion->salvage || n_frames == 0)
		return false;
	r->file.n_frames = n_frames;
	conversion_warn(outcome, st == GM_ERR_TRUNCATED
					 ? "truncated: the frames that follow "
					   "are left out"
					 : "corrupt: the frames that follow "
					   "are left out");
	return true;
}

static enum gm_status
look_at_frames(struct reader *r, struct decoder *dec,
	       struct webp_survey *survey, struct gm_error *err)
{
	uint32_t n_frames = r->conversion->first_frame ? 1 : r->file.n_frames;
	enum gm_status st;

	if (n_frames > 1 && !dec->takes_frames)
		return gm_fail(err, GM_ERR_MULTIFRAME, 0,
			       "animation of %" PRIu32
			       " frames; --frames=first takes the first",
			       n_frames);
	st = webp_survey_frames(&r->file, n_frames, survey, err);
	if (st == GM_OK || !may_end(r, st, survey->n_frames, dec->outcome))
		return st;
	*err = (struct gm_error){0};
	return GM_OK;
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
	   const struct webp_survey *survey)
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
	struct webp_survey survey = {0};
	enum gm_status st = webp_file_scan(file, r->conversion->salvage,
					   &dec->metadata, err);

	if (st == GM_OK)
		st = image_check_size(in, file->width, file->height,
				      r->conversion->max_pixels, err);
	if (st == GM_OK && file->n_frames > 0)
		st = look_at_frames(r, dec, &survey, err);
	else if (st == GM_OK)
		webp_survey_still(file, &survey);
	r->frame = survey.first;
	r->left = survey.left;
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
	if (st == GM_OK && r->conversion->check != CHECK_NOT)
		webp_decode_even_out(picture, *samples);
	bytes_free(&coded);
	return st;
}

/* Of a frame that cannot be read nothing is drawn: what was there stays. */
static enum gm_status
leave_out(struct reader *r, enum gm_status st, struct outcome *outcome,
	  struct gm_error *err)
{
	static const struct webp_frame none;

	if ((st != GM_ERR_TRUNCATED && st != GM_ERR_CORRUPT) ||
	    !r->conversion->salvage)
		return st;
	*err = (struct gm_error){0};
	webp_canvas_draw(&r->canvas, &none, NULL);
	conversion_warn(outcome, st == GM_ERR_TRUNCATED
					 ? "truncated: a frame is left out"
					 : "corrupt: a frame is left out");
	return GM_OK;
}

static enum gm_status
draw(struct reader *r, struct outcome *outcome, struct gm_error *err)
{
	struct webp_canvas *canvas = &r->canvas;
	bool is_first = canvas->samples == NULL;
	uint8_t *samples = NULL;
	enum gm_status st = GM_OK;

	if (is_first)
		st = webp_canvas_open(canvas, r->file.width, r->file.height,
				      err);
	if (st == GM_OK)
		st = decode(r, outcome, &samples, err);
	if (st == GM_OK)
		webp_canvas_draw(canvas, &r->frame, samples);
	else if (!is_first)
		st = leave_out(r, st, outcome, err);
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
	if (r->file.is_damaged)
		conversion_warn(dec->outcome,
				"corrupt: what follows is left out");
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
