/* SPDX-License-Identifier: MIT */
/*
 * png_raw_profile.h - EXIF and Photoshop's resources that stand in a text
 *
 * PNG had no chunk for them when ImageMagick began to write them as text, in
 * hexadecimal digits and most often compressed; many files have them so.
 */
#ifndef GM_FORMATS_PNG_PNG_RAW_PROFILE_H
#define GM_FORMATS_PNG_PNG_RAW_PROFILE_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/err.h"
#include "meta/metadata.h"

/* Longest text of one that is looked at: as much as a megabyte needs. */
#define PNG_RAW_PROFILE_MAX_NBYTES (2u << 20)

/*
 * The piece of a tEXt or zTXt that holds EXIF becomes that of an eXIf with the
 * same; one with Photoshop's resources is that of the IPTC among them, and of
 * nothing else where there is a thumbnail, too.  What they hold is in profile
 * then, which is emptied before.  All others, and what is malformed, stay as
 * they are, and so does IPTC once *has_iptc says that the file, false at its
 * begin, has some: ImageMagick writes it twice.  Fails with GM_ERR_NOMEM.
 */
enum gm_status png_raw_profile_take(struct metadata_piece *piece,
				    bool *has_iptc, struct bytes *profile,
				    struct gm_error *err);

#endif
