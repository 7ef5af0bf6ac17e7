/* SPDX-License-Identifier: MIT */
/*
 * tiff_meta.h - what a page says besides its pixels
 */
#ifndef GM_FORMATS_TIFF_TIFF_META_H
#define GM_FORMATS_TIFF_TIFF_META_H

#include "base/err.h"
#include "formats/tiff/tiff_raw.h"
#include "meta/metadata.h"

#define TIFF_HOME "TIFF"

/* Kinds that it has. */
#define TIFF_META_KINDS                                                        \
	(1u << METADATA_EXIF | 1u << METADATA_XMP | 1u << METADATA_IPTC |      \
	 1u << METADATA_ICC | 1u << METADATA_DENSITY)

/*
 * Add what a gray picture may keep: resolution, EXIF (see tiff_exif.h), XMP,
 * IPTC, a profile.  What cannot be read is left out.  Fails with GM_ERR_NOMEM,
 * GM_ERR_LIMIT or GM_ERR_READ.
 */
enum gm_status tiff_meta_read(struct tiff_raw *raw,
			      const struct tiff_directory *directory,
			      bool is_color, struct metadata *metadata,
			      struct gm_error *err);

#endif
