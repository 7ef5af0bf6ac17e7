/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_picture.h"

#include "formats/tiff/tiff_blocks.h"
#include "formats/tiff/tiff_lib.h"
#include "formats/tiff/tiff_palette.h"
#include "formats/tiff/tiff_recode.h"

static enum gm_status
put_palette(struct tiff_copy *copy, struct gm_error *err)
{
	struct tiff_palette palette = {0};
	enum gm_status st =
		tiff_palette_read(&palette, &copy->raw, &copy->directory, err);

	if (st == GM_OK)
		st = tiff_palette_make_gray(&palette, copy->conversion->gray,
					    &copy->piece_list, err);
	if (st == GM_OK)
		st = tiff_palette_put(&palette, &copy->raw.order, &copy->fields,
				      err);
	tiff_palette_free(&palette);
	return st;
}

/* How a gray JPEG is coded, but for its tables. */
static enum gm_status
put_luma_form(struct tiff_copy *copy, struct gm_error *err)
{
	static const struct {
		unsigned tag;
		uint64_t number;
	} rows[] = {
		{TIFFTAG_BITSPERSAMPLE, 8},
		{TIFFTAG_COMPRESSION, COMPRESSION_JPEG},
		{TIFFTAG_PHOTOMETRIC, PHOTOMETRIC_MINISBLACK},
		{TIFFTAG_SAMPLESPERPIXEL, 1},
		{TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG},
	};
	enum gm_status st = GM_OK;

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]) && st == GM_OK;
	     i++)
		if (i < 4 ||
		    tiff_directory_find(&copy->directory, rows[i].tag) != NULL)
			st = tiff_fields_numbers(
				&copy->fields, &copy->raw.order, rows[i].tag,
				TIFF_TYPE_SHORT, &rows[i].number, 1, err);
	return st;
}

/* Pixels of a block, or of the picture, which has no more. */
static uint64_t
block_pixels(struct tiff_copy *copy)
{
	struct tiff_raw *raw = &copy->raw;
	const struct tiff_directory *directory = &copy->directory;
	uint64_t width = tiff_raw_number(raw, directory, TIFFTAG_IMAGEWIDTH, 0);
	uint64_t height =
		tiff_raw_number(raw, directory, TIFFTAG_IMAGELENGTH, 0);
	uint64_t rows =
		tiff_raw_number(raw, directory, TIFFTAG_ROWSPERSTRIP, height);

	width = tiff_raw_number(raw, directory, TIFFTAG_TILEWIDTH, width);
	rows = tiff_raw_number(raw, directory, TIFFTAG_TILELENGTH,
			       rows < height ? rows : height);
	/* JPEG has no more of a side. */
	return (width < UINT16_MAX ? width : UINT16_MAX) *
	       (rows < UINT16_MAX ? rows : UINT16_MAX);
}

/* Blocks that stay as they are, or that become luma. */
static enum gm_status
put_blocks(struct tiff_copy *copy, const struct tiff_node *node,
	   struct gm_error *err)
{
	struct tiff_blocks blocks = {0};
	enum gm_status st =
		tiff_blocks_find(&blocks, &copy->raw, &copy->directory,
				 copy->conversion->salvage, copy->outcome, err);

	if (st == GM_OK && node->way == TIFF_WAY_LUMA) {
		st = tiff_luma_copy(&copy->luma, &copy->put, &copy->directory,
				    block_pixels(copy), &blocks, &copy->fields,
				    err);
		if (st == GM_OK)
			st = put_luma_form(copy, err);
	} else if (st == GM_OK) {
		st = tiff_blocks_copy(&blocks, &copy->put, err);
	}
	if (st == GM_OK && node->way == TIFF_WAY_PALETTE)
		st = put_palette(copy, err);
	if (st == GM_OK)
		st = tiff_blocks_put(&blocks, &copy->raw.order, &copy->fields,
				     err);
	tiff_blocks_free(&blocks);
	return st;
}

static enum gm_status
put_pixels(struct tiff_copy *copy, const struct tiff_node *node,
	   struct gm_error *err)
{
	const struct tiff_recode recode = {
		.put = &copy->put,
		.source = &copy->source,
		.conversion = copy->conversion,
		.metadata = &copy->piece_list,
		.outcome = copy->outcome,
	};
	enum gm_status st = GM_OK;

	if (copy->source.lib == NULL)
		st = tiff_source_open(
			&copy->source, copy->in,
			tiff_source_most(copy->in,
					 copy->conversion->max_nbytes),
			err);
	copy->outcome->way = CONVERSION_PIXELS;
	return st == GM_OK
		       ? tiff_recode_page(&recode, node->at, &copy->directory,
					  &copy->fields, err)
		       : st;
}

enum gm_status
tiff_picture_put(struct tiff_copy *copy, const struct tiff_node *node,
		 struct gm_error *err)
{
	return node->way == TIFF_WAY_PIXELS ? put_pixels(copy, node, err)
					    : put_blocks(copy, node, err);
}
