/* SPDX-License-Identifier: MIT */
/*
 * heif_tiles.h - a picture that is coded in one piece or as a grid of them
 *
 * The source is ISO/IEC 23008-12, sections 6.6.2.1 (iden) and 6.6.2.3 (grid).
 * Tiles have one size, but for what hangs over at the right and the bottom,
 * which is not shown.  They are decoded one at a time.
 */
#ifndef GM_FORMATS_HEIF_HEIF_TILES_H
#define GM_FORMATS_HEIF_HEIF_TILES_H

#include "formats/heif/heif_decode.h"
#include "formats/heif/heif_file.h"

static inline bool
heif_item_is_coded(const struct heif_item *item)
{
	return item->type == HEIF_HVC1 || item->type == HEIF_HEV1;
}

/* Zeroed before heif_tiles_open(). */
struct heif_tiles {
	struct heif_file *file; /* the caller's */
	uint32_t width;         /* pixels, of the picture */
	uint32_t height;
	uint32_t tile_width; /* of each tile */
	uint32_t tile_height;
	uint32_t n_across; /* tiles, that is so many columns */
	uint32_t n_down;
	uint32_t single; /* the id of the only one, or */
	const uint32_t *ids;
	struct heif_coding coding; /* of the first */
	unsigned bits;
	bool has_chroma;

	struct heif_decoder decoder; /* owned */
	struct heif_picture picture; /* the tile at hand, of */
	uint32_t at_hand;            /* this number, from 1; 0: none */
};

/*
 * What a grid or an overlay begins with: version and flags, of which the first
 * says how wide its numbers are.  Returns their bytes, 2 or 4; 0 for an unknown
 * version.
 */
unsigned heif_derived_head(struct bmff_in *in);

/*
 * Know the picture of an item of the type hvc1, hev1 or grid, and decode its
 * first tile.  Fails with GM_ERR_CORRUPT, GM_ERR_UNSUPPORTED, GM_ERR_LIMIT or
 * as heif_decode() does.
 */
enum gm_status heif_tiles_open(struct heif_tiles *tiles, struct heif_file *file,
			       const struct heif_item *item,
			       struct gm_error *err);

/*
 * Have tile number i at hand, counted by rows.  Fails likewise; a tile of
 * another size or depth is GM_ERR_CORRUPT.
 */
enum gm_status heif_tiles_take(struct heif_tiles *tiles, uint32_t i,
			       struct gm_error *err);

/* What colr says of the item (23008-12, 6.5.5, "nclx"); false for nothing. */
bool heif_tiles_coding(const struct heif_items *items,
		       const struct heif_item *item,
		       struct heif_coding *coding);

/* The first tile, by which what is not said of the picture can be known. */
const struct heif_item *heif_tiles_first(const struct heif_tiles *tiles);

/* Release the memory; safe in every state. */
void heif_tiles_close(struct heif_tiles *tiles);

#endif
