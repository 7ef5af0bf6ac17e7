/* SPDX-License-Identifier: MIT */
/*
 * tiff_exif.h - EXIF of a TIFF, as other formats have it
 *
 * In other formats it is a small TIFF without pixels (Exif 2.32 section 4.5.2):
 * made anew of the tags here that are about the taking of the picture, and of
 * the directories of EXIF, GPS and interoperability.  Maker notes are left out:
 * they point to places of the file they were in.
 */
#ifndef GM_FORMATS_TIFF_TIFF_EXIF_H
#define GM_FORMATS_TIFF_TIFF_EXIF_H

#include "base/bytes.h"
#include "base/err.h"
#include "formats/tiff/tiff_raw.h"

/* Most bytes of it; values that would make it longer are left out. */
#define TIFF_EXIF_MAX_NBYTES (1u << 20)

/*
 * Fill *exif, which is empty and stays so where there is nothing to be said.
 * What cannot be read is left out.  Fails with GM_ERR_NOMEM or GM_ERR_READ.
 */
enum gm_status tiff_exif_make(struct tiff_raw *raw,
			      const struct tiff_directory *directory,
			      struct bytes *exif, struct gm_error *err);

#endif
