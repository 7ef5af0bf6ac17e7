/* SPDX-License-Identifier: MIT */
/*
 * gif_colors.h - indices become gray, by a colour table made gray
 */
#ifndef GM_FORMATS_GIF_GIF_COLORS_H
#define GM_FORMATS_GIF_GIF_COLORS_H

#include "formats/gif/gif_blocks.h"
#include "image/gray.h"

struct gif_colors {
	unsigned n;             /* further indices are not in the table */
	int transparent;        /* an index, or -1 */
	uint32_t depth;         /* the least that holds the gray exactly */
	uint8_t pixels[256][2]; /* gray and alpha, by index */
};

/*
 * The gray of each colour of a table, of which table->n are written; without
 * one, of each index.
 */
void gif_colors_gray(const struct gif_table *table, enum gray_method method,
		     uint8_t gray[256]);

/*
 * Black is what the table lacks, as Firefox shows it; without a table an index
 * is the gray, as Pillow has it.
 */
void gif_colors_make(struct gif_colors *colors, const struct gif_table *table,
		     int transparent, enum gray_method method);

/* Put n pixels of 1 channel, gray, or of 2, gray and alpha. */
void gif_colors_put(const struct gif_colors *colors, const uint8_t *indices,
		    size_t n, uint32_t channels, uint8_t *to);

/* Is one of the n indices neither in the table nor transparent? */
bool gif_colors_lack(const struct gif_colors *colors, const uint8_t *indices,
		     size_t n);

#endif
