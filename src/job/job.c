/* SPDX-License-Identifier: MIT */
#include "job/job.h"

#include <errno.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "formats/formats.h"
#include "formats/unread.h"
#include "meta/claims.h"
#include "meta/orientation.h"

/* Rows are handled in strips of about this many bytes: they stay in cache. */
#define STRIP_BYTES 262144u

/* A job under way. */
struct work {
	const struct job *job; /* NULL: in memory */
	const struct job_options *options;
	struct job_kit *kit;
	struct job_result *result;
	const struct codec *to; /* what is written */
	unsigned orientation;   /* by which pixels are turned, once known; 0
				   before */
};

/* The codec of the content, or why there is none; the name is only a hint. */
static enum gm_status
find_codec(struct file_in *in, const char *name, const struct codec **codec,
	   struct gm_error *err)
{
	const uint8_t *head;
	size_t nbytes = file_in_peek(in, CODEC_HEAD_BYTES, &head);
	enum gm_status st = file_in_status(in, err);

	if (st != GM_OK)
		return st;
	if (nbytes == 0 && in->nbytes > 0)
		return gm_fail(err, GM_ERR_TRUNCATED, 0,
			       "truncated: emptied while it was read");
	if (nbytes == 0)
		return gm_fail(err, GM_ERR_FORMAT, 0, "empty file");
	*codec = formats_by_content(head, nbytes);
	return *codec != NULL ? GM_OK : unread_fail(head, nbytes, name, err);
}

/* No byte more of what is not asked for. */
static enum gm_status
check_format(const struct codec *codec, uint64_t formats, struct gm_error *err)
{
	char list[FORMATS_LIST_BYTES];

	if (formats == 0 || (formats & formats_bit(codec)) != 0)
		return GM_OK;
	formats_list(formats, list);
	return gm_fail(err, GM_ERR_FORMAT, 0, "%s is not among --formats=%s",
		       codec->name, list);
}

/* Under its name is no other format, for which there is a name of its own. */
static enum gm_status
check_format_stays(const struct work *work, struct gm_error *err)
{
	if (!work->job->in_place || work->to == work->result->format)
		return GM_OK;
	return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
		       "%s is only read: --in-place leaves it as it is",
		       work->result->format->name);
}

/* In place there is no picture left from which it could be had. */
static enum gm_status
check_nothing_is_lost(const struct work *work, struct gm_error *err)
{
	const struct conversion *conversion = &work->kit->conversion;
	const struct outcome *outcome = &work->result->outcome;
	bool is_lost = outcome->has_more ||
		       (outcome->left_out & METADATA_LEFT_CONTENT) != 0;
	char text[CONVERSION_LEFT_BYTES];

	if (!work->job->in_place || !is_lost || conversion->first_frame ||
	    conversion->strip != STRIP_NOTHING)
		return GM_OK;
	conversion_left_out(outcome, text);
	return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
		       "%s would be lost: --in-place leaves it as it is, "
		       "--frames=first takes the picture alone",
		       text);
}

/* A name that says something else than the content deserves a word. */
static void
warn_of_name(const struct work *work)
{
	const struct codec *by_name = formats_by_name(work->job->in_name);
	const struct codec *format = work->result->format;
	char *warning = work->result->outcome.warning;

	if (by_name == NULL || by_name == format || warning[0] != '\0')
		return;
	snprintf(warning, GM_ERROR_TEXT_BYTES,
		 "content is %s, not %s as the name says; written as %s",
		 format->name, by_name->name, work->to->name);
}

/*
 * Open the output, with the permissions of the input, unless it is open; of a
 * picture in memory it is begun anew.
 */
static enum gm_status
open_out(const struct work *work, struct gm_error *err)
{
	struct job_kit *kit = work->kit;

	if (work->job == NULL)
		return file_out_to_memory(&kit->out, (size_t)kit->in.nbytes,
					  err);
	kit->out.group = kit->in.group;
	return kit->out.is_open ? GM_OK
				: file_out_open_at(&kit->out, work->job->out_fd,
						   work->job->out_name,
						   kit->in.mode, err);
}

/* That of the input, where it is for us to turn its pixels; else 0. */
static unsigned
find_orientation(const struct work *work)
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
settle_orientation(const struct work *work, size_t first)
{
	struct metadata *m = &work->kit->decoder.metadata;

	if (work->orientation != 0)
		orientation_settle(m, first, work->orientation,
				   &work->kit->settler.turner);
}

/* How the encoder takes what the decoder gives. */
static enum gm_status
turn_rows(struct work *work, struct gm_error *err)
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
open_encoder(struct work *work, struct gm_error *err)
{
	struct job_kit *kit = work->kit;
	struct encoder *encoder = &kit->encoder;
	enum gm_status st;

	fitting_open(&kit->fitting, &kit->decoder.info, work->to,
		     &kit->conversion);
	st = open_out(work, err);
	if (st != GM_OK)
		return st;
	encoder->codec = work->to;
	encoder->out = &kit->out;
	encoder->in = &kit->in;
	st = turn_rows(work, err);
	return st != GM_OK
		       ? st
		       : work->to->writer->open(encoder, &kit->decoder.metadata,
						&kit->conversion, err);
}

/* From the open decoder to the open encoder, strip by strip. */
static enum gm_status
pass_strips(const struct work *work, struct gm_error *err)
{
	struct job_kit *kit = work->kit;
	struct decoder *dec = &kit->decoder;
	struct encoder *enc = &kit->encoder;
	const struct image_info *info = &dec->info;
	size_t row_nbytes = kit->fitting.row_nbytes;
	size_t most = row_nbytes < STRIP_BYTES ? STRIP_BYTES / row_nbytes : 1;
	uint32_t strip_rows =
		most < info->height ? (uint32_t)most : info->height;
	enum gm_status st =
		bytes_reserve(&kit->strip, strip_rows * row_nbytes, err);
	uint32_t n;

	for (uint32_t y = 0; st == GM_OK && y < info->height; y += n) {
		void *rows = kit->strip.data;

		n = info->height - y < strip_rows ? info->height - y
						  : strip_rows;
		st = dec->codec->reader->rows(dec, rows, n, err);
		if (st != GM_OK)
			break;
		if (info->channels >= 3)
			graying_convert(&dec->graying, info, rows,
					(size_t)info->width * n, rows);
		fitting_rows(&kit->fitting, rows, n, &work->result->outcome);
		st = turning_rows(&kit->turning, enc, rows, n, err);
	}
	return st;
}

/* From piece number first on, as a gray file may have them. */
static enum gm_status
settle_metadata(const struct work *work, size_t first, struct gm_error *err)
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
	return st;
}

/* Up to the first row of both; *n_items are the metadata until then. */
static enum gm_status
open_codecs(struct work *work, size_t *n_items, struct gm_error *err)
{
	struct job_kit *kit = work->kit;
	struct outcome *outcome = &work->result->outcome;
	struct decoder *dec = &kit->decoder;
	enum gm_status st;

	if (dec->codec->direct != NULL)
		outcome->way = CONVERSION_PIXELS;
	dec->outcome = outcome;
	dec->held_nbytes = 0;
	dec->may_rise = work->to->writer->takes_rising;
	dec->rises = false;
	dec->graying = (struct graying){.method = kit->conversion.gray};
	st = dec->codec->reader->open(dec, &kit->in, &kit->conversion, err);
	if (st != GM_OK)
		return st;
	outcome->width = dec->info.width;
	outcome->height = dec->info.height;
	dec->metadata.was_color |= dec->info.channels >= 3;
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
take_pixels(struct work *work, struct gm_error *err)
{
	struct job_kit *kit = work->kit;
	struct metadata *metadata = &kit->decoder.metadata;
	size_t n_items;
	enum gm_status st = open_codecs(work, &n_items, err);

	if (st == GM_OK)
		st = pass_strips(work, err);
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
	st = settle_metadata(work, n_items, err);
	return st == GM_OK ? work->to->writer->finish(&kit->encoder, err) : st;
}

static enum gm_status
take_direct(const struct work *work, const struct codec_direct *direct,
	    struct gm_error *err)
{
	struct job_kit *kit = work->kit;
	struct outcome *outcome = &work->result->outcome;
	enum gm_status st = open_out(work, err);

	if (st != GM_OK)
		return st;
	outcome->way = direct->way;
	return direct->copy(&kit->direct[formats_number(kit->decoder.codec)],
			    &kit->in, &kit->out, &kit->conversion,
			    &kit->decoder.metadata, outcome, err);
}

/*
 * Begin again for another way through the same job: nothing read, nothing
 * written, no metadata.
 */
static enum gm_status
restart(struct job_kit *kit, struct gm_error *err)
{
	metadata_clear(&kit->decoder.metadata);
	/* Most often a way is found closed before anything is written. */
	if (kit->out.n_written > 0)
		file_out_abandon(&kit->out);
	return kit->in.n_read > 0 ? file_in_rewind(&kit->in, err) : GM_OK;
}

static void
close_codecs(struct job_kit *kit)
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
take_pixels_knowing(struct work *work, struct gm_error *err)
{
	enum gm_status st = take_pixels(work, err);

	if (st != GM_OK || !work->kit->late.is_known)
		return st;
	close_codecs(work->kit);
	work->result->outcome = (struct outcome){0};
	st = restart(work->kit, err);
	return st == GM_OK ? take_pixels(work, err) : st;
}

/* The best way first, until one does not step aside. */
static enum gm_status
take_ways(struct work *work, struct gm_error *err)
{
	const struct codec *format = work->result->format;
	const struct codec_direct *const *direct = format->direct;
	struct job_kit *kit = work->kit;
	enum gm_status st;

	for (; work->to == format && direct != NULL && *direct != NULL;
	     direct++) {
		if (!(*direct)->serves(&kit->conversion))
			continue;
		st = take_direct(work, *direct, err);
		if (st != GM_ERR_UNSUPPORTED)
			return st;
		*err = (struct gm_error){0};
		work->result->outcome = (struct outcome){0};
		st = restart(kit, err);
		if (st != GM_OK)
			return st;
	}
	return take_pixels_knowing(work, err);
}

/* From the open input to the whole output. */
static enum gm_status
make_output(struct work *work)
{
	struct job_result *result = work->result;
	struct job_kit *kit = work->kit;
	struct gm_error *err = &result->error;
	enum gm_status st = find_codec(&kit->in, work->job->in_name,
				       &kit->decoder.codec, err);

	if (st == GM_OK)
		st = check_format(kit->decoder.codec, work->options->formats,
				  err);
	if (st != GM_OK)
		return st;
	result->format = kit->decoder.codec;
	work->to = work->job->to != NULL ? work->job->to
					 : formats_written_as(result->format);
	st = check_format_stays(work, err);
	if (st == GM_OK)
		st = take_ways(work, err);
	result->outcome.left_out = kit->decoder.metadata.left_out;
	if (st == GM_OK)
		st = check_nothing_is_lost(work, err);
	if (st == GM_OK && kit->inset_lacked_memory)
		st = gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (thumbnail)");
	if (st == GM_OK)
		st = file_out_commit(&kit->out, err);
	if (st != GM_OK) {
		result->outcome.warning[0] = '\0';
		return st;
	}
	result->nbytes_out = kit->out.n_written;
	warn_of_name(work);
	return GM_OK;
}

/* Close all, and remove the output if it is not whole. */
static void
close_all(struct job_kit *kit)
{
	close_codecs(kit);
	kit->decoder.codec = NULL;
	metadata_clear(&kit->decoder.metadata);
	late_forget(&kit->late);
	file_out_abandon(&kit->out);
	file_in_close(&kit->in);
}

enum gm_status
job_run_in_memory(struct job_kit *kit, const uint8_t *data, size_t nbytes,
		  struct gm_error *err)
{
	struct job_result result = {0};
	struct work work = {.kit = kit, .result = &result};
	enum gm_status st = file_in_from_memory(&kit->in, data, nbytes, err);

	if (st == GM_OK)
		st = find_codec(&kit->in, "", &kit->decoder.codec, err);
	work.to = result.format = kit->decoder.codec;
	if (st == GM_OK)
		st = take_ways(&work, err);
	close_all(kit);
	return st;
}

static enum gm_status
open_in(const struct work *work, struct gm_error *err)
{
	const struct job *job = work->job;

	if (job->in_fd == -ESTALE)
		return gm_fail(err, GM_ERR_OPEN, 0,
			       "another folder has taken the place of its own");
	if (job->in_fd < 0)
		return gm_fail(err, GM_ERR_OPEN, -job->in_fd, "open");
	return file_in_open_at(&work->kit->in, job->in_fd, job->in_name, err);
}

void
job_attempt(const struct job *job, const struct job_options *options,
	    struct job_kit *kit, struct job_result *result)
{
	struct work work = {
		.job = job, .options = options, .kit = kit, .result = result};

	*result = (struct job_result){0};
	result->status = open_in(&work, &result->error);
	if (result->status == GM_OK) {
		result->stamp = kit->in.stamp;
		result->nbytes_in = kit->in.nbytes;
		result->status = make_output(&work);
	}
	close_all(kit);
}
