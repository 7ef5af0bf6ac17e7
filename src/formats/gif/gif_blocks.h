/* SPDX-License-Identifier: MIT */
/*
 * gif_blocks.h - what a GIF consists of: screen, frames, tables, sub-blocks
 *
 * GIF89a, sections 15 to 20.  Each function reads from where the file is.
 * They return false when the file ends before, or cannot be read, which
 * file_in_fail_at_end() tells apart.
 */
#ifndef GM_FORMATS_GIF_GIF_BLOCKS_H
#define GM_FORMATS_GIF_GIF_BLOCKS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/file.h"

/* Signature and logical screen descriptor. */
#define GIF_HEADER_NBYTES 13u

/* Image descriptor (section 20), without GIF_FRAME. */
#define GIF_DESCRIPTOR_NBYTES 9u

/* Most bytes of a sub-block. */
#define GIF_BLOCK_NBYTES 255u

/* What starts a block. */
enum {
	GIF_EXTENSION = 0x21,
	GIF_FRAME = 0x2c,
	GIF_TRAILER = 0x3b
};

/* The labels of extensions that mean something here. */
enum {
	GIF_PLAIN_TEXT = 0x01,
	GIF_CONTROL = 0xf9,
	GIF_COMMENT = 0xfe,
	GIF_APPLICATION = 0xff
};

/* A colour table: R, G and B of each. */
struct gif_table {
	unsigned n; /* 0: there is none */
	uint8_t colors[256 * 3];
};

struct gif_screen {
	uint8_t header[GIF_HEADER_NBYTES]; /* as it stands */
	uint32_t width;
	uint32_t height;
	struct gif_table table;
};

struct gif_frame {
	uint8_t descriptor[GIF_DESCRIPTOR_NBYTES]; /* as it stands */
	uint32_t x;                                /* on the screen */
	uint32_t y;
	uint32_t width;
	uint32_t height;
	bool is_interlaced;
	struct gif_table table;
	unsigned index_nbits; /* what gif_lzw.h starts with */
};

/*
 * Is an extension of an application with this first sub-block, of n bytes, that
 * which says how often the frames are shown?
 */
bool gif_is_loop(const uint8_t *name, size_t n);

/* The start of the file, up to the first block. */
bool gif_read_screen(struct file_in *in, struct gif_screen *screen);

/* After GIF_FRAME, up to the sub-blocks of its codes. */
bool gif_read_frame(struct file_in *in, struct gif_frame *frame);

/* The next byte, or -1. */
int gif_read_byte(struct file_in *in);

/*
 * The next sub-block, of which *n bytes are there; one of 0 bytes ends them.
 */
bool gif_read_block(struct file_in *in, uint8_t block[GIF_BLOCK_NBYTES],
		    size_t *n);

/* Sub-blocks up to the one that ends them. */
bool gif_skip_blocks(struct file_in *in);

#endif
