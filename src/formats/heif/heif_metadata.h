/* SPDX-License-Identifier: MIT */
/*
 * heif_metadata.h - what a HEIF file says of its picture
 *
 * The source is ISO/IEC 23008-12, annex A (EXIF and XMP as items that describe
 * the picture: "cdsc"), and ISO/IEC 14496-12, section 12.1.5 (colr).
 */
#ifndef GM_FORMATS_HEIF_HEIF_METADATA_H
#define GM_FORMATS_HEIF_HEIF_METADATA_H

#include "formats/heif/heif_decode.h"
#include "image/turn.h"
#include "meta/metadata.h"

/*
 * Collect what there is of the picture, as settle_add() lets a gray one have
 * it; a profile may be told of its first tile alone, which may be NULL.  Where
 * there is none, coding says what samples are.  Fails with GM_ERR_LIMIT,
 * GM_ERR_TRUNCATED, GM_ERR_CORRUPT, GM_ERR_UNSUPPORTED, GM_ERR_READ or
 * GM_ERR_NOMEM.
 */
enum gm_status heif_metadata_take(struct heif_file *file,
				  const struct heif_item *picture,
				  const struct heif_item *tile,
				  const struct heif_coding *coding,
				  bool is_color, struct metadata *metadata,
				  struct gm_error *err);

/*
 * The picture is delivered turned: EXIF and XMP, by which it must not be turned
 * again, say that it is upright.
 */
void heif_metadata_turn(struct metadata *metadata, const struct turn *turn);

#endif
