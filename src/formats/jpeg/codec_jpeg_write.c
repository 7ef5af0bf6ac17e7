/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/codec_jpeg.h"

#include <stdlib.h>
#include <string.h>

#include "formats/jpeg/codec_jpeg_meta.h"
#include "formats/jpeg/further.h"

struct writer {
	struct codec_trap trap;
	struct jpeg_compress_struct lib;
	struct codec_jpeg_sink sink;
	const struct encoder *enc;
	const struct metadata *metadata;
	struct bytes payload; /* of the segment at hand */
	uint64_t index_at;    /* of further pictures, in the output; 0: none */
	const struct conversion *conversion;
	JSAMPARRAY band;   /* DCTSIZE rows of whole blocks, the library's */
	size_t band_width; /* pixels */
	unsigned n_band;   /* rows in it */
	uint8_t *rows;     /* of the call in progress */
	uint32_t n_rows;   /* of it */
};

static void
set_quality(struct writer *w)
{
	struct jpeg_compress_struct *lib = &w->lib;

	if (w->conversion->quality != 0)
		jpeg_set_quality(lib, (int)w->conversion->quality, TRUE);
	else if (!codec_jpeg_meta_set_table(lib, w->metadata,
					    w->enc->is_transposed))
		jpeg_set_quality(lib, CODEC_JPEG_QUALITY, TRUE);
}

/*
 * Whole blocks are handed over as raw data: the library's way from gray rows
 * to gray rows copies sample by sample, a third of the encoder's time.
 */
static void
alloc_band(struct writer *w)
{
	struct jpeg_compress_struct *lib = &w->lib;
	size_t n_blocks = (lib->image_width + DCTSIZE - 1) / DCTSIZE;

	w->band_width = n_blocks * DCTSIZE;
	w->band = lib->mem->alloc_sarray((j_common_ptr)lib, JPOOL_IMAGE,
					 (JDIMENSION)w->band_width, DCTSIZE);
}

/*
 * Huffman tables of its own make the file a few percent smaller, but for them
 * the library holds the whole picture.
 */
static void
open_step(void *ctx)
{
	struct writer *w = ctx;
	struct jpeg_compress_struct *lib = &w->lib;

	codec_jpeg_sink_begin(&w->sink, lib, &w->trap, w->enc->out,
			      w->enc->info.width, w->enc->info.height);
	lib->dct_method = JDCT_ISLOW;
	lib->raw_data_in = TRUE;
	lib->optimize_coding = w->conversion->compress == COMPRESS_BEST;
	set_quality(w);
	codec_jpeg_meta_set_jfif(lib, w->metadata);
	jpeg_start_compress(lib, TRUE);
	w->index_at = codec_jpeg_meta_write(lib, w->metadata, &w->payload);
	alloc_band(w);
}

static enum gm_status
check_shape(const struct image_info *info, struct gm_error *err)
{
	if (info->channels != 1 || info->bits != 8)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "JPEG holds 8-bit gray without alpha only");
	if (info->width > JPEG_MAX_DIMENSION ||
	    info->height > JPEG_MAX_DIMENSION)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "JPEG holds at most %ld pixels a side",
			       JPEG_MAX_DIMENSION);
	return GM_OK;
}

static enum gm_status
encode_open(struct encoder *enc, const struct metadata *metadata,
	    const struct conversion *conversion, struct gm_error *err)
{
	enum gm_status st = check_shape(&enc->info, err);
	struct writer *w;

	if (st != GM_OK)
		return st;
	w = calloc(1, sizeof(*w));
	if (w == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (JPEG)");
	enc->state = w;
	w->enc = enc;
	w->metadata = metadata;
	w->conversion = conversion;
	return codec_trap_run(&w->trap, open_step, w, err);
}

static void
write_band(struct writer *w)
{
	JSAMPARRAY planes[] = {w->band};

	jpeg_write_raw_data(&w->lib, planes, DCTSIZE);
	w->n_band = 0;
}

/* The last column fills the last block: no edge is there to be coded. */
static void
add_row(struct writer *w, const uint8_t *row)
{
	size_t width = w->enc->info.width;
	JSAMPROW to = w->band[w->n_band++];

	memcpy(to, row, width);
	memset(to + width, row[width - 1], w->band_width - width);
	if (w->n_band == DCTSIZE)
		write_band(w);
}

static void
rows_step(void *ctx)
{
	struct writer *w = ctx;
	size_t row_nbytes = image_row_nbytes(&w->enc->info);

	for (uint32_t i = 0; i < w->n_rows; i++)
		add_row(w, w->rows + i * row_nbytes);
}

static enum gm_status
encode_rows(struct encoder *enc, void *rows, uint32_t n_rows,
	    struct gm_error *err)
{
	struct writer *w = enc->state;

	w->rows = rows;
	w->n_rows = n_rows;
	return codec_trap_run(&w->trap, rows_step, w, err);
}

static void
finish_step(void *ctx)
{
	struct writer *w = ctx;

	if (w->n_band > 0) {
		for (unsigned i = w->n_band; i < DCTSIZE; i++)
			memcpy(w->band[i], w->band[w->n_band - 1],
			       w->band_width);
		write_band(w);
	}
	jpeg_finish_compress(&w->lib);
}

static enum gm_status
encode_finish(struct encoder *enc, struct gm_error *err)
{
	struct writer *w = enc->state;
	enum gm_status st = codec_trap_run(&w->trap, finish_step, w, err);

	return st == GM_OK ? further_write(w->metadata, w->index_at, enc->in,
					   enc->out, err)
			   : st;
}

static void
encode_close(struct encoder *enc)
{
	struct writer *w = enc->state;

	if (w == NULL)
		return;
	jpeg_destroy_compress(&w->lib);
	bytes_free(&w->payload);
	free(w);
	enc->state = NULL;
}

const struct codec_writer codec_jpeg_writer = {
	.open = encode_open,
	.rows = encode_rows,
	.finish = encode_finish,
	.close = encode_close,
	.metadata_first = true,
};
