/* SPDX-License-Identifier: MIT */
/*
 * png_reading.h - the pixels of a gray PNG as libpng reads them
 */
#ifndef GM_FUZZ_PNG_READING_H
#define GM_FUZZ_PNG_READING_H

#include <setjmp.h>
#include <stdbool.h>
#include <stdint.h>

#include <png.h>

#include "base/bytes.h"

/* A zeroed struct is valid. */
struct png_reading {
	char complaint[128]; /* the first error or warning; "" is none */
	uint32_t width;
	uint32_t height;
	unsigned type;
	unsigned depth;    /* in the file */
	unsigned channels; /* of samples */
	unsigned bits;     /* of a sample in samples: 8, or 16 big-endian */
	bool has_background;
	unsigned background; /* in the depth of the file */
	struct bytes samples;

	png_structp lib;
	png_infop info;
	const uint8_t *next;
	size_t left;
	jmp_buf escape;
};

/* Read all of a file; says in complaint how it went. */
void png_reading_open(struct png_reading *r, const struct bytes *file);

void png_reading_close(struct png_reading *r);

/* Sample of channel of pixel i. */
unsigned png_reading_sample(const struct png_reading *r, size_t i,
			    unsigned channel);

#endif
