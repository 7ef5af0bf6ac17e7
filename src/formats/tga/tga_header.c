/* SPDX-License-Identifier: MIT */
#include "formats/tga/tga_header.h"

#include "base/octets.h"

void
tga_header_parse(struct tga_header *tga, const uint8_t *head)
{
	tga->id_nbytes = head[0];
	tga->map_type = head[1];
	tga->type = head[2] & ~(unsigned)TGA_RLE;
	tga->is_rle = (head[2] & TGA_RLE) != 0;
	tga->first = octets_u16le(head + 3);
	tga->n_colors = octets_u16le(head + 5);
	tga->color_depth = head[7];
	tga->width = octets_u16le(head + 12);
	tga->height = octets_u16le(head + 14);
	tga->depth = head[16];
	tga->descriptor = head[17];
}

static bool
is_color_depth(uint32_t depth)
{
	return depth == 15 || depth == 16 || depth == 24 || depth == 32;
}

static bool
has_palette(const struct tga_header *tga)
{
	return tga->map_type == 1 && is_color_depth(tga->color_depth) &&
	       tga->n_colors > 0;
}

/*
 * A picture of indices alone is refused for what it lacks; a zero origin
 * helps to tell it from icons.
 */
static bool
lacks_palette(const struct tga_header *tga, const uint8_t *head)
{
	return tga->map_type == 0 &&
	       (tga->color_depth == 0 || is_color_depth(tga->color_depth)) &&
	       octets_u32le(head + 8) == 0;
}

bool
tga_header_sniff(const uint8_t *head, size_t nbytes)
{
	struct tga_header tga;

	if (nbytes < TGA_HEADER_NBYTES)
		return false;
	tga_header_parse(&tga, head);
	if (tga.width == 0 || tga.height == 0 || (tga.descriptor & 0xc0) != 0 ||
	    (tga.descriptor & 0x0f) > 8)
		return false;
	switch (tga.type) {
	case TGA_INDEXED:
		return (has_palette(&tga) || lacks_palette(&tga, head)) &&
		       (tga.depth == 8 || tga.depth == 16);
	case TGA_COLOR:
		return (tga.map_type == 0 || has_palette(&tga)) &&
		       is_color_depth(tga.depth);
	case TGA_GRAY:
		return (tga.map_type == 0 || has_palette(&tga)) &&
		       (tga.depth == 8 || tga.depth == 16);
	default:
		return false;
	}
}

uint32_t
tga_header_depth_nbytes(uint32_t depth)
{
	return (depth + 7) / 8;
}

uint64_t
tga_header_palette_nbytes(const struct tga_header *tga)
{
	return tga->map_type * tga->n_colors *
	       (uint64_t)tga_header_depth_nbytes(tga->color_depth);
}

uint64_t
tga_header_least_nbytes(const struct tga_header *tga, uint32_t n_rows)
{
	uint64_t n_pixels = (uint64_t)tga->width * n_rows;
	uint64_t nbytes = TGA_HEADER_NBYTES + tga->id_nbytes +
			  tga_header_palette_nbytes(tga);

	if (tga->is_rle)
		return nbytes +
		       (n_pixels + 127) / 128 *
			       (1 + tga_header_depth_nbytes(tga->depth));
	return nbytes + n_pixels * tga_header_depth_nbytes(tga->depth);
}
