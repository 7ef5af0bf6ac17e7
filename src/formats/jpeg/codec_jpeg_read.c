/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/codec_jpeg.h"

#include <stdlib.h>
#include <string.h>

#include "formats/jpeg/codec_jpeg_input.h"
#include "formats/jpeg/further.h"

/* Rows asked of the library at a time; it delivers fewer. */
#define BATCH_ROWS 16u

struct reader {
	struct codec_jpeg_input input; /* first */
	struct decoder *dec;
	struct file_in *in;
	const struct conversion *conversion;
	uint8_t *cmyk;   /* one row, the library's; NULL unless needed */
	bool has_ended;  /* salvage: nothing more can be read */
	uint8_t *rows;   /* of the call in progress */
	uint32_t n_rows; /* of it, still to be delivered */
};

/* By the profile, which stands before the pixels. */
static void
find_graying(struct reader *r)
{
	const struct image_info colors = {.channels = 3, .bits = 8};
	struct jpeg_decompress_struct *lib = &r->input.lib;

	if (lib->num_components > 1 &&
	    settle_find_graying(&r->dec->metadata, &colors,
				lib->num_components == 4, r->conversion->gray,
				&r->dec->graying, r->input.trap.err) != GM_OK)
		codec_trap_leave(&r->input.trap);
}

/*
 * Y is rec601 by JFIF's definition, where codes are all that counts; else the
 * library's choice is ours.
 */
static void
choose_output(struct reader *r)
{
	struct jpeg_decompress_struct *lib = &r->input.lib;

	if (lib->jpeg_color_space == JCS_UNKNOWN) {
		gm_fail(r->input.trap.err, GM_ERR_UNSUPPORTED, 0,
			"JPEG with %d components of unknown meaning",
			lib->num_components);
		codec_trap_leave(&r->input.trap);
	}
	if (lib->jpeg_color_space == JCS_YCbCr &&
	    r->conversion->gray == GRAY_REC601 &&
	    graying_is_plain(&r->dec->graying))
		lib->out_color_space = JCS_GRAYSCALE;
	lib->dct_method = JDCT_ISLOW;
}

static void
open_step(void *ctx)
{
	struct reader *r = ctx;
	struct jpeg_decompress_struct *lib = &r->input.lib;

	codec_jpeg_input_begin(&r->input, r->in, r->conversion->max_pixels);
	if (jpeg_has_multiple_scans(lib) &&
	    image_check_memory(lib->image_width, lib->image_height,
			       codec_jpeg_input_coefs_nbytes(&r->input),
			       r->conversion->max_nbytes,
			       r->input.trap.err) != GM_OK)
		codec_trap_leave(&r->input.trap);
	find_graying(r);
	choose_output(r);
	codec_jpeg_input_enter(&r->input, r->conversion->salvage);
	jpeg_start_decompress(lib);
	codec_jpeg_input_check_scans(&r->input);
	if (lib->out_color_space == JCS_CMYK)
		r->cmyk = lib->mem->alloc_large((j_common_ptr)lib, JPOOL_IMAGE,
						(size_t)lib->output_width * 4);
	if (further_find(&r->dec->metadata, 0, r->in, r->input.trap.err) !=
	    GM_OK)
		codec_trap_leave(&r->input.trap);
	codec_jpeg_meta_table(lib, &r->dec->metadata);
	r->dec->metadata.was_color = lib->num_components > 1;
	r->input.keep.metadata = NULL;
	r->dec->lossy_quality = CODEC_JPEG_QUALITY;
	r->dec->info = (struct image_info){
		.width = lib->output_width,
		.height = lib->output_height,
		.channels = lib->out_color_space == JCS_GRAYSCALE ? 1 : 3,
		.bits = 8,
		.exact_bits = 8,
	};
}

static enum gm_status
decode_open(struct decoder *dec, struct file_in *in,
	    const struct conversion *conversion, struct gm_error *err)
{
	struct reader *r = calloc(1, sizeof(*r));

	if (r == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (JPEG)");
	dec->state = r;
	r->input.trap.warning = dec->outcome->warning;
	r->input.keep.metadata = &dec->metadata;
	r->dec = dec;
	r->in = in;
	r->conversion = conversion;
	return codec_trap_run(&r->input.trap, open_step, r, err);
}

/*
 * Ink to light without a profile: files hold the inks inverted, as Adobe began
 * to, so that 255 is none of it; what is left of a colour is what both its ink
 * and black let through.  Without Adobe's marker every other reader takes them
 * so, too.
 */
static void
cmyk_to_rgb(const uint8_t *cmyk, size_t n_pixels, uint8_t *rgb)
{
	for (size_t i = 0; i < n_pixels; i++) {
		unsigned k = cmyk[4 * i + 3];

		for (size_t c = 0; c < 3; c++) {
			unsigned ink = cmyk[4 * i + c];

			rgb[3 * i + c] = (uint8_t)((ink * k + 127) / 255);
		}
	}
}

static uint32_t
read_cmyk_row(struct reader *r)
{
	const struct graying *graying = &r->dec->graying;
	JSAMPROW row = r->cmyk;
	uint32_t n = jpeg_read_scanlines(&r->input.lib, &row, 1);

	if (n > 0 && graying->inks != NULL)
		graying_mix(graying, row, r->input.lib.output_width, r->rows);
	else if (n > 0)
		cmyk_to_rgb(row, r->input.lib.output_width, r->rows);
	return n;
}

static uint32_t
read_batch(struct reader *r, size_t row_nbytes)
{
	JSAMPROW rows[BATCH_ROWS];
	uint32_t n = r->n_rows < BATCH_ROWS ? r->n_rows : BATCH_ROWS;

	for (uint32_t i = 0; i < n; i++)
		rows[i] = r->rows + i * row_nbytes;
	return jpeg_read_scanlines(&r->input.lib, rows, n);
}

static void
rows_step(void *ctx)
{
	struct reader *r = ctx;
	size_t row_nbytes = image_row_nbytes(&r->dec->info);

	while (r->n_rows > 0) {
		uint32_t n = r->cmyk != NULL ? read_cmyk_row(r)
					     : read_batch(r, row_nbytes);

		if (n == 0) /* would be suspension, which our source has not */
			codec_trap_fail(&r->input.trap, GM_ERR_CORRUPT,
					"corrupt: rows are missing");
		codec_jpeg_input_check_rows(&r->input, r->rows, n, row_nbytes);
		r->rows += n * row_nbytes;
		r->n_rows -= n;
	}
}

/*
 * Take a step; with --salvage, what the library cannot go on after ends the
 * reading.
 */
static enum gm_status
take_step(struct reader *r, codec_step_fn step, struct gm_error *err)
{
	enum gm_status st;

	if (r->has_ended)
		return GM_OK;
	st = codec_trap_run(&r->input.trap, step, r, err);
	if (!r->conversion->salvage || st != GM_ERR_CORRUPT)
		return st;
	r->has_ended = true;
	codec_trap_damage(&r->input.trap, st, err->text);
	*err = (struct gm_error){0};
	return GM_OK;
}

static enum gm_status
decode_rows(struct decoder *dec, void *rows, uint32_t n_rows,
	    struct gm_error *err)
{
	struct reader *r = dec->state;

	r->rows = rows;
	r->n_rows = n_rows;
	/* Rows that cannot be read are black. */
	if (r->conversion->salvage)
		memset(rows, 0, n_rows * image_row_nbytes(&dec->info));
	return take_step(r, rows_step, err);
}

static void
finish_step(void *ctx)
{
	struct reader *r = ctx;

	/* It would be false for want of input, which our source never is. */
	(void)jpeg_finish_decompress(&r->input.lib);
	r->dec->outcome->has_more =
		codec_jpeg_source_has_more(&r->input.source, &r->dec->metadata);
}

static enum gm_status
decode_finish(struct decoder *dec, struct gm_error *err)
{
	return take_step(dec->state, finish_step, err);
}

static void
decode_close(struct decoder *dec)
{
	struct reader *r = dec->state;

	if (r == NULL)
		return;
	jpeg_destroy_decompress(&r->input.lib);
	free(r);
	dec->state = NULL;
}

const struct codec_reader codec_jpeg_reader = {
	.open = decode_open,
	.rows = decode_rows,
	.finish = decode_finish,
	.close = decode_close,
};
