/* SPDX-License-Identifier: MIT */
#include "job/job.h"

#include <stdio.h>
#include <string.h>
#include <unistd.h>

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
	if (nbytes == 0)
		return gm_fail(err, GM_ERR_FORMAT, 0, "empty file");
	*codec = codec_by_content(head, nbytes);
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
	const struct codec *by_name = codec_by_name(job->in_path);

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
	const struct encode_options encode = {.quality = options->quality};
	const struct file_temp temp = {.run_id = options->run_id,
				       .pid = getpid()};
	const struct codec *codec = room->decoder.codec;
	struct encoder *encoder = &room->encoder;
	enum gm_status st;

	if (job->to_png || codec->encode_open == NULL)
		codec = codec_png();
	if (room->decoder.info.bits == 32 && codec != room->decoder.codec)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "%s samples cannot be written as %s",
			       room->decoder.codec->name, codec->name);
	st = file_out_open(&room->out, job->out_path, room->in.mode, &temp,
			   err);
	if (st != GM_OK)
		return st;
	encoder->codec = codec;
	encoder->info = gray_info(&room->decoder.info);
	encoder->out = &room->out;
	return codec->encode_open(encoder, &room->decoder.metadata, &encode,
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
	     job_meter_fn meter, void *meter_ctx, struct gm_error *err)
{
	struct decoder *dec = &room->decoder;
	struct encoder *enc = &room->encoder;
	const struct image_info *info = &dec->info;
	uint64_t n_metered = 0;
	uint32_t strip_rows, n;
	enum gm_status st;

	st = reserve_strip(&room->strip, info, &strip_rows, err);
	for (uint32_t y = 0; st == GM_OK && y < info->height; y += n) {
		void *rows = room->strip.data;

		n = info->height - y < strip_rows ? info->height - y
						  : strip_rows;
		st = dec->codec->decode_rows(dec, rows, n, err);
		if (st != GM_OK)
			break;
		if (info->channels >= 3)
			gray_convert(options->gray, info, rows,
				     (size_t)info->width * n, rows);
		st = enc->codec->encode_rows(enc, rows, n, err);
		meter(meter_ctx, room->in.n_read - n_metered);
		n_metered = room->in.n_read;
	}
	return st;
}

static enum gm_status
convert(const struct job *job, const struct job_options *options,
	struct job_room *room, job_meter_fn meter, void *meter_ctx,
	struct job_result *result)
{
	const struct decode_options decode = {
		.gray = options->gray,
		.max_pixels = options->max_pixels,
		.salvage = options->salvage,
		.first_frame = options->first_frame,
	};
	struct decoder *dec = &room->decoder;
	struct encoder *enc = &room->encoder;
	struct gm_error *err = &result->error;
	enum gm_status st;

	st = find_codec(&room->in, &dec->codec, err);
	if (st != GM_OK)
		return st;
	snprintf(result->format, sizeof(result->format), "%s",
		 dec->codec->name);
	st = dec->codec->decode_open(dec, &room->in, &decode, err);
	if (st != GM_OK)
		return st;
	result->width = dec->info.width;
	result->height = dec->info.height;
	st = open_encoder(job, options, room, err);
	if (st == GM_OK)
		st = convert_rows(options, room, meter, meter_ctx, err);
	if (st == GM_OK)
		st = dec->codec->decode_finish(dec, err);
	if (st == GM_OK)
		st = enc->codec->encode_finish(enc, err);
	if (st == GM_OK)
		st = file_out_commit(&room->out, job->out_path, err);
	if (st != GM_OK)
		return st;
	result->nbytes_out = room->out.n_written;
	memcpy(result->warning, dec->warning, sizeof(result->warning));
	warn_of_name(job, dec->codec, enc->codec, result->warning);
	return GM_OK;
}

static void
close_all(struct job_room *room)
{
	if (room->encoder.codec != NULL)
		room->encoder.codec->encode_close(&room->encoder);
	if (room->decoder.codec != NULL)
		room->decoder.codec->decode_close(&room->decoder);
	room->encoder.codec = NULL;
	room->decoder.codec = NULL;
	room->decoder.warning[0] = '\0';
	metadata_clear(&room->decoder.metadata);
	file_out_abandon(&room->out);
	file_in_close(&room->in);
}

void
job_run(const struct job *job, const struct job_options *options,
	struct job_room *room, job_meter_fn meter, void *meter_ctx,
	struct job_result *result)
{
	*result = (struct job_result){0};
	result->status = file_in_open(&room->in, job->in_path, &result->error);
	if (result->status == GM_OK) {
		result->nbytes_in = room->in.nbytes;
		result->status =
			convert(job, options, room, meter, meter_ctx, result);
	}
	close_all(room);
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
