/* SPDX-License-Identifier: MIT */
#include "job/job.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include "formats/formats.h"
#include "job/shortcut.h"

/* Rows are handled in strips of about this many bytes: they stay in cache. */
#define STRIP_BYTES 262144u

/* The codec of the content, or why there is none. */
static enum gm_status
find_codec(struct file_in *in, const struct codec **codec, struct gm_error *err)
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
	if (*codec == NULL)
		return gm_fail(err, GM_ERR_FORMAT, 0,
			       "not a picture of a known format");
	return GM_OK;
}

/* A name that says something else than the content deserves a word. */
static void
warn_of_name(const struct job *job, const struct codec *in_codec,
	     const struct codec *out_codec, char *warning)
{
	const struct codec *by_name = formats_by_name(job->in_path);

	if (by_name == NULL || by_name == in_codec || warning[0] != '\0')
		return;
	snprintf(warning, GM_ERROR_TEXT_BYTES,
		 "content is %s, not %s as the name says; written as %s",
		 in_codec->name, by_name->name, out_codec->name);
}

static enum gm_status
open_encoder(const struct job *job, const struct job_options *options,
	     struct job_room *room, struct gm_error *err)
{
	const struct encode_options encode = {.quality = options->quality,
					      .compress = options->compress};
	const struct codec *codec = room->decoder.codec;
	struct encoder *encoder = &room->encoder;
	enum gm_status st;

	if (job->to_png || codec->writer == NULL)
		codec = &codec_png;
	if (room->decoder.info.bits == 32 && codec != room->decoder.codec)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "%s samples cannot be written as %s",
			       room->decoder.codec->name, codec->name);
	st = room_open_out(room, job->out_path, options->run_id, err);
	if (st != GM_OK)
		return st;
	encoder->codec = codec;
	encoder->info = gray_info(&room->decoder.info);
	encoder->out = &room->out;
	return codec->writer->open(encoder, &room->decoder.metadata, &encode,
				   err);
}

/* Room for one strip; *n_rows is how many rows that is. */
static enum gm_status
reserve_strip(struct bytes *strip, const struct image_info *info,
	      uint32_t *n_rows, struct gm_error *err)
{
	size_t row_nbytes = image_row_nbytes(info);
	size_t n = row_nbytes < STRIP_BYTES ? STRIP_BYTES / row_nbytes : 1;

	*n_rows = n < info->height ? (uint32_t)n : info->height;
	strip->nbytes = 0;
	return bytes_reserve(strip, *n_rows * row_nbytes, err);
}

static enum gm_status
convert_rows(const struct job_options *options, struct job_room *room,
	     struct gm_error *err)
{
	struct decoder *dec = &room->decoder;
	struct encoder *enc = &room->encoder;
	const struct image_info *info = &dec->info;
	uint32_t strip_rows, n;
	enum gm_status st;

	st = reserve_strip(&room->strip, info, &strip_rows, err);
	for (uint32_t y = 0; st == GM_OK && y < info->height; y += n) {
		void *rows = room->strip.data;

		n = info->height - y < strip_rows ? info->height - y
						  : strip_rows;
		st = dec->codec->reader->rows(dec, rows, n, err);
		if (st != GM_OK)
			break;
		if (info->channels >= 3)
			gray_convert(options->gray, info, rows,
				     (size_t)info->width * n, rows);
		st = enc->codec->writer->rows(enc, rows, n, err);
		room_tell_meter(room);
	}
	return st;
}

static enum gm_status
convert_pixels(const struct job *job, const struct job_options *options,
	       struct job_room *room, struct job_result *result,
	       struct gm_error *err)
{
	const struct decode_options decode = {
		.gray = options->gray,
		.max_pixels = options->max_pixels,
		.max_nbytes = job_memory(job, options),
		.salvage = options->salvage,
		.first_frame = options->first_frame,
	};
	struct decoder *dec = &room->decoder;
	struct encoder *enc = &room->encoder;
	enum gm_status st;

	if (dec->codec == &codec_jpeg || dec->codec == &codec_png)
		result->way = JOB_PIXELS;
	st = dec->codec->reader->open(dec, &room->in, &decode, err);
	if (st != GM_OK)
		return st;
	result->width = dec->info.width;
	result->height = dec->info.height;
	st = open_encoder(job, options, room, err);
	if (st == GM_OK)
		st = convert_rows(options, room, err);
	if (st == GM_OK)
		st = dec->codec->reader->finish(dec, err);
	if (st == GM_OK)
		st = enc->codec->writer->finish(enc, err);
	result->has_more = dec->has_more;
	memcpy(result->warning, dec->warning, sizeof(result->warning));
	return st;
}

/* The best way first; *out_codec is that of the output. */
static enum gm_status
convert_content(const struct job *job, const struct job_options *options,
		struct job_room *room, struct job_result *result,
		const struct codec **out_codec, struct gm_error *err)
{
	const struct codec *codec = room->decoder.codec;
	enum gm_status st;

	*out_codec = codec;
	if (shortcut_is_wanted(job, options, codec)) {
		st = shortcut_take(job, options, room, result, err);
		if (st != GM_ERR_UNSUPPORTED)
			return st;
		*err = (struct gm_error){0};
		st = room_restart(room, err);
		if (st != GM_OK)
			return st;
	}
	st = convert_pixels(job, options, room, result, err);
	*out_codec = room->encoder.codec;
	return st;
}

static enum gm_status
convert(const struct job *job, const struct job_options *options,
	struct job_room *room, struct job_result *result)
{
	struct decoder *dec = &room->decoder;
	struct gm_error *err = &result->error;
	const struct codec *out_codec;
	enum gm_status st = find_codec(&room->in, &dec->codec, err);

	if (st != GM_OK)
		return st;
	snprintf(result->format, sizeof(result->format), "%s",
		 dec->codec->name);
	st = convert_content(job, options, room, result, &out_codec, err);
	if (st == GM_OK)
		st = file_out_commit(&room->out, job->out_path, err);
	if (st != GM_OK) {
		result->warning[0] = '\0';
		return st;
	}
	result->nbytes_out = room->out.n_written;
	warn_of_name(job, dec->codec, out_codec, result->warning);
	return GM_OK;
}

static void
run_once(const struct job *job, const struct job_options *options,
	 struct job_room *room, struct job_result *result)
{
	*result = (struct job_result){0};
	result->status = file_in_open(&room->in, job->in_path, &result->error);
	if (result->status == GM_OK) {
		result->nbytes_in = room->in.nbytes;
		result->status = convert(job, options, room, result);
	}
	room_close(room);
}

/* The libraries and the system do not say what may have refused them. */
static void
tell_memory(const struct job *job, const struct job_options *options,
	    struct gm_error *err)
{
	size_t nbytes = strlen(err->text);

	if (strstr(err->text, "--max-memory") == NULL)
		snprintf(err->text + nbytes, sizeof(err->text) - nbytes,
			 ", with %" PRIu64 " MiB by --max-memory",
			 job_memory(job, options) >> 20);
}

void
job_run(const struct job *job, const struct job_options *options,
	struct job_room *room, job_meter_fn meter, void *meter_ctx,
	struct job_result *result)
{
	*result = (struct job_result){0};
	room->meter = meter;
	room->meter_ctx = meter_ctx;
	room->n_metered = 0;
	room->out.syncs = options->fsync;
	room->out.is_worth_another = false;
	result->status = memory_limit(&room->memory, job_memory(job, options),
				      &result->error);
	if (result->status != GM_OK)
		return;
	run_once(job, options, room, result);
	if (room->out.is_worth_another)
		run_once(job, options, room, result);
	if (result->status == GM_ERR_NOMEM)
		tell_memory(job, options, &result->error);
}

uint64_t
job_memory(const struct job *job, const struct job_options *options)
{
	return job->is_alone ? options->max_nbytes : options->shared_nbytes;
}

const char *
job_way_name(enum job_way way)
{
	static const char *const names[JOB_N_WAYS] = {
		[JOB_DIRECT] = "direct",
		[JOB_COEFFICIENTS] = "coefficients",
		[JOB_PIXELS] = "pixels",
	};

	return names[way];
}

enum gm_status
job_sweep(const char *out_path, const struct file_temp *temp,
	  struct gm_error *err)
{
	struct bytes path = {0};
	enum gm_status st = file_temp_path(&path, out_path, temp, err);

	/* The worker may have died before it made one: no error. */
	if (st == GM_OK)
		unlink((const char *)path.data);
	bytes_free(&path);
	return st;
}
