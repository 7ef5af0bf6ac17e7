/* SPDX-License-Identifier: MIT */
/*
 * gif_lzw.h - the codes of a GIF frame become indices of colours
 *
 * GIF89a, appendix F.  Knows neither files nor blocks nor frames: bytes go
 * in, indices come out.
 */
#ifndef GM_FORMATS_GIF_GIF_LZW_H
#define GM_FORMATS_GIF_GIF_LZW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* Strings that codes of 12 bits can name. */
#define GIF_LZW_MAX_CODES 4096u

/* The room that the longest string may need, and what is spoilt after it. */
#define GIF_LZW_ROOM (GIF_LZW_MAX_CODES + 8u)

/* Beyond it there is no room for the two codes that are no indices. */
#define GIF_LZW_MAX_INDEX_NBITS 11u

/* A string in pieces of eight indices, of which the last may have fewer. */
struct gif_string {
	uint8_t piece[8]; /* the last */
	uint16_t before;  /* code of the string of all pieces before it */
	uint16_t n;       /* indices in all */
};

struct gif_lzw {
	bool is_bad;    /* a code stood for nothing: no more comes out */
	bool has_ended; /* the end code was met, likewise */
	unsigned index_nbits;
	unsigned clear;    /* the code that clears the table; + 1 is the end */
	unsigned n_codes;  /* the next string's code */
	unsigned previous; /* the code before, or clear after a clear */
	unsigned code_nbits;
	unsigned n_bits; /* of bits */
	uint64_t bits;   /* taken and not yet used, the lowest first */
	const uint8_t *bytes, *end;
	struct gif_string strings[GIF_LZW_MAX_CODES];
};

/*
 * Start a frame whose indices have that many bits.  A size over
 * GIF_LZW_MAX_INDEX_NBITS is bad.
 */
void gif_lzw_start(struct gif_lzw *lzw, unsigned index_nbits);

/*
 * Have it go on with these bytes, which must stay until it asks for more: when
 * gif_lzw_take() has returned 0.
 */
void gif_lzw_give(struct gif_lzw *lzw, const uint8_t *bytes, size_t nbytes);

/*
 * Put indices to `to`, which has room for that many, while there is
 * GIF_LZW_ROOM of it left.  Returns how many; 0 when more bytes are needed, or
 * none are of use any more.
 */
size_t gif_lzw_take(struct gif_lzw *lzw, uint8_t *to, size_t room);

#endif
