/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_encode.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>

#include "formats/tiff/tiff_predict.h"

#define IS_BIG_ENDIAN (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)

static size_t
blocks_across(const struct tiff_form *form)
{
	return form->is_tiled ? ((size_t)form->width + form->block_width - 1) /
					form->block_width
			      : 1;
}

/* Bytes of a row of a strip or tile as the caller has it. */
static size_t
block_row_nbytes(const struct tiff_form *form)
{
	size_t bits = (size_t)form->n_samples * form->bits;
	size_t width = form->is_tiled ? form->block_width : form->width;

	return form->is_light ? width * sizeof(float) : (width * bits + 7) / 8;
}

/* Rows of a strip are as they come; those of tiles are as long as these. */
static enum gm_status
make_band(struct tiff_encoder *e, struct gm_error *err)
{
	const struct tiff_form *form = &e->form;
	size_t pixel_bits = (size_t)form->n_samples * form->bits;
	size_t rows = form->block_height;

	e->block_row_nbytes = block_row_nbytes(form);
	e->row_nbytes = form->is_light ? (size_t)form->width * sizeof(float)
				       : (form->width * pixel_bits + 7) / 8;
	e->band_nbytes = blocks_across(form) * e->block_row_nbytes;
	if (e->is_tall)
		return GM_OK;
	if (form->is_tiled || e->is_packed) {
		e->block = malloc(e->block_row_nbytes * rows + TIFF_PACK_SLACK);
		if (e->block == NULL)
			return gm_fail(err, GM_ERR_NOMEM, 0,
				       "out of memory (block)");
	}
	e->band = calloc(rows, e->band_nbytes);
	return e->band != NULL
		       ? GM_OK
		       : gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (strip)");
}

/* Is all that is asked for what tiff_pack.h has, and tiff_predict.h? */
static bool
can_pack(const struct tiff_form *form, bool is_big_endian)
{
	bool is_whole = form->bits == 8 || form->bits == 16;

	return (form->compression == COMPRESSION_LZW ||
		form->compression == COMPRESSION_DEFLATE ||
		form->compression == COMPRESSION_ADOBE_DEFLATE) &&
	       form->fill_order <= FILLORDER_MSB2LSB &&
	       (form->predictor <= PREDICTOR_NONE
			? form->bits <= 8 || is_big_endian == IS_BIG_ENDIAN
			: form->predictor == PREDICTOR_HORIZONTAL && is_whole);
}

static enum gm_status
open_pack(struct tiff_encoder *e, struct gm_error *err)
{
	const struct tiff_form *form = &e->form;
	struct tiff_blocks *blocks = &e->blocks;
	size_t n_rows = ((size_t)form->height + form->block_height - 1) /
			form->block_height;

	e->pack.is_lzw = form->compression == COMPRESSION_LZW;
	e->pack.has_patterns = form->predictor != PREDICTOR_HORIZONTAL;
	e->pack.compress = form->compress;
	blocks->is_tiled = form->is_tiled;
	blocks->offsets =
		calloc(n_rows * blocks_across(form), sizeof(*blocks->offsets));
	blocks->sizes =
		calloc(n_rows * blocks_across(form), sizeof(*blocks->sizes));
	return blocks->offsets != NULL && blocks->sizes != NULL
		       ? GM_OK
		       : gm_fail(err, GM_ERR_NOMEM, 0,
				 "out of memory (strips)");
}

enum gm_status
tiff_encode_open(struct tiff_encoder *e, struct tiff_put *put,
		 const struct tiff_form *form, struct gm_error *err)
{
	bool is_big_endian = put->raw->order.is_big_endian;
	enum gm_status st;

	*e = (struct tiff_encoder){.put = put, .form = *form};
	e->is_tall = !form->is_tiled &&
		     (uint64_t)block_row_nbytes(form) * form->block_height >
			     TIFF_ENCODE_TALL_NBYTES;
	e->is_packed = !e->is_tall && can_pack(form, is_big_endian);
	if (e->is_packed)
		st = open_pack(e, err);
	else
		st = tiff_encode_lib_open(&e->lib, put->out, form,
					  is_big_endian, err);
	return st == GM_OK ? make_band(e, err) : st;
}

/* Make e->block of n rows, from the band's at `from`, and write it. */
static enum gm_status
write_packed(struct tiff_encoder *e, const uint8_t *from, uint32_t n,
	     struct gm_error *err)
{
	const struct tiff_form *form = &e->form;
	size_t nbytes = e->block_row_nbytes, n_bits = form->bits;
	struct tiff_blocks *blocks = &e->blocks;
	bool is_big_endian = e->put->raw->order.is_big_endian;
	uint8_t *to = e->block;
	enum gm_status st;

	for (uint32_t y = 0; y < n; y++, from += e->band_nbytes, to += nbytes)
		if (form->predictor != PREDICTOR_HORIZONTAL)
			memcpy(to, from, nbytes);
		else if (n_bits == 8)
			tiff_predict_bytes(from, nbytes, form->n_samples, to);
		else
			tiff_predict_words((const uint16_t *)(const void *)from,
					   nbytes / 2, form->n_samples,
					   is_big_endian, to);
	st = tiff_pack_block(&e->pack, e->block, nbytes * n, err);
	if (st != GM_OK)
		return st;
	blocks->offsets[blocks->n] = e->put->out->n_written;
	blocks->sizes[blocks->n++] = e->pack.data.nbytes;
	return file_out_write(e->put->out, e->pack.data.data,
			      e->pack.data.nbytes, err);
}

/* A strip, the last of which may be lower than the others. */
static enum gm_status
write_strip(struct tiff_encoder *e, struct gm_error *err)
{
	uint32_t number = (e->y - 1) / e->form.block_height;

	if (e->is_packed)
		return write_packed(e, e->band, e->n_band, err);
	return TIFFWriteEncodedStrip(e->lib.tiff, number, e->band,
				     (tmsize_t)(e->band_nbytes * e->n_band)) >=
			       0
		       ? GM_OK
		       : tiff_encode_lib_fail(&e->lib, err);
}

static enum gm_status
write_tile(struct tiff_encoder *e, size_t number, const uint8_t *from,
	   struct gm_error *err)
{
	uint32_t rows = e->form.block_height;
	size_t nbytes = e->block_row_nbytes;

	if (e->is_packed)
		return write_packed(e, from, rows, err);
	for (uint32_t y = 0; y < rows; y++)
		memcpy(e->block + y * nbytes, from + y * e->band_nbytes,
		       nbytes);
	return TIFFWriteEncodedTile(e->lib.tiff, (uint32_t)number, e->block,
				    (tmsize_t)(nbytes * rows)) >= 0
		       ? GM_OK
		       : tiff_encode_lib_fail(&e->lib, err);
}

/* A row of tiles, those at the bottom being filled with the last row. */
static enum gm_status
write_tiles(struct tiff_encoder *e, struct gm_error *err)
{
	uint32_t rows = e->form.block_height;
	size_t n = blocks_across(&e->form);
	size_t number = (e->y - 1) / rows * n;
	enum gm_status st = GM_OK;

	for (; e->n_band < rows; e->n_band++)
		memcpy(e->band + e->n_band * e->band_nbytes,
		       e->band + (e->n_band - 1) * e->band_nbytes,
		       e->band_nbytes);
	for (size_t i = 0; i < n && st == GM_OK; i++)
		st = write_tile(e, number + i,
				e->band + i * e->block_row_nbytes, err);
	return st;
}

/* Past the right side is what is there: for JPEG that costs the least. */
static void
fill_right(const struct tiff_encoder *e, uint8_t *row)
{
	size_t pixel_nbytes = (size_t)e->form.n_samples * e->form.bits / 8;
	size_t at = e->row_nbytes;

	if (e->form.is_light)
		pixel_nbytes = sizeof(float);
	if (pixel_nbytes == 0 || at < pixel_nbytes) {
		memset(row + at, 0, e->band_nbytes - at);
		return;
	}
	for (; at < e->band_nbytes; at++)
		row[at] = row[at - pixel_nbytes];
}

enum gm_status
tiff_encode_row(struct tiff_encoder *e, void *row, struct gm_error *err)
{
	enum gm_status st;
	uint8_t *to;

	errno = 0;
	if (e->is_tall) {
		if (TIFFWriteScanline(e->lib.tiff, row, e->y, 0) < 0)
			return tiff_encode_lib_fail(&e->lib, err);
		e->y++;
		return GM_OK;
	}
	to = e->band + e->n_band * e->band_nbytes;
	memcpy(to, row, e->row_nbytes);
	if (e->form.is_tiled)
		fill_right(e, to);
	e->n_band++;
	e->y++;
	if (e->n_band < e->form.block_height && e->y < e->form.height)
		return GM_OK;
	st = e->form.is_tiled ? write_tiles(e, err) : write_strip(e, err);
	e->n_band = 0;
	return st;
}

enum gm_status
tiff_encode_finish(struct tiff_encoder *e, struct tiff_fields *fields,
		   struct gm_error *err)
{
	if (e->is_packed)
		return tiff_blocks_put(&e->blocks, &e->put->raw->order, fields,
				       err);
	return tiff_encode_lib_finish(&e->lib, &e->form, &e->put->raw->order,
				      fields, err);
}

void
tiff_encode_close(struct tiff_encoder *e)
{
	tiff_encode_lib_close(&e->lib);
	tiff_pack_free(&e->pack);
	tiff_blocks_free(&e->blocks);
	free(e->band);
	free(e->block);
	e->band = e->block = NULL;
}
