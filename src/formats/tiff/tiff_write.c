/* SPDX-License-Identifier: MIT */
#include <stdlib.h>

#include "base/grow.h"
#include "formats/tiff/tiff.h"
#include "formats/tiff/tiff_lib.h"
#include "formats/tiff/tiff_out.h"
#include "formats/tiff/tiff_strip.h"
#include "formats/tiff/tiff_write_tags.h"

/* Bytes of a strip before it is compressed, about. */
#define STRIP_NBYTES 131072u

/* Bytes that pixels and what is written besides are safe to stay under, where
   offsets have 32 bits. */
#define CLASSIC_NBYTES (UINT64_C(15) << 28)

struct writer {
	struct encoder *enc;
	const struct metadata *metadata;
	struct tiff_out out;
	struct tiff_strip strip;
	uint32_t strip_rows;
	uint32_t n_rows;   /* of the strip at hand */
	uint64_t *offsets; /* owned, as are the sizes; of n_strips strips */
	uint64_t *sizes;
	size_t n_strips;
	size_t offsets_capacity;
	size_t sizes_capacity;
	bool is_further; /* a page after the first */
};

static enum gm_status
begin_file(struct writer *w, bool is_big, struct gm_error *err)
{
	size_t i = metadata_find(w->metadata, 0, METADATA_EXIF);
	struct metadata_piece piece;
	bool is_taken = false;
	enum gm_status st = GM_OK;

	/* Directories of BigTIFF are of another kind than those of EXIF. */
	if (i < w->metadata->n_items && !is_big) {
		piece = metadata_get(w->metadata, i);
		st = tiff_out_begin_exif(&w->out, piece.value,
					 piece.value_nbytes,
					 tiff_write_own_tags, &is_taken, err);
	}
	return st != GM_OK || is_taken ? st
				       : tiff_out_begin(&w->out, is_big, err);
}

static bool
needs_big(const struct encoder *enc)
{
	uint64_t n = enc->animation.n_frames > 0 ? enc->animation.n_frames : 1;

	return image_row_nbytes(&enc->info) >
	       CLASSIC_NBYTES / enc->info.height / n;
}

static enum gm_status
encode_open(struct encoder *enc, const struct metadata *metadata,
	    const struct conversion *conversion, struct gm_error *err)
{
	const struct image_info *info = &enc->info;
	struct writer *w;
	size_t row_nbytes;
	enum gm_status st;

	if (info->bits == 32 && info->channels == 2)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "TIFF with alpha in floats");
	w = calloc(1, sizeof(*w));
	if (w == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (TIFF)");
	enc->state = w;
	w->enc = enc;
	w->metadata = metadata;
	w->out.out = enc->out;
	st = begin_file(w, needs_big(enc), err);
	if (st != GM_OK)
		return st;
	w->strip.info = *info;
	w->strip.pack.compress = conversion->compress;
	w->strip.bits = info->channels == 1 && info->exact_bits < 8
				? info->exact_bits
				: info->bits;
	w->strip.is_big_endian = w->out.order.is_big_endian;
	row_nbytes = tiff_strip_row_nbytes(&w->strip);
	w->strip_rows = row_nbytes < STRIP_NBYTES
				? (uint32_t)(STRIP_NBYTES / row_nbytes)
				: 1;
	return GM_OK;
}

static enum gm_status
add_place(struct writer *w, uint64_t at, uint64_t nbytes, struct gm_error *err)
{
	void *offsets = grow_items(w->offsets, &w->offsets_capacity,
				   w->n_strips, 1, sizeof(uint64_t), err);
	void *sizes;

	if (offsets == NULL)
		return err->status;
	w->offsets = offsets;
	sizes = grow_items(w->sizes, &w->sizes_capacity, w->n_strips, 1,
			   sizeof(uint64_t), err);
	if (sizes == NULL)
		return err->status;
	w->sizes = sizes;
	w->offsets[w->n_strips] = at;
	w->sizes[w->n_strips++] = nbytes;
	return GM_OK;
}

static enum gm_status
flush_strip(struct writer *w, struct gm_error *err)
{
	const struct bytes *data = &w->strip.pack.data;
	enum gm_status st;

	if (w->n_rows == 0)
		return GM_OK;
	st = tiff_strip_pack(&w->strip, err);
	if (st == GM_OK)
		st = add_place(w, w->enc->out->n_written, data->nbytes, err);
	w->n_rows = 0;
	return st == GM_OK ? file_out_write(w->enc->out, data->data,
					    data->nbytes, err)
			   : st;
}

static enum gm_status
encode_rows(struct encoder *enc, void *rows, uint32_t n_rows,
	    struct gm_error *err)
{
	struct writer *w = enc->state;
	size_t nbytes = image_row_nbytes(&enc->info);
	enum gm_status st = GM_OK;

	for (uint32_t i = 0; i < n_rows && st == GM_OK; i++) {
		st = tiff_strip_row(&w->strip, (uint8_t *)rows + i * nbytes,
				    err);
		if (st == GM_OK && ++w->n_rows == w->strip_rows)
			st = flush_strip(w, err);
	}
	return st;
}

/* One of what the pixels are, all but their places. */
static enum gm_status
add_shape(struct writer *w, struct gm_error *err)
{
	const struct image_info *info = &w->enc->info;
	const struct tiff_strip *strip = &w->strip;
	const uint64_t bits[2] = {strip->bits, strip->bits};
	const uint64_t format =
		strip->bits == 32 ? SAMPLEFORMAT_IEEEFP : SAMPLEFORMAT_UINT;
	const uint64_t formats[2] = {format, format};
	const struct {
		unsigned tag;
		unsigned type;
		uint64_t number;
	} entries[] = {
		{TIFFTAG_IMAGEWIDTH, TIFF_TYPE_LONG, info->width},
		{TIFFTAG_IMAGELENGTH, TIFF_TYPE_LONG, info->height},
		{TIFFTAG_COMPRESSION, TIFF_TYPE_SHORT,
		 COMPRESSION_ADOBE_DEFLATE},
		{TIFFTAG_PHOTOMETRIC, TIFF_TYPE_SHORT, PHOTOMETRIC_MINISBLACK},
		{TIFFTAG_SAMPLESPERPIXEL, TIFF_TYPE_SHORT, info->channels},
		{TIFFTAG_ROWSPERSTRIP, TIFF_TYPE_LONG, w->strip_rows},
		{TIFFTAG_PLANARCONFIG, TIFF_TYPE_SHORT, PLANARCONFIG_CONTIG},
		{TIFFTAG_PREDICTOR, TIFF_TYPE_SHORT,
		 tiff_strip_predictor(strip)},
	};
	enum gm_status st =
		tiff_out_numbers(&w->out, TIFFTAG_BITSPERSAMPLE,
				 TIFF_TYPE_SHORT, bits, info->channels, err);

	if (st == GM_OK)
		st = tiff_out_numbers(&w->out, TIFFTAG_SAMPLEFORMAT,
				      TIFF_TYPE_SHORT, formats, info->channels,
				      err);
	for (size_t i = 0;
	     i < sizeof(entries) / sizeof(entries[0]) && st == GM_OK; i++)
		st = tiff_out_number(&w->out, entries[i].tag, entries[i].type,
				     entries[i].number, err);
	if (st == GM_OK && w->enc->animation.n_frames > 0)
		st = tiff_out_number(&w->out, TIFFTAG_SUBFILETYPE,
				     TIFF_TYPE_LONG, FILETYPE_PAGE, err);
	if (st == GM_OK && info->channels == 2)
		st = tiff_out_number(&w->out, TIFFTAG_EXTRASAMPLES,
				     TIFF_TYPE_SHORT, EXTRASAMPLE_UNASSALPHA,
				     err);
	return st;
}

static enum gm_status
add_places(struct writer *w, struct gm_error *err)
{
	unsigned type = w->out.order.is_big ? TIFF_TYPE_LONG8 : TIFF_TYPE_LONG;
	enum gm_status st =
		tiff_out_numbers(&w->out, TIFFTAG_STRIPOFFSETS, type,
				 w->offsets, w->n_strips, err);

	if (st == GM_OK)
		st = tiff_out_numbers(&w->out, TIFFTAG_STRIPBYTECOUNTS, type,
				      w->sizes, w->n_strips, err);
	return st;
}

/* What is left of the strips, and the directory. */
static enum gm_status
end_page(struct writer *w, struct gm_error *err)
{
	enum gm_status st = flush_strip(w, err);

	if (st == GM_OK)
		st = add_shape(w, err);
	if (st == GM_OK)
		st = add_places(w, err);
	if (st == GM_OK && !w->is_further)
		st = tiff_write_metadata(&w->out, w->metadata, err);
	w->n_strips = 0;
	w->is_further = true;
	return st == GM_OK ? tiff_out_directory(&w->out, err) : st;
}

static enum gm_status
encode_next_frame(struct encoder *enc, struct gm_error *err)
{
	return end_page(enc->state, err);
}

static enum gm_status
encode_finish(struct encoder *enc, struct gm_error *err)
{
	return end_page(enc->state, err);
}

static void
encode_close(struct encoder *enc)
{
	struct writer *w = enc->state;

	if (w == NULL)
		return;
	tiff_out_free(&w->out);
	tiff_strip_free(&w->strip);
	free(w->offsets);
	free(w->sizes);
	free(w);
	enc->state = NULL;
}

const struct codec_writer tiff_writer = {
	.open = encode_open,
	.rows = encode_rows,
	.next_frame = encode_next_frame,
	.finish = encode_finish,
	.close = encode_close,
	.metadata_first = true,
};
