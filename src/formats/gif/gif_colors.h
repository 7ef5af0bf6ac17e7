/* SPDX-License-Identifier: MIT */
/*
 * gif_colors.h - indices become gray, by a colour table made gray, or colours
 */
#ifndef GM_FORMATS_GIF_GIF_COLORS_H
#define GM_FORMATS_GIF_GIF_COLORS_H

#include "codec/conversion.h"
#include "formats/gif/gif_blocks.h"
#include "image/gray.h"

struct gif_colors {
	unsigned n;             /* further indices are not in the table */
	int transparent;        /* an index, or -1 */
	uint32_t depth;         /* the least that holds the gray exactly */
	size_t alpha_at;        /* in a pixel: 1, or 3 of colours */
	uint8_t pixels[256][4]; /* gray or colours, and alpha; by index */
};

/*
 * The gray of each colour of a table, of which table->n are written; without
 * one, of each index.
 */
void gif_colors_gray(const struct gif_table *table, enum gray_method method,
		     uint8_t gray[256]);

/*
 * Gray as conversion asks for it, or colours where they are only looked at.
 * Black is what the table lacks, as Firefox shows it; without a table an index
 * is the gray, as Pillow has it.
 */
void gif_colors_make(struct gif_colors *colors, const struct gif_table *table,
		     int transparent, const struct conversion *conversion);

/* Channels of its pixels, for gif_colors_put(). */
uint32_t gif_colors_channels(const struct conversion *conversion,
			     bool has_alpha);

/* Put n pixels of that many channels. */
void gif_colors_put(const struct gif_colors *colors, const uint8_t *indices,
		    size_t n, uint32_t channels, uint8_t *to);

/* Is one of the n indices neither in the table nor transparent? */
bool gif_colors_lack(const struct gif_colors *colors, const uint8_t *indices,
		     size_t n);

#endif
