/* SPDX-License-Identifier: MIT */
#include "formats/gif/gif_blocks.h"

#include <string.h>

#include "base/octets.h"

/* In the packed fields of screen and frame. */
#define HAS_TABLE     0x80u
#define IS_INTERLACED 0x40u
#define TABLE_SIZE    0x07u

static bool
read_all(struct file_in *in, void *to, size_t n)
{
	return file_in_read(in, to, n) == n;
}

static bool
read_table(struct file_in *in, unsigned packed, struct gif_table *table)
{
	table->n = (packed & HAS_TABLE) != 0 ? 2u << (packed & TABLE_SIZE) : 0;
	return read_all(in, table->colors, (size_t)table->n * 3);
}

bool
gif_is_loop(const uint8_t *name, size_t n)
{
	static const char *const names[] = {"NETSCAPE2.0", "ANIMEXTS1.0"};

	return n == strlen(names[0]) && (memcmp(name, names[0], n) == 0 ||
					 memcmp(name, names[1], n) == 0);
}

bool
gif_read_screen(struct file_in *in, struct gif_screen *screen)
{
	const uint8_t *header = screen->header;

	if (!read_all(in, screen->header, GIF_HEADER_NBYTES))
		return false;
	screen->width = octets_u16le(header + 6);
	screen->height = octets_u16le(header + 8);
	return read_table(in, header[10], &screen->table);
}

bool
gif_read_frame(struct file_in *in, struct gif_frame *frame)
{
	const uint8_t *descriptor = frame->descriptor;
	uint8_t index_nbits;

	if (!read_all(in, frame->descriptor, GIF_DESCRIPTOR_NBYTES))
		return false;
	frame->x = octets_u16le(descriptor);
	frame->y = octets_u16le(descriptor + 2);
	frame->width = octets_u16le(descriptor + 4);
	frame->height = octets_u16le(descriptor + 6);
	frame->is_interlaced = (descriptor[8] & IS_INTERLACED) != 0;
	if (!read_table(in, descriptor[8], &frame->table) ||
	    !read_all(in, &index_nbits, 1))
		return false;
	frame->index_nbits = index_nbits;
	return true;
}

int
gif_read_byte(struct file_in *in)
{
	uint8_t byte;

	return read_all(in, &byte, 1) ? byte : -1;
}

bool
gif_read_block(struct file_in *in, uint8_t block[GIF_BLOCK_NBYTES], size_t *n)
{
	int nbytes = gif_read_byte(in);

	*n = nbytes < 0 ? 0 : file_in_read(in, block, (size_t)nbytes);
	return nbytes >= 0 && *n == (size_t)nbytes;
}

bool
gif_skip_blocks(struct file_in *in)
{
	int nbytes;

	while ((nbytes = gif_read_byte(in)) > 0)
		if (!file_in_seek(in, in->n_read + (unsigned)nbytes))
			return false;
	return nbytes == 0;
}
