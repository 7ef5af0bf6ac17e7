/* SPDX-License-Identifier: MIT */
#include "job/job_ways.h"

#include <stdio.h>

#include "meta/claims.h"
#include "meta/orientation.h"

enum gm_status
job_ways_open_out(const struct job_work *work, struct gm_error *err)
{
	const struct job *job = work->job;
	struct job_kit *kit = work->kit;

	if (job == NULL)
		return file_out_to_memory(&kit->out, (size_t)kit->in.nbytes,
					  err);
	if (kit->out.is_open)
		return GM_OK;
	if (job->out_name == NULL)
		return file_out_open_fd(&kit->out, job->out_fd, err);
	kit->out.group = kit->in.group;
	return file_out_open_at(&kit->out, job->out_fd, job->out_name,
				kit->in.mode, err);
}

/* That of the input, where it is for us to turn its pixels; else 0. */
static unsigned
find_orientation(const struct job_work *work)
{
	const struct job_kit *kit = work->kit;
	bool holds = (work->to->can.holds & 1u << METADATA_EXIF) != 0;
	unsigned orientation = 0;

	if (kit->conversion.orient || !holds)
		orientation = orientation_of(&kit->decoder.metadata, 0);
	if (orientation == 0)
		orientation = kit->conversion.turn_as;
	return orientation == ORIENTATION_UPRIGHT ? 0 : orientation;
}

/* The picture is turned: metadata from number first on say so. */
static void
settle_orientation(const struct job_work *work, size_t first)
{
	struct metadata *m = &work->kit->decoder.metadata;

	if (work->orientation != 0)
		orientation_settle(m, first, work->orientation,
				   &work->kit->settler.turner);
}

/* How the encoder takes what the decoder gives. */
static enum gm_status
turn_rows(struct job_work *work, struct gm_error *err)
{
	struct job_kit *kit = work->kit;
	struct turn turn;

	settle_orientation(work, 0);
	turn = turn_upright(work->orientation);
	return turning_open(&kit->turning, &turn, &kit->fitting.to,
			    &kit->decoder, &kit->encoder, &kit->in,
			    kit->conversion.max_nbytes, err);
}

static enum gm_status
open_encoder(struct job_work *work, struct gm_error *err)
{
	struct job_kit *kit = work->kit;
	struct encoder *encoder = &kit->encoder;
	enum gm_status st;

	fitting_open(&kit->fitting, &kit->decoder.info, work->to,
		     &kit->conversion);
	st = job_ways_open_out(work, err);
	if (st != GM_OK)
		return st;
	encoder->codec = work->to;
	encoder->out = &kit->out;
	encoder->in = &kit->in;
	encoder->animation = kit->decoder.animation;
	encoder->lossy_quality = kit->decoder.lossy_quality;
	st = turn_rows(work, err);
	return st != GM_OK
		       ? st
		       : work->to->writer->open(encoder, &kit->decoder.metadata,
						&kit->conversion, err);
}

/* From the open decoder to the open encoder. */
static enum gm_status
pass_strip(struct job_work *work, void *rows, uint32_t y, uint32_t n,
	   struct gm_error *err)
{
	struct job_kit *kit = work->kit;
	const struct decoder *dec = &kit->decoder;
	const struct image_info *info = &dec->info;

	(void)y;
	if (info->channels >= 3)
		graying_convert(&dec->graying, info, rows,
				(size_t)info->width * n, rows);
	fitting_rows(&kit->fitting, rows, n, &work->result->outcome);
	return turning_rows(&kit->turning, &kit->encoder, rows, n, err);
}

static enum gm_status
pass_strips(struct job_work *work, struct gm_error *err)
{
	return job_rows_each(work, work->kit->fitting.row_nbytes, pass_strip,
			     err);
}

/* Frame by frame. */
static enum gm_status
pass_frames(struct job_work *work, struct gm_error *err)
{
	struct decoder *dec = &work->kit->decoder;
	struct encoder *enc = &work->kit->encoder;
	uint32_t n_left = dec->animation.n_frames;
	enum gm_status st = pass_strips(work, err);

	for (; st == GM_OK && n_left > 1; n_left--) {
		st = dec->codec->reader->next_frame(dec, err);
		enc->animation = dec->animation;
		if (st == GM_OK)
			st = enc->codec->writer->next_frame(enc, err);
		if (st == GM_OK)
			st = pass_strips(work, err);
	}
	return st;
}

/* A profile that stays after all says that samples are not those of sRGB. */
static void
warn_of_profile(const struct job_work *work, size_t first)
{
	const struct metadata *m = &work->kit->decoder.metadata;

	if ((work->to->can.holds >> METADATA_ICC & 1) != 0)
		return;
	for (size_t i = first; i < m->n_items; i++)
		if (metadata_get(m, i).kind == METADATA_ICC)
			conversion_warn(&work->result->outcome,
					"its colour profile has no place in "
					"the copy, and is left out");
}

/* What a picture becomes unless another is asked for may hold less of it. */
static void
warn_of_fitting(const struct job_work *work)
{
	const struct fitting *fitting = &work->kit->fitting;
	bool has_alpha = fitting->from.channels == fitting->to.channels;
	bool has_depth = fitting->from.bits == fitting->to.bits;
	char text[64];

	if (work->to != work->result->format->becomes ||
	    (has_alpha && has_depth))
		return;
	snprintf(text, sizeof(text), "%s does not hold its %s: --to=png does",
		 work->to->name,
		 has_alpha   ? "depth"
		 : has_depth ? "alpha"
			     : "alpha and its depth");
	conversion_warn(&work->result->outcome, text);
}

/* From piece number first on, as a gray file may have them. */
static enum gm_status
settle_metadata(const struct job_work *work, size_t first, struct gm_error *err)
{
	struct metadata *m = &work->kit->decoder.metadata;
	const char *warning = NULL;
	enum gm_status st;

	if (work->to != work->result->format)
		claims_leave(m, first);
	else if (work->orientation != 0)
		claims_turn(m, first);
	st = settle_end(m, first, &warning, err);
	if (warning != NULL)
		conversion_warn(&work->result->outcome, warning);
	warn_of_profile(work, first);
	return st;
}

/* Up to the first row of both; *n_items are the metadata until then. */
static enum gm_status
open_codecs(struct job_work *work, size_t *n_items, struct gm_error *err)
{
	struct job_kit *kit = work->kit;
	struct decoder *dec = &kit->decoder;
	enum gm_status st = job_rows_open(work, err);

	if (st == GM_OK)
		st = late_tell(&kit->late, &dec->metadata, err);
	if (st == GM_OK && work->orientation == 0)
		work->orientation = find_orientation(work);
	if (st == GM_OK)
		st = settle_metadata(work, 0, err);
	if (st == GM_OK)
		st = open_encoder(work, err);
	*n_items = dec->metadata.n_items;
	return st;
}

/* Decode, make gray and encode, by rows. */
static enum gm_status
take_pixels(struct job_work *work, struct gm_error *err)
{
	struct job_kit *kit = work->kit;
	struct metadata *metadata = &kit->decoder.metadata;
	size_t n_items;
	enum gm_status st = open_codecs(work, &n_items, err);

	if (st == GM_OK)
		st = pass_frames(work, err);
	if (st == GM_OK)
		st = kit->decoder.codec->reader->finish(&kit->decoder, err);
	if (st != GM_OK)
		return st;
	if (kit->late.is_known)
		metadata_cut(metadata, n_items);
	else if (late_are_missed(metadata, n_items, work->to) ||
		 (work->orientation == 0 && find_orientation(work) != 0))
		return late_learn(&kit->late, metadata, n_items, err);
	settle_orientation(work, n_items);
	warn_of_fitting(work);
	st = settle_metadata(work, n_items, err);
	return st == GM_OK ? work->to->writer->finish(&kit->encoder, err) : st;
}

void **
job_ways_state(struct job_kit *kit)
{
	return &kit->direct[formats_number(kit->decoder.codec)];
}

static enum gm_status
take_direct(const struct job_work *work, const struct codec_direct *direct,
	    struct gm_error *err)
{
	struct job_kit *kit = work->kit;
	struct outcome *outcome = &work->result->outcome;
	enum gm_status st = job_ways_open_out(work, err);

	if (st != GM_OK)
		return st;
	outcome->way = direct->way;
	return direct->copy(job_ways_state(kit), &kit->in, &kit->out,
			    &kit->conversion, &kit->decoder.metadata, outcome,
			    err);
}

/*
 * Begin again for another way through the same job: nothing read, nothing
 * written, no metadata, and a result that says nothing.
 */
static enum gm_status
restart(const struct job_work *work, struct gm_error *err)
{
	struct job_kit *kit = work->kit;

	work->result->outcome = (struct outcome){0};
	metadata_clear(&kit->decoder.metadata);
	/* Most often a way is found closed before anything is written. */
	if (kit->out.n_written > 0)
		file_out_abandon(&kit->out);
	return kit->in.n_read > 0 ? file_in_rewind(&kit->in, err) : GM_OK;
}

void
job_ways_close(struct job_kit *kit)
{
	if (kit->encoder.codec != NULL)
		kit->encoder.codec->writer->close(&kit->encoder);
	if (kit->decoder.codec != NULL)
		kit->decoder.codec->reader->close(&kit->decoder);
	kit->encoder.codec = NULL;
	turning_close(&kit->turning);
}

/* Where metadata stood behind the pixels, once more, knowing them. */
static enum gm_status
take_pixels_knowing(struct job_work *work, struct gm_error *err)
{
	enum gm_status st = take_pixels(work, err);

	if (st != GM_OK || !work->kit->late.is_known)
		return st;
	job_ways_close(work->kit);
	st = restart(work, err);
	return st == GM_OK ? take_pixels(work, err) : st;
}

static bool
leads_to(const struct codec_direct *direct, const struct codec *from,
	 const struct codec *to)
{
	return (direct->to != NULL ? direct->to : formats_written_as(from)) ==
	       to;
}

enum gm_status
job_ways_take(struct job_work *work, struct gm_error *err)
{
	const struct codec *format = work->result->format;
	const struct codec_direct *const *direct = format->direct;
	struct job_kit *kit = work->kit;
	enum gm_status st;

	kit->settler.model = work->to->can.model;
	for (; direct != NULL && *direct != NULL; direct++) {
		if (!leads_to(*direct, format, work->to) ||
		    !(*direct)->serves(&kit->conversion))
			continue;
		st = take_direct(work, *direct, err);
		if (st != GM_ERR_UNSUPPORTED || work->to->writer == NULL)
			return st;
		*err = (struct gm_error){0};
		st = restart(work, err);
		if (st != GM_OK)
			return st;
	}
	return take_pixels_knowing(work, err);
}
