/* SPDX-License-Identifier: MIT */
/*
 * sun.h - Sun raster files, as rasterfile(5) of SunOS has them
 *
 * Eight numbers of four bytes with the high one first, a colour map, and rows
 * from the top that are padded to 16 bits, as they are or as run lengths.
 */
#ifndef GM_FORMATS_SUN_SUN_H
#define GM_FORMATS_SUN_SUN_H

#include "codec/codec.h"

#define SUN_MAGIC         0x59a66a95u
#define SUN_HEADER_NBYTES 32u

/* ras_type */
enum sun_type {
	SUN_OLD = 0,
	SUN_STANDARD = 1,
	SUN_BYTE_ENCODED = 2,
	SUN_RGB = 3
};

/* ras_maptype */
enum sun_map {
	SUN_NO_MAP = 0,
	SUN_EQUAL_RGB = 1, /* all reds, all greens, all blues */
	SUN_RAW_MAP = 2    /* which is said to mean nothing */
};

extern const struct codec_reader sun_reader;

#endif
