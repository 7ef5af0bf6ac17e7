/* SPDX-License-Identifier: MIT */
#include "formats/heif/heif_tiles.h"

#include "formats/heif/heif_view.h"
#include "image/image.h"

/* What heif_file_load() gives for a derived item is a few bytes. */
#define MAX_GRID_NBYTES 64u

unsigned
heif_derived_head(struct bmff_in *in)
{
	unsigned version = bmff_u8(in), flags = bmff_u8(in);

	if (version != 0)
		return 0;
	return (flags & 1) != 0 ? 4 : 2;
}

bool
heif_tiles_coding(const struct heif_items *items, const struct heif_item *item,
		  struct heif_coding *coding)
{
	struct bmff_in in;
	uint32_t i = 0;

	while (heif_items_property(items, item, HEIF_COLR, &i, &in)) {
		if (bmff_u32(&in) != HEIF_NCLX)
			continue;
		coding->primaries = bmff_u16(&in);
		coding->transfer = bmff_u16(&in);
		coding->matrix = bmff_u16(&in);
		coding->is_full = bmff_u8(&in) >> 7 != 0;
		return !in.is_short;
	}
	return false;
}

static const struct heif_item *
tile_at(const struct heif_tiles *tiles, uint32_t i)
{
	return heif_items_find(&tiles->file->items, tiles->ids == NULL
							    ? tiles->single
							    : tiles->ids[i]);
}

const struct heif_item *
heif_tiles_first(const struct heif_tiles *tiles)
{
	return tile_at(tiles, 0);
}

/* The box ispe (6.5.3.1) of a tile must tell its size, if it is there. */
static enum gm_status
check_ispe(const struct heif_items *items, const struct heif_item *item,
	   const struct heif_picture *picture, struct gm_error *err)
{
	struct bmff_in in;
	uint32_t i = 0, flags, width, height;

	if (!heif_items_property(items, item, HEIF_ISPE, &i, &in))
		return GM_OK;
	bmff_version(&in, &flags);
	width = bmff_u32(&in);
	height = bmff_u32(&in);
	if (in.is_short || width != picture->width || height != picture->height)
		return gm_fail(
			err, GM_ERR_CORRUPT, 0,
			"corrupt: a picture of %ux%u pixels that is said "
			"to have %ux%u",
			picture->width, picture->height, width, height);
	return GM_OK;
}

static enum gm_status
decode(struct heif_tiles *tiles, uint32_t i, struct gm_error *err)
{
	const struct heif_items *items = &tiles->file->items;
	const struct heif_item *item = tile_at(tiles, i);
	enum gm_status st;

	tiles->at_hand = 0;
	if (item == NULL || !heif_item_is_coded(item))
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: a tile that is not coded as HEVC");
	if (tiles->ids != NULL && heif_view_is_changed(items, item))
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: tiles that are cut or turned");
	st = heif_decode(&tiles->decoder, tiles->file, item, &tiles->picture,
			 err);
	if (st == GM_OK)
		st = check_ispe(items, item, &tiles->picture, err);
	if (st == GM_OK)
		tiles->at_hand = i + 1;
	return st;
}

enum gm_status
heif_tiles_take(struct heif_tiles *tiles, uint32_t i, struct gm_error *err)
{
	const struct heif_picture *picture = &tiles->picture;
	enum gm_status st = GM_OK;

	if (tiles->at_hand == i + 1)
		return GM_OK;
	st = decode(tiles, i, err);
	if (st != GM_OK)
		return st;
	if (picture->width == tiles->tile_width &&
	    picture->height == tiles->tile_height &&
	    picture->bits[0] == tiles->bits)
		return GM_OK;
	tiles->at_hand = 0;
	return gm_fail(err, GM_ERR_CORRUPT, 0,
		       "corrupt: tiles of different sizes or depths");
}

/* ImageGrid (6.6.2.3.2). */
static enum gm_status
read_grid(struct heif_tiles *tiles, const struct heif_item *item,
	  const struct bytes *bytes, struct gm_error *err)
{
	const struct heif_items *items = &tiles->file->items;
	const struct heif_reference *dimg =
		heif_items_reference(items, HEIF_DIMG, item->id);
	struct bmff_in in = bmff_in(bytes->data, bytes->nbytes);
	unsigned nbytes = heif_derived_head(&in);

	tiles->n_down = bmff_u8(&in) + 1;
	tiles->n_across = bmff_u8(&in) + 1;
	tiles->width = (uint32_t)bmff_number(&in, nbytes);
	tiles->height = (uint32_t)bmff_number(&in, nbytes);
	if (in.is_short || nbytes == 0)
		return gm_fail(err, GM_ERR_CORRUPT, 0, "corrupt: a grid");
	if (dimg == NULL || dimg->n_targets != tiles->n_down * tiles->n_across)
		return gm_fail(
			err, GM_ERR_CORRUPT, 0,
			"corrupt: a grid of %ux%u tiles, %u of which are "
			"there",
			tiles->n_across, tiles->n_down,
			dimg == NULL ? 0 : dimg->n_targets);
	tiles->ids = items->targets + dimg->target;
	return GM_OK;
}

static enum gm_status
open_grid(struct heif_tiles *tiles, const struct heif_item *item,
	  struct gm_error *err)
{
	struct bytes bytes = {0};
	enum gm_status st = heif_file_load(tiles->file, item, &bytes, err);

	if (st == GM_OK && bytes.nbytes > MAX_GRID_NBYTES)
		bytes.nbytes = MAX_GRID_NBYTES;
	if (st == GM_OK)
		st = read_grid(tiles, item, &bytes, err);
	bytes_free(&bytes);
	return st;
}

/* Do the tiles cover the picture? */
static enum gm_status
check_cover(const struct heif_tiles *tiles, struct gm_error *err)
{
	uint64_t width = (uint64_t)tiles->tile_width * tiles->n_across;
	uint64_t height = (uint64_t)tiles->tile_height * tiles->n_down;

	return tiles->width <= width && tiles->height <= height
		       ? GM_OK
		       : gm_fail(err, GM_ERR_CORRUPT, 0,
				 "corrupt: a grid that does not cover the "
				 "picture");
}

/* By the first tile. */
static void
take_shape(struct heif_tiles *tiles)
{
	const struct heif_picture *picture = &tiles->picture;

	tiles->tile_width = picture->width;
	tiles->tile_height = picture->height;
	tiles->bits = picture->bits[0];
	tiles->has_chroma = picture->planes[1] != NULL;
	tiles->coding = picture->coding;
	if (tiles->ids != NULL)
		return;
	tiles->width = picture->width;
	tiles->height = picture->height;
}

static enum gm_status
check_size(const struct heif_tiles *tiles, struct gm_error *err)
{
	const struct file_in *in = tiles->file->cursor.in;
	enum gm_status st = image_check_size(in, tiles->width, tiles->height,
					     tiles->file->max_pixels, err);

	return st == GM_OK ? image_check_blank(in, tiles->width, tiles->height,
					       false, err)
			   : st;
}

enum gm_status
heif_tiles_open(struct heif_tiles *tiles, struct heif_file *file,
		const struct heif_item *item, struct gm_error *err)
{
	bool is_grid = item->type == HEIF_GRID;
	enum gm_status st = GM_OK;

	*tiles = (struct heif_tiles){
		.file = file, .n_across = 1, .n_down = 1, .single = item->id};
	if (is_grid)
		st = open_grid(tiles, item, err);
	/* Before anything is decoded. */
	if (st == GM_OK && is_grid)
		st = check_size(tiles, err);
	if (st == GM_OK)
		st = decode(tiles, 0, err);
	if (st != GM_OK)
		return st;
	take_shape(tiles);
	heif_tiles_coding(&file->items, heif_tiles_first(tiles),
			  &tiles->coding);
	heif_tiles_coding(&file->items, item, &tiles->coding);
	return is_grid ? check_cover(tiles, err) : check_size(tiles, err);
}

void
heif_tiles_close(struct heif_tiles *tiles)
{
	heif_decode_close(&tiles->decoder);
	tiles->at_hand = 0;
}
