/* SPDX-License-Identifier: MIT */
/*
 * raw_exif.h - what a raw says of its picture, as the EXIF of a JPEG
 */
#ifndef GM_FORMATS_RAW_RAW_EXIF_H
#define GM_FORMATS_RAW_RAW_EXIF_H

#include "base/bytes.h"
#include "base/err.h"
#include "formats/raw/raw_tiff.h"

/* Most bytes of it, so that a segment holds them, and of one value. */
#define RAW_EXIF_MAX_NBYTES       60000u
#define RAW_EXIF_MAX_VALUE_NBYTES 4096u

/*
 * Append to *exif, which is empty, from its byte order mark on: orientation,
 * camera, time, author and title of the directory at an offset, and its EXIF
 * and GPS, without maker notes, the sizes of the raw, and what is too long.
 * Fails with GM_ERR_NOMEM.
 */
enum gm_status raw_exif_make(const struct raw_tiff *tiff, uint32_t at,
			     struct bytes *exif, struct gm_error *err);

#endif
