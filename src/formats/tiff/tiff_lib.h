/* SPDX-License-Identifier: MIT */
/*
 * tiff_lib.h - libtiff
 *
 * The file that includes the library's header for this room, and private to
 * it.
 */
#ifndef GM_FORMATS_TIFF_TIFF_LIB_H
#define GM_FORMATS_TIFF_TIFF_LIB_H

#include <tiffio.h>

#endif
