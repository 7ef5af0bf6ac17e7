/* SPDX-License-Identifier: MIT */
#include "job/shortcut.h"

#include <string.h>

#include "formats/formats.h"
#include "formats/jpeg/codec_jpeg_coefs.h"
#include "formats/jpeg/luma.h"
#include "formats/png/gray_png.h"

bool
shortcut_is_wanted(const struct job *job, const struct job_options *options,
		   const struct codec *codec)
{
	if (codec == &codec_png)
		return true;
	return codec == &codec_jpeg && !job->to_png && !options->jpeg_pixels &&
	       options->gray == GRAY_REC601 && options->quality == 0;
}

static void
tell_meter(void *ctx, uint64_t nbytes)
{
	(void)nbytes; /* the file knows */
	room_tell_meter(ctx);
}

static enum gm_status
take_luma(const struct job_options *options, struct job_room *room,
	  struct job_result *result, struct gm_error *err)
{
	const struct luma_options luma = {.max_pixels = options->max_pixels,
					  .meter = tell_meter,
					  .meter_ctx = room};
	struct luma_info info = {0};
	enum gm_status st = GM_OK;

	if (room->luma == NULL)
		st = luma_new(&room->luma, err);
	if (st == GM_OK)
		st = luma_copy(room->luma, &room->in, &room->out, &luma, &info,
			       err);
	result->way = JOB_DIRECT;
	result->width = info.width;
	result->height = info.height;
	result->has_more = info.has_more;
	return st;
}

static void
tell_coefs_meter(void *ctx)
{
	room_tell_meter(ctx);
}

static enum gm_status
take_coefficients(const struct job *job, const struct job_options *options,
		  struct job_room *room, struct job_result *result,
		  struct gm_error *err)
{
	const struct codec_jpeg_coefs_options coefs = {
		.max_pixels = options->max_pixels,
		.max_nbytes = job_memory(job, options),
		.salvage = options->salvage,
		.meter = tell_coefs_meter,
		.meter_ctx = room,
	};
	struct codec_jpeg_coefs_info info;
	enum gm_status st = codec_jpeg_coefs_copy(&room->in, &room->out,
						  &room->decoder.metadata,
						  &coefs, &info, err);

	result->way = JOB_COEFFICIENTS;
	result->width = info.width;
	result->height = info.height;
	result->has_more = info.has_more;
	memcpy(result->warning, info.warning, sizeof(result->warning));
	/* Pixels end where the library does; coefficients it then keeps. */
	if (st == GM_ERR_CORRUPT && options->salvage)
		st = GM_ERR_UNSUPPORTED;
	return st;
}

/*
 * The direct way keeps the source's Huffman tables, which also code its
 * chroma: tables of the luma's own make a smaller file.
 */
static enum gm_status
take_jpeg(const struct job *job, const struct job_options *options,
	  struct job_room *room, struct job_result *result,
	  struct gm_error *err)
{
	enum gm_status st =
		room_open_out(room, job->out_path, options->run_id, err);

	if (st == GM_OK && options->compress != COMPRESS_BEST) {
		st = take_luma(options, room, result, err);
		if (st != GM_ERR_UNSUPPORTED)
			return st;
		st = room_restart(room, err);
		if (st == GM_OK)
			st = room_open_out(room, job->out_path, options->run_id,
					   err);
	}
	if (st != GM_OK)
		return st;
	return take_coefficients(job, options, room, result, err);
}

static enum gm_status
take_png(const struct job *job, const struct job_options *options,
	 struct job_room *room, struct job_result *result, struct gm_error *err)
{
	const struct gray_png_options png = {
		.gray = options->gray,
		.compress = options->compress,
		.max_pixels = options->max_pixels,
		.max_nbytes = job_memory(job, options),
		.meter = tell_meter,
		.meter_ctx = room,
	};
	struct gray_png_info info = {0};
	enum gm_status st =
		room_open_out(room, job->out_path, options->run_id, err);

	if (st == GM_OK && room->png == NULL)
		st = gray_png_new(&room->png, err);
	if (st == GM_OK)
		st = gray_png_copy(room->png, &room->in, &room->out, &png,
				   &info, err);
	result->way = JOB_DIRECT;
	result->width = info.width;
	result->height = info.height;
	result->has_more = info.has_more;
	return st;
}

enum gm_status
shortcut_take(const struct job *job, const struct job_options *options,
	      struct job_room *room, struct job_result *result,
	      struct gm_error *err)
{
	if (room->decoder.codec == &codec_png)
		return take_png(job, options, room, result, err);
	return take_jpeg(job, options, room, result, err);
}
