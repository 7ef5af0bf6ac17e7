/* SPDX-License-Identifier: MIT */
/*
 * jxl.h - what there is of JPEG XL (ISO/IEC 18181) besides its row
 *
 * The library decodes and encodes; a file is held as a whole, and so is its
 * picture.
 */
#ifndef GM_FORMATS_JXL_JXL_H
#define GM_FORMATS_JXL_JXL_H

#include "codec/codec.h"

#define JXL_NAME "JXL"

/*
 * Rows are upright, but where EXIF says how they are not.  Samples are those of
 * the file, or of sRGB where it has its colours in XYB and a profile besides;
 * of more than 8 bits,
 * 16.  Floats are linear light, or where the copy keeps the format the codes
 * that they are; else these, and floats with alpha, are 16 bits.
 */
extern const struct codec_reader jxl_reader;

/*
 * Lossless where the samples come from a format without loss, and no quality
 * is asked for.
 */
extern const struct codec_writer jxl_writer;

/*
 * Of a file that was made from a JPEG, and holds all of it: that JPEG, its Y by
 * formats/jpeg, and the gray JPEG held in the same way.  It steps aside for all
 * others.
 */
extern const struct codec_direct jxl_direct;

/* The same, but what is written is the gray JPEG itself. */
extern const struct codec_direct jxl_direct_jpeg;

#endif
