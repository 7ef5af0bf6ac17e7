/* SPDX-License-Identifier: MIT */
/*
 * avif_meta.h - the metadata of AVIF, by what they mean
 *
 * EXIF, XMP, an ICC profile, and where there is none what nclx says of colours.
 * How a picture is turned stands in properties of its own: what EXIF says of it
 * does not count, and is reset.
 */
#ifndef GM_FORMATS_AVIF_AVIF_META_H
#define GM_FORMATS_AVIF_AVIF_META_H

#include "base/err.h"
#include "formats/avif/avif_lib.h"
#include "meta/metadata.h"

/* Take those of a picture into the list.  Fails with GM_ERR_NOMEM or
   GM_ERR_LIMIT. */
enum gm_status avif_meta_take(const avifImage *image, struct metadata *metadata,
			      struct gm_error *err);

/*
 * Give those of the list to a picture that is to be written, whose colours are
 * set to what they say, and which is turned as EXIF says.  Fails with
 * GM_ERR_NOMEM.
 */
enum gm_status avif_meta_put(const struct metadata *metadata, avifImage *image,
			     struct gm_error *err);

#endif
