/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_blocks.h"

#include <stdlib.h>

#include "codec/codec.h"
#include "formats/tiff/tiff_lib.h"
#include "image/image.h"

static enum gm_status
corrupt(struct gm_error *err)
{
	return gm_fail(err, GM_ERR_CORRUPT, 0,
		       "corrupt: where its strips or tiles are");
}

static enum gm_status
make_room(struct tiff_blocks *blocks, const struct tiff_raw *raw,
	  const struct tiff_entry *offsets, struct gm_error *err)
{
	/* What stands in the file takes no more than some times as much. */
	if (offsets->n == 0 || !tiff_entry_is_whole(raw, offsets))
		return corrupt(err);
	blocks->n = (size_t)offsets->n;
	blocks->offsets = calloc(blocks->n, sizeof(*blocks->offsets));
	blocks->sizes = calloc(blocks->n, sizeof(*blocks->sizes));
	return blocks->offsets != NULL && blocks->sizes != NULL
		       ? GM_OK
		       : gm_fail(err, GM_ERR_NOMEM, 0,
				 "out of memory (strips)");
}

/* Of samples as they are: rows without padding, each at a whole byte. */
static enum gm_status
compute_sizes(struct tiff_blocks *blocks, struct tiff_raw *raw,
	      const struct tiff_directory *directory, struct gm_error *err)
{
	uint64_t width = tiff_raw_number(raw, directory, TIFFTAG_IMAGEWIDTH, 0);
	uint64_t height =
		tiff_raw_number(raw, directory, TIFFTAG_IMAGELENGTH, 0);
	uint64_t rows =
		tiff_raw_number(raw, directory, TIFFTAG_ROWSPERSTRIP, height);
	uint64_t n_samples =
		tiff_raw_number(raw, directory, TIFFTAG_SAMPLESPERPIXEL, 1);
	uint64_t bits =
		tiff_raw_number(raw, directory, TIFFTAG_BITSPERSAMPLE, 1);
	uint64_t nbytes;

	if (blocks->is_tiled || blocks->n > 1 || width > IMAGE_MAX_SIDE ||
	    height > IMAGE_MAX_SIDE || n_samples > 255 || bits > 64)
		return corrupt(err);
	nbytes = (width * n_samples * bits + 7) / 8 *
		 (rows < height ? rows : height);
	/* As libtiff has it, which takes no less. */
	if (blocks->sizes[0] < nbytes)
		blocks->sizes[0] = nbytes;
	return GM_OK;
}

static enum gm_status
find_sizes(struct tiff_blocks *blocks, struct tiff_raw *raw,
	   const struct tiff_directory *directory, struct gm_error *err)
{
	const struct tiff_entry *sizes = tiff_directory_find(
		directory, blocks->is_tiled ? TIFFTAG_TILEBYTECOUNTS
					    : TIFFTAG_STRIPBYTECOUNTS);
	uint64_t compression = tiff_raw_number(
		raw, directory, TIFFTAG_COMPRESSION, COMPRESSION_NONE);
	enum gm_status st;

	if (sizes != NULL && sizes->n >= blocks->n &&
	    tiff_entry_is_whole(raw, sizes)) {
		st = tiff_raw_numbers(raw, sizes, 0, blocks->n, blocks->sizes,
				      err);
		if (st != GM_OK || blocks->n > 1 ||
		    (blocks->sizes[0] > 0 &&
		     (compression != COMPRESSION_NONE || blocks->is_tiled)))
			return st;
	}
	if (compression == COMPRESSION_NONE)
		return compute_sizes(blocks, raw, directory, err);
	if (blocks->n > 1 || blocks->offsets[0] > raw->in->nbytes)
		return corrupt(err);
	blocks->sizes[0] = raw->in->nbytes - blocks->offsets[0];
	return GM_OK;
}

static enum gm_status
check_block(uint64_t *offset, uint64_t *nbytes, const struct tiff_raw *raw,
	    bool salvage, struct outcome *outcome, struct gm_error *err)
{
	uint64_t end = raw->in->nbytes;

	if (*nbytes == 0)
		*offset = 0;
	if (*offset <= end && *nbytes <= end - *offset)
		return GM_OK;
	if (!salvage)
		return gm_fail(err, GM_ERR_TRUNCATED, 0,
			       "truncated: " CODEC_INCOMPLETE);
	conversion_warn(outcome, "truncated: " CODEC_INCOMPLETE);
	*nbytes = *offset < end ? end - *offset : 0;
	if (*nbytes == 0)
		*offset = 0;
	return GM_OK;
}

enum gm_status
tiff_blocks_find(struct tiff_blocks *blocks, struct tiff_raw *raw,
		 const struct tiff_directory *directory, bool salvage,
		 struct outcome *outcome, struct gm_error *err)
{
	const struct tiff_entry *offsets =
		tiff_directory_find(directory, TIFFTAG_TILEOFFSETS);
	enum gm_status st;

	*blocks = (struct tiff_blocks){.is_tiled = offsets != NULL};
	if (offsets == NULL)
		offsets = tiff_directory_find(directory, TIFFTAG_STRIPOFFSETS);
	if (offsets == NULL)
		return corrupt(err);
	st = make_room(blocks, raw, offsets, err);
	if (st == GM_OK)
		st = tiff_raw_numbers(raw, offsets, 0, blocks->n,
				      blocks->offsets, err);
	if (st == GM_OK)
		st = find_sizes(blocks, raw, directory, err);
	for (size_t i = 0; i < blocks->n && st == GM_OK; i++)
		st = check_block(&blocks->offsets[i], &blocks->sizes[i], raw,
				 salvage, outcome, err);
	return st;
}

enum gm_status
tiff_blocks_copy(struct tiff_blocks *blocks, struct tiff_put *put,
		 struct gm_error *err)
{
	enum gm_status st = GM_OK;

	for (size_t i = 0; i < blocks->n && st == GM_OK; i++) {
		uint64_t at = put->out->n_written;

		if (blocks->sizes[i] == 0)
			continue;
		st = tiff_put_copy(put, blocks->offsets[i], blocks->sizes[i],
				   err);
		blocks->offsets[i] = at;
	}
	return st;
}

enum gm_status
tiff_blocks_put(const struct tiff_blocks *blocks,
		const struct tiff_order *order, struct tiff_fields *fields,
		struct gm_error *err)
{
	unsigned type = order->is_big ? TIFF_TYPE_LONG8 : TIFF_TYPE_LONG;
	unsigned sizes_type = TIFF_TYPE_LONG;
	enum gm_status st;

	for (size_t i = 0; i < blocks->n; i++) {
		if (!order->is_big && (blocks->offsets[i] > UINT32_MAX ||
				       blocks->sizes[i] > UINT32_MAX))
			return gm_fail(err, GM_ERR_LIMIT, 0, TIFF_PUT_TOO_LONG);
		if (blocks->sizes[i] > UINT32_MAX)
			sizes_type = TIFF_TYPE_LONG8;
	}
	st = tiff_fields_numbers(fields, order,
				 blocks->is_tiled ? TIFFTAG_TILEOFFSETS
						  : TIFFTAG_STRIPOFFSETS,
				 type, blocks->offsets, blocks->n, err);
	if (st != GM_OK)
		return st;
	return tiff_fields_numbers(fields, order,
				   blocks->is_tiled ? TIFFTAG_TILEBYTECOUNTS
						    : TIFFTAG_STRIPBYTECOUNTS,
				   sizes_type, blocks->sizes, blocks->n, err);
}

void
tiff_blocks_free(struct tiff_blocks *blocks)
{
	free(blocks->offsets);
	free(blocks->sizes);
	*blocks = (struct tiff_blocks){0};
}
