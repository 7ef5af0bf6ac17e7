/* SPDX-License-Identifier: MIT */
#include "formats/heif/heif_metadata.h"

#include <string.h>

#include "formats/heif/heif_aux.h"
#include "meta/cicp.h"
#include "meta/orientation.h"
#include "meta/settle.h"

/* H.273: of R, G and B themselves. */
#define NO_MATRIX 0u

static enum gm_status
add(struct metadata *metadata, enum metadata_kind kind, bool is_color,
    const uint8_t *data, size_t nbytes, size_t value_at, struct gm_error *err)
{
	const struct settle settle = {.is_color = is_color};
	const struct metadata_piece piece = {.kind = kind,
					     .home = HEIF_NAME,
					     .data = data,
					     .nbytes = nbytes,
					     .value = data + value_at,
					     .value_nbytes = nbytes - value_at,
					     .part = 1,
					     .n_parts = 1};

	return settle_add(&settle, metadata, &piece, err);
}

/*
 * ExifDataBlock (A.2.1): how far it is to the TIFF, and that.  What does not
 * lead to one is passed over, as all others do.
 */
static enum gm_status
add_exif(struct metadata *metadata, bool is_color, const struct bytes *item,
	 struct gm_error *err)
{
	struct bmff_in in = bmff_in(item->data, item->nbytes);
	uint64_t at = (uint64_t)bmff_u32(&in) + 4;

	if (in.is_short || at >= item->nbytes)
		return GM_OK;
	return add(metadata, METADATA_EXIF, is_color, item->data, item->nbytes,
		   (size_t)at, err);
}

static uint64_t
count_bytes(const struct heif_items *items, const struct heif_item *item)
{
	uint64_t nbytes = 0;

	for (uint32_t i = 0; i < item->n_extents; i++) {
		uint64_t more = items->extents[item->extent + i].nbytes;

		nbytes = more > METADATA_MAX_BYTES ? UINT64_MAX / 2
						   : nbytes + more;
	}
	return nbytes;
}

/* One of HEIF_EXIF or XMP, the first that describes the picture. */
static enum gm_status
take_item(struct heif_file *file, const struct heif_item *picture,
	  bool wants_exif, bool is_color, struct metadata *metadata,
	  struct gm_error *err)
{
	const struct heif_items *items = &file->items;
	struct bytes bytes = {0};
	const struct heif_item *found = NULL;
	enum gm_status st;

	for (size_t i = 0; i < items->n_items && found == NULL; i++) {
		const struct heif_item *item = &items->items[i];

		if ((wants_exif ? item->type == HEIF_EXIF : item->is_xmp) &&
		    heif_items_refers(items, HEIF_CDSC, item->id, picture->id))
			found = item;
	}
	if (found == NULL)
		return GM_OK;
	if (count_bytes(items, found) > METADATA_MAX_BYTES)
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "more than %u bytes of metadata",
			       METADATA_MAX_BYTES);
	st = heif_file_load(file, found, &bytes, err);
	if (st == GM_OK && bytes.nbytes > 0)
		st = wants_exif ? add_exif(metadata, is_color, &bytes, err)
				: add(metadata, METADATA_XMP, is_color,
				      bytes.data, bytes.nbytes, 0, err);
	bytes_free(&bytes);
	return st;
}

/* The profile of an item; false where it has none. */
static bool
find_profile(const struct heif_items *items, const struct heif_item *item,
	     struct bmff_in *profile)
{
	uint32_t i = 0;

	while (heif_items_property(items, item, HEIF_COLR, &i, profile)) {
		uint32_t kind = bmff_u32(profile);

		if ((kind == HEIF_PROF || kind == HEIF_RICC) &&
		    profile->left > 0)
			return true;
	}
	return false;
}

static bool
is_specified(unsigned code)
{
	return code != 0 && code != HEIF_UNSPECIFIED && code <= UINT8_MAX;
}

static enum gm_status
take_colors(const struct heif_items *items, const struct heif_item *picture,
	    const struct heif_item *tile, const struct heif_coding *coding,
	    bool is_color, struct metadata *metadata, struct gm_error *err)
{
	const uint8_t intent = 0;
	const uint8_t cicp[CICP_NBYTES] = {(uint8_t)coding->primaries,
					   (uint8_t)coding->transfer, NO_MATRIX,
					   1};
	struct bmff_in profile;

	if (find_profile(items, picture, &profile) ||
	    (tile != NULL && find_profile(items, tile, &profile)))
		return add(metadata, METADATA_ICC, is_color, profile.at,
			   profile.left, 0, err);
	if (!is_specified(coding->primaries) || !is_specified(coding->transfer))
		return GM_OK;
	if (cicp_is_srgb(cicp))
		return add(metadata, METADATA_SRGB, is_color, &intent, 1, 0,
			   err);
	return add(metadata, METADATA_CICP, is_color, cicp, sizeof(cicp), 0,
		   err);
}

enum gm_status
heif_metadata_take(struct heif_file *file, const struct heif_item *picture,
		   const struct heif_item *tile,
		   const struct heif_coding *coding, bool is_color,
		   struct metadata *metadata, struct gm_error *err)
{
	enum gm_status st = take_colors(&file->items, picture, tile, coding,
					is_color, metadata, err);

	if (st == GM_OK)
		st = take_item(file, picture, true, is_color, metadata, err);
	if (st == GM_OK)
		st = take_item(file, picture, false, is_color, metadata, err);
	metadata->left_out |= heif_aux_left(file, picture);
	return st;
}

static bool
is_turn(const struct turn *a, const struct turn *b)
{
	return a->flips_x == b->flips_x && a->flips_y == b->flips_y &&
	       a->transposes == b->transposes;
}

void
heif_metadata_turn(struct metadata *metadata, const struct turn *turn)
{
	const struct orientation_turner none = {0}, *turner = &none;
	unsigned orientation = ORIENTATION_UPRIGHT;

	for (unsigned i = 2; i <= 8; i++) {
		struct turn other = turn_upright(i);

		if (is_turn(&other, turn))
			orientation = i;
	}
	if (orientation != ORIENTATION_UPRIGHT && metadata->settler != NULL)
		turner = &metadata->settler->turner;
	orientation_settle(metadata, 0, orientation, turner);
}
