/* SPDX-License-Identifier: MIT */
#include "formats/png/codec_png.h"

#include <stdbool.h>
#include <stdlib.h>

#include "deflate/zlib_lib.h"
#include "formats/png/codec_png_chunks.h"
#include "formats/png/codec_png_fdat.h"

#define PNG_SIGNATURE_NBYTES 8

/* Bytes of an IDAT chunk, and of a file_out_write(). */
#define IDAT_BYTES 65536

struct writer {
	struct codec_png_errors errors;
	png_structp png;
	png_infop info;
	const struct encoder *enc;
	const struct metadata *metadata;
	enum compress compress;
	struct codec_png_written written;
	struct codec_png_fdat fdat;
	unsigned depth;
	uint8_t *rows;   /* of the call in progress */
	uint32_t n_rows; /* of it */
};

static void
write_bytes(png_structp png, png_bytep data, size_t nbytes)
{
	struct writer *w = png_get_io_ptr(png);
	struct codec_trap *trap = &w->errors.trap;

	if (codec_png_fdat_write(png, &w->fdat, w->enc->out, data, nbytes,
				 trap->err) != GM_OK)
		codec_trap_leave(trap);
}

static void
flush_bytes(png_structp png)
{
	(void)png; /* whoever commits the file flushes it */
}

static void
set_up(struct writer *w)
{
	w->png = png_create_write_struct(PNG_LIBPNG_VER_STRING, &w->errors,
					 codec_png_error, codec_png_warning);
	/* NULL of NULL, too. */
	w->info = png_create_info_struct(w->png);
	if (w->info == NULL)
		codec_trap_fail(&w->errors.trap, GM_ERR_NOMEM,
				"out of memory (PNG)");
	png_set_write_fn(w->png, w, write_bytes, flush_bytes);
	/* Of a further frame, the signature is there. */
	if (w->fdat.is_further)
		png_set_sig_bytes(w->png, PNG_SIGNATURE_NBYTES);
	png_set_user_limits(w->png, IMAGE_MAX_SIDE, IMAGE_MAX_SIDE);
}

/*
 * By default, runs of differences to the left: on photographs no larger than
 * what a search for matches makes of them, in a fraction of the time (OpenCV
 * writes so too).  Samples of less than a byte repeat in patterns, and the
 * library's defaults, no filter and matches, make half of that.  For the best,
 * the filter is chosen row by row, and only long matches are taken: over
 * photographs and drawings that was smaller than runs or all matches.
 */
static void
set_compression(struct writer *w)
{
	bool is_packed = w->depth < 8;

	png_set_compression_buffer_size(w->png, IDAT_BYTES);
	if (w->compress == COMPRESS_BEST)
		png_set_compression_level(w->png, 9);
	else if (w->compress == COMPRESS_FAST || !is_packed)
		png_set_compression_level(w->png, 1);
	if (is_packed)
		return;
	if (w->compress == COMPRESS_BEST) {
		png_set_compression_strategy(w->png, ZLIB_LIB_FILTERED);
		png_set_filter(w->png, PNG_FILTER_TYPE_BASE, PNG_ALL_FILTERS);
	} else {
		png_set_compression_strategy(w->png, ZLIB_LIB_RUNS);
		png_set_filter(w->png, PNG_FILTER_TYPE_BASE, PNG_FILTER_SUB);
	}
}

/* The head of a picture, up to the metadata. */
static void
begin(struct writer *w)
{
	const struct image_info *info = &w->enc->info;

	set_up(w);
	set_compression(w);
	png_set_IHDR(w->png, w->info, info->width, info->height, (int)w->depth,
		     info->channels == 1 ? PNG_COLOR_TYPE_GRAY
					 : PNG_COLOR_TYPE_GRAY_ALPHA,
		     PNG_INTERLACE_NONE, PNG_COMPRESSION_TYPE_DEFAULT,
		     PNG_FILTER_TYPE_DEFAULT);
	png_write_info(w->png, w->info);
}

/* From samples of info to those of the file. */
static void
set_samples(struct writer *w)
{
	/* k * 255 / (2^depth - 1) has k in its lowest bits: those are packed.
	 */
	if (w->depth < 8)
		png_set_packing(w->png);
	if (w->depth == 16 && CODEC_PNG_SWAPS)
		png_set_swap(w->png);
}

static void
open_step(void *ctx)
{
	struct writer *w = ctx;
	const struct encoder *enc = w->enc;

	begin(w);
	codec_png_chunks_write(w->png, w->metadata, &w->written, &enc->info);
	if (enc->animation.n_frames > 0) {
		codec_png_fdat_begin(w->png, &enc->animation);
		codec_png_fdat_frame(w->png, &w->fdat, &enc->info,
				     &enc->animation);
	}
	set_samples(w);
}

static enum gm_status
encode_open(struct encoder *enc, const struct metadata *metadata,
	    const struct conversion *conversion, struct gm_error *err)
{
	struct writer *w;

	if (enc->info.bits > 16)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "PNG holds no samples of %u bits",
			       (unsigned)enc->info.bits);
	w = calloc(1, sizeof(*w));
	if (w == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (PNG)");
	enc->state = w;
	w->enc = enc;
	w->metadata = metadata;
	w->compress = conversion->compress;
	w->depth = codec_png_depth(&enc->info);
	return codec_trap_run(&w->errors.trap, open_step, w, err);
}

static void
rows_step(void *ctx)
{
	struct writer *w = ctx;
	size_t row_nbytes = image_row_nbytes(&w->enc->info);

	for (uint32_t i = 0; i < w->n_rows; i++)
		png_write_row(w->png, w->rows + i * row_nbytes);
}

static enum gm_status
encode_rows(struct encoder *enc, void *rows, uint32_t n_rows,
	    struct gm_error *err)
{
	struct writer *w = enc->state;

	w->rows = rows;
	w->n_rows = n_rows;
	return codec_trap_run(&w->errors.trap, rows_step, w, err);
}

static void
frame_step(void *ctx)
{
	struct writer *w = ctx;

	png_destroy_write_struct(&w->png, &w->info);
	w->fdat.is_further = true;
	begin(w);
	codec_png_fdat_frame(w->png, &w->fdat, &w->enc->info,
			     &w->enc->animation);
	set_samples(w);
}

/* The last row of a frame was the last of its data, too. */
static enum gm_status
encode_next_frame(struct encoder *enc, struct gm_error *err)
{
	struct writer *w = enc->state;

	return codec_trap_run(&w->errors.trap, frame_step, w, err);
}

/* What the source had after its pixels is written after ours. */
static void
finish_step(void *ctx)
{
	struct writer *w = ctx;

	codec_png_chunks_write(w->png, w->metadata, &w->written, &w->enc->info);
	png_write_end(w->png, NULL);
}

static enum gm_status
encode_finish(struct encoder *enc, struct gm_error *err)
{
	struct writer *w = enc->state;

	return codec_trap_run(&w->errors.trap, finish_step, w, err);
}

static void
encode_close(struct encoder *enc)
{
	struct writer *w = enc->state;

	if (w == NULL)
		return;
	png_destroy_write_struct(&w->png, &w->info);
	bytes_free(&w->written.payload);
	bytes_free(&w->fdat.payload);
	free(w);
	enc->state = NULL;
}

const struct codec_writer codec_png_writer = {
	.open = encode_open,
	.rows = encode_rows,
	.next_frame = encode_next_frame,
	.finish = encode_finish,
	.close = encode_close,
};
