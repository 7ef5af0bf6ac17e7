/* SPDX-License-Identifier: MIT */
/*
 * gif_lzw.h - how many pixels the codes of a GIF frame stand for
 *
 * Follows the lengths of the strings and none of their pixels.
 */
#ifndef GM_FORMATS_GIF_GIF_LZW_H
#define GM_FORMATS_GIF_GIF_LZW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Strings that codes of 12 bits can name. */
#define GIF_LZW_MAX_CODES 4096u

struct gif_lzw {
	uint64_t n_pixels; /* so far */
	bool is_bad;       /* a code that cannot be: count no further */
	bool has_ended;    /* the end code was met */
	unsigned clear;    /* the code that clears the table; + 1 is the end */
	unsigned code_nbits;
	unsigned n_codes;  /* the next string's code */
	unsigned previous; /* length of the string before; 0 after a clear */
	uint32_t bits;     /* read and not yet used, the lowest first */
	unsigned n_bits;
	uint16_t lengths[GIF_LZW_MAX_CODES];
};

/* Start a frame whose pixels are of the given bits, its code size. */
void gif_lzw_start(struct gif_lzw *lzw, unsigned pixel_nbits);

/* Count what the next bytes of codes add. */
void gif_lzw_feed(struct gif_lzw *lzw, const uint8_t *bytes, size_t n);

#endif
