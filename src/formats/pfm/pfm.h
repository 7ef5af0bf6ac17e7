/* SPDX-License-Identifier: MIT */
/*
 * pfm.h - a portable float map: RGB ("PF") or gray ("Pf"), the last row first
 *
 * The header is the two letters, the width, the height and a scale: what one
 * unit of light stands for, negative when the floats have their low byte first.
 */
#ifndef GM_FORMATS_PFM_PFM_H
#define GM_FORMATS_PFM_PFM_H

#include "codec/codec.h"

#define PFM_NAME "PFM"

/* Longest word of a header, with a NUL. */
#define PFM_WORD_NBYTES 64u

static inline bool
pfm_is_space(uint8_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r');
}

extern const struct codec_reader pfm_reader;

/* Becomes gray of the same scale, low bytes first. */
extern const struct codec_writer pfm_writer;

#endif
