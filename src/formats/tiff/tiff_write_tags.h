/* SPDX-License-Identifier: MIT */
/*
 * tiff_write_tags.h - metadata as the tags of a directory
 */
#ifndef GM_FORMATS_TIFF_TIFF_WRITE_TAGS_H
#define GM_FORMATS_TIFF_TIFF_WRITE_TAGS_H

#include <stdint.h>

#include "base/err.h"
#include "formats/tiff/tiff_out.h"
#include "meta/metadata.h"

/*
 * Tags that EXIF has no say in, ended by 0: those that we write, and those that
 * would be wrong of what we write.
 */
extern const uint16_t tiff_write_own_tags[];

/*
 * Add what there is a tag for, but EXIF, in which the file begins; a resolution
 * takes the place of what EXIF says of it.  Fails with GM_ERR_NOMEM.
 */
enum gm_status tiff_write_metadata(struct tiff_out *out,
				   const struct metadata *metadata,
				   struct gm_error *err);

#endif
