/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_unpack.h"

#include <string.h>

#include "base/octets.h"
#include "formats/tiff/tiff_predict.h"

/* Of compressed data: what there may be besides twice the samples. */
#define OVERHEAD_NBYTES 4096u

bool
tiff_unpack_open(struct tiff_unpack *unpack, const struct tiff_page *page,
		 TIFF *lib)
{
	uint16_t order = FILLORDER_MSB2LSB, predictor = PREDICTOR_NONE;
	bool is_whole = page->bits == 8 || page->bits == 16;

	unpack->is_lzw = page->compression == COMPRESSION_LZW;
	if (!unpack->is_lzw && page->compression != COMPRESSION_DEFLATE &&
	    page->compression != COMPRESSION_ADOBE_DEFLATE)
		return false;
	TIFFGetFieldDefaulted(lib, TIFFTAG_FILLORDER, &order);
	TIFFGetFieldDefaulted(lib, TIFFTAG_PREDICTOR, &predictor);
	unpack->is_predicted = predictor == PREDICTOR_HORIZONTAL;
	unpack->is_swapped = page->bits == 16 && TIFFIsByteSwapped(lib) != 0;
	return order == FILLORDER_MSB2LSB && !page->has_clumps && is_whole &&
	       (predictor == PREDICTOR_NONE || unpack->is_predicted);
}

/*
 * The bytes of the block, which will become `most` bytes, and zeros after them.
 * Many more than those are left to the library, which has limits.
 */
static enum gm_status
read_packed(struct tiff_unpack *unpack, struct tiff_source *source,
	    uint32_t number, size_t most, bool *is_done, struct gm_error *err)
{
	uint64_t at = TIFFGetStrileOffset(source->lib, number);
	uint64_t nbytes = TIFFGetStrileByteCount(source->lib, number);
	struct bytes *packed = &unpack->packed;
	enum gm_status st;

	packed->nbytes = 0;
	*is_done = at < source->in->nbytes && nbytes > 0 &&
		   nbytes <= source->in->nbytes - at &&
		   nbytes / 2 <= most + OVERHEAD_NBYTES;
	if (!*is_done)
		return GM_OK;
	st = bytes_reserve(packed, (size_t)nbytes + TIFF_LZW_SLACK, err);
	if (st != GM_OK)
		return st;
	*is_done = file_in_fill_at(source->in, at, packed->data,
				   (size_t)nbytes) == nbytes;
	memset(packed->data + nbytes, 0, TIFF_LZW_SLACK);
	packed->nbytes = (size_t)nbytes;
	return GM_OK;
}

static enum gm_status
inflate(struct tiff_unpack *unpack, uint8_t *to, size_t nbytes, bool *is_done,
	struct gm_error *err)
{
	const struct bytes *packed = &unpack->packed;
	struct gm_error why = {0};
	size_t sum_at = 0;
	enum gm_status st = deflate_lib_inflate(&unpack->lib, packed, to,
						nbytes, &sum_at, &why);

	*is_done = st == GM_OK &&
		   sum_at + DEFLATE_LIB_SUM_NBYTES == packed->nbytes &&
		   octets_u32be(packed->data + sum_at) ==
			   deflate_lib_adler32(1, to, nbytes);
	if (st == GM_ERR_NOMEM)
		*err = why;
	return st == GM_ERR_NOMEM ? st : GM_OK;
}

static void
finish_row(const struct tiff_unpack *unpack, const struct tiff_page *page,
	   uint8_t *row, size_t nbytes)
{
	unsigned step = tiff_page_plane_samples(page);
	/* Rows of 16 bits are of an even number of bytes, and so aligned. */
	uint16_t *words = (uint16_t *)(void *)row;

	if (unpack->is_swapped)
		TIFFSwabArrayOfShort(words, (tmsize_t)(nbytes / 2));
	if (!unpack->is_predicted)
		return;
	if (page->bits == 8)
		tiff_predict_undo_bytes(row, nbytes, step);
	else
		tiff_predict_undo_words(words, nbytes / 2, step);
}

enum gm_status
tiff_unpack_block(struct tiff_unpack *unpack, struct tiff_source *source,
		  const struct tiff_page *page,
		  const struct tiff_unpack_block *block, uint8_t *to,
		  bool *is_done, struct gm_error *err)
{
	size_t nbytes = block->row_nbytes * block->n_rows;
	enum gm_status st = read_packed(unpack, source, block->number, nbytes,
					is_done, err);

	if (st != GM_OK || !*is_done)
		return st;
	if (!unpack->is_lzw) {
		st = inflate(unpack, to, nbytes, is_done, err);
	} else {
		if (unpack->lzw == NULL)
			unpack->lzw = tiff_lzw_new(err);
		if (unpack->lzw == NULL)
			return err->status;
		*is_done = tiff_lzw_unpack(unpack->lzw, unpack->packed.data,
					   unpack->packed.nbytes, to, nbytes);
	}
	for (size_t i = 0; i < block->n_rows && *is_done; i++)
		finish_row(unpack, page, to + i * block->row_nbytes,
			   block->row_nbytes);
	return st;
}

void
tiff_unpack_free(struct tiff_unpack *unpack)
{
	tiff_lzw_free(unpack->lzw);
	unpack->lzw = NULL;
	deflate_lib_free(&unpack->lib);
	bytes_free(&unpack->packed);
}
