/* SPDX-License-Identifier: MIT */
/*
 * tga_header.h - what the header of a TGA says
 */
#ifndef GM_FORMATS_TGA_TGA_HEADER_H
#define GM_FORMATS_TGA_TGA_HEADER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define TGA_HEADER_NBYTES 18u

/* Image types (byte 2); the run-length coded ones are 8 more. */
enum {
	TGA_INDEXED = 1,
	TGA_COLOR = 2,
	TGA_GRAY = 3,
	TGA_RLE = 8
};

struct tga_header {
	uint32_t id_nbytes;
	uint32_t map_type; /* 1: there is a palette */
	uint32_t type;     /* without TGA_RLE */
	bool is_rle;
	uint32_t first; /* index of the palette's first entry */
	uint32_t n_colors;
	uint32_t color_depth;
	uint32_t width;
	uint32_t height;
	uint32_t depth;
	uint8_t descriptor;
};

void tga_header_parse(struct tga_header *tga, const uint8_t *head);

/*
 * True of the first bytes of a TGA.  There is no magic number: every field that
 * can be checked must be right.
 */
bool tga_header_sniff(const uint8_t *head, size_t nbytes);

/* Bytes of a pixel or of an entry of the palette. */
uint32_t tga_header_depth_nbytes(uint32_t depth);

/* Bytes of the palette, whatever it is for. */
uint64_t tga_header_palette_nbytes(const struct tga_header *tga);

/* The least that a file of this header has with this many rows. */
uint64_t tga_header_least_nbytes(const struct tga_header *tga, uint32_t n_rows);

#endif
