/* SPDX-License-Identifier: MIT */
/*
 * codec_png.h - PNG, directly and, by rows, through libpng; see codec.h
 *
 * Sections of PNG, here as in the rest of this folder, are those of its third
 * edition (W3C, 2025).
 */
#ifndef GM_FORMATS_PNG_CODEC_PNG_H
#define GM_FORMATS_PNG_CODEC_PNG_H

#include "codec/codec.h"

/*
 * Most pixels a side, as libpng and all that is built on it have it unless they
 * are told otherwise.  Rows of a pixel cost far more than what they hold, and a
 * byte of file may be 500 of them.
 */
#define CODEC_PNG_MAX_SIDE 1000000u

/* Of compressed data that are whole, and that their chunks vouch for. */
#define CODEC_PNG_WRONG_SUM "the checksum after the pixels is wrong"

/*
 * In one pass over the whole file, for the common kinds: inflate, undo the
 * filters, gray, filter, deflate, with the picture in memory.  A file that is
 * gray already passes through as it is, once its pixels are seen to be whole.
 * Gives the same pixels as the reader, or steps aside, and says in its text
 * what is unusual, not well-formed to the last byte, or over a limit; but for
 * compressed data with codes that RFC 1951 forbids, which libdeflate takes and
 * zlib does not.
 */
extern const struct codec_direct codec_png_direct;

/* Every colour type, depth and interlace; transparency becomes alpha. */
extern const struct codec_reader codec_png_reader;

/* Gray of 1, 2, 4, 8 and 16 bits, and gray with alpha of 8 and 16. */
extern const struct codec_writer codec_png_writer;

/* libpng. */
extern const struct library codec_png_library;

#endif
