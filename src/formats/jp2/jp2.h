/* SPDX-License-Identifier: MIT */
/*
 * jp2.h - JPEG 2000 through OpenJPEG, which sees bare codestreams alone
 *
 * The boxes of a file, colours and channels are ours, and so are the headers of
 * a codestream (Rec. ITU-T T.800 | ISO/IEC 15444-1, whose annexes are named
 * here as in the rest of this folder): what the library takes is bounded by
 * them, and a picture of several rows of tiles goes to it row by row.  Of a
 * picture that holds its luma apart no other component is decoded.
 */
#ifndef GM_FORMATS_JP2_JP2_H
#define GM_FORMATS_JP2_JP2_H

#include "codec/codec.h"

#define JP2_NAME "JP2"

/* Most components of a picture. */
#define JP2_MAX_COMPONENTS 16u

/* Most of them, or columns of a palette, that are a channel: R, G, B, A. */
#define JP2_MAX_CHANNELS 4u

/* Most bits of a component. */
#define JP2_MAX_BITS 16u

/* A part of the file. */
struct jp2_span {
	uint64_t at;
	uint64_t nbytes;
};

extern const struct codec_reader jp2_reader;

/* OpenJPEG. */
extern const struct library jp2_library;

#endif
