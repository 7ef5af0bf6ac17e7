/* SPDX-License-Identifier: MIT */
#include "formats/avif/avif_meta.h"

#include <string.h>

#include "formats/avif/avif.h"
#include "meta/cicp.h"
#include "meta/settle.h"

/* What some writers put before the TIFF, as it is in JPEG. */
#define EXIF_MARK        "Exif\0\0"
#define EXIF_MARK_NBYTES 6u

static enum gm_status
add(struct metadata *metadata, enum metadata_kind kind, const uint8_t *value,
    size_t nbytes, struct gm_error *err)
{
	const struct settle settle = {.is_color = metadata->was_color};
	const struct metadata_piece piece = {.kind = kind,
					     .home = AVIF_NAME,
					     .data = value,
					     .nbytes = nbytes,
					     .value = value,
					     .value_nbytes = nbytes,
					     .part = 1,
					     .n_parts = 1};

	return nbytes > 0 ? settle_add(&settle, metadata, &piece, err) : GM_OK;
}

static bool
is_tiff(const uint8_t *data, size_t nbytes)
{
	return nbytes >= 8 &&
	       (memcmp(data, "II*\0", 4) == 0 || memcmp(data, "MM\0*", 4) == 0);
}

static enum gm_status
take_exif(const avifRWData *exif, struct metadata *metadata,
	  struct gm_error *err)
{
	const uint8_t *data = exif->data;
	size_t nbytes = exif->size;

	if (nbytes > EXIF_MARK_NBYTES &&
	    memcmp(data, EXIF_MARK, EXIF_MARK_NBYTES) == 0) {
		data += EXIF_MARK_NBYTES;
		nbytes -= EXIF_MARK_NBYTES;
	}
	return is_tiff(data, nbytes)
		       ? add(metadata, METADATA_EXIF, data, nbytes, err)
		       : GM_OK;
}

static bool
is_specified(unsigned code)
{
	return code != 0 && code != 2 && code <= UINT8_MAX;
}

/* Of R, G and B in the full range, which is what Y, U and V stand for. */
static enum gm_status
take_colors(const avifImage *image, struct metadata *metadata,
	    struct gm_error *err)
{
	const uint8_t intent = 0;
	const uint8_t cicp[CICP_NBYTES] = {
		(uint8_t)image->colorPrimaries,
		(uint8_t)image->transferCharacteristics, 0, 1};

	if (image->icc.size > 0)
		return add(metadata, METADATA_ICC, image->icc.data,
			   image->icc.size, err);
	if (!is_specified(image->colorPrimaries) ||
	    !is_specified(image->transferCharacteristics))
		return GM_OK;
	if (cicp_is_srgb(cicp))
		return add(metadata, METADATA_SRGB, &intent, 1, err);
	return add(metadata, METADATA_CICP, cicp, sizeof(cicp), err);
}

/* The pixels are delivered upright. */
static void
reset_orientation(struct metadata *metadata)
{
	const struct orientation_turner none = {0};
	unsigned orientation = orientation_of(metadata, 0);

	if (orientation > ORIENTATION_UPRIGHT)
		orientation_settle(metadata, 0, orientation,
				   metadata->settler != NULL
					   ? &metadata->settler->turner
					   : &none);
}

enum gm_status
avif_meta_take(const avifImage *image, struct metadata *metadata,
	       struct gm_error *err)
{
	enum gm_status st = take_colors(image, metadata, err);

	if (st == GM_OK)
		st = take_exif(&image->exif, metadata, err);
	if (st == GM_OK)
		st = add(metadata, METADATA_XMP, image->xmp.data,
			 image->xmp.size, err);
	reset_orientation(metadata);
	return st;
}

/* The first piece of a kind, as other formats have it. */
static bool
find(const struct metadata *metadata, enum metadata_kind kind,
     struct metadata_piece *piece)
{
	size_t i = metadata_find(metadata, 0, kind);

	if (i == metadata->n_items)
		return false;
	*piece = metadata_get(metadata, i);
	return piece->value_nbytes > 0;
}

static enum gm_status
put_profile(const struct metadata *metadata, avifImage *image,
	    struct gm_error *err)
{
	size_t i = metadata_find(metadata, 0, METADATA_ICC);
	struct bytes profile = {0};
	struct gm_error joining = {0};

	if (i < metadata->n_items &&
	    metadata_join_icc(metadata, i, &profile, &joining))
		avifImageSetProfileICC(image, profile.data, profile.nbytes);
	bytes_free(&profile);
	if (joining.status != GM_OK)
		*err = joining;
	return joining.status;
}

/* With a profile they count for nothing but how Y is made. */
static void
put_colors(const struct metadata *metadata, avifImage *image)
{
	struct metadata_piece piece;

	if (find(metadata, METADATA_ICC, &piece))
		return;
	if (find(metadata, METADATA_CICP, &piece) &&
	    piece.value_nbytes == CICP_NBYTES) {
		image->colorPrimaries = piece.value[0];
		image->transferCharacteristics = piece.value[1];
	} else if (find(metadata, METADATA_SRGB, &piece)) {
		image->colorPrimaries = AVIF_COLOR_PRIMARIES_BT709;
		image->transferCharacteristics =
			AVIF_TRANSFER_CHARACTERISTICS_SRGB;
	}
}

enum gm_status
avif_meta_put(const struct metadata *metadata, avifImage *image,
	      struct gm_error *err)
{
	struct metadata_piece piece;

	put_colors(metadata, image);
	if (find(metadata, METADATA_EXIF, &piece) &&
	    is_tiff(piece.value, piece.value_nbytes))
		avifImageSetMetadataExif(image, piece.value,
					 piece.value_nbytes);
	if (find(metadata, METADATA_XMP, &piece))
		avifImageSetMetadataXMP(image, piece.value, piece.value_nbytes);
	return put_profile(metadata, image, err);
}
