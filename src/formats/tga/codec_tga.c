/* SPDX-License-Identifier: MIT */
/*
 * TGA: read through stb_image, which gets a header of our own and never a
 * palette, for it takes the first index for a count of bytes, holds a colour
 * for each index and mirrors nothing; written through stb_image_write.
 */
#include "formats/formats.h"

#include <stdlib.h>
#include <string.h>

#include "base/octets.h"
#include "codec/whole.h"
#include "formats/stb/stb.h"
#include "formats/tga/tga_meta.h"

/* What 16 bits of the header can count. */
#define SIDE_MAX 65535u

#define HEADER_NBYTES 18u

/* Image types (byte 2); the run-length coded ones are 8 more. */
enum {
	TGA_INDEXED = 1,
	TGA_COLOR = 2,
	TGA_GRAY = 3,
	TGA_RLE = 8
};

struct tga_header {
	uint8_t id_nbytes;
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

static void
parse_header(struct tga_header *tga, const uint8_t *head)
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

/* There is no magic number: every field that can be checked must be right. */
static bool
sniff(const uint8_t *head, size_t nbytes)
{
	struct tga_header tga;

	if (nbytes < HEADER_NBYTES)
		return false;
	parse_header(&tga, head);
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

/* Bytes of a pixel or of an entry of the palette. */
static uint32_t
depth_nbytes(uint32_t depth)
{
	return (depth + 7) / 8;
}

/* Bytes of the palette, whatever it is for. */
static uint64_t
palette_nbytes(const struct tga_header *tga)
{
	return tga->map_type * tga->n_colors *
	       (uint64_t)depth_nbytes(tga->color_depth);
}

/* The least that a file of this header has with this many rows. */
static uint64_t
least_nbytes(const struct tga_header *tga, uint32_t n_rows)
{
	uint64_t n_pixels = (uint64_t)tga->width * n_rows;
	uint64_t nbytes = HEADER_NBYTES + tga->id_nbytes + palette_nbytes(tga);

	if (tga->is_rle)
		return nbytes +
		       (n_pixels + 127) / 128 * (1 + depth_nbytes(tga->depth));
	return nbytes + n_pixels * depth_nbytes(tga->depth);
}

/* One entry as R, G, B and, of 32 bits, A. */
static void
convert_color(uint32_t depth, const uint8_t *entry, uint8_t *color)
{
	uint32_t packed;

	if (depth >= 24) {
		memcpy(color, (uint8_t[3]){entry[2], entry[1], entry[0]}, 3);
		color[3] = depth == 32 ? entry[3] : 255;
		return;
	}
	packed = octets_u16le(entry);
	for (size_t i = 0; i < 3; i++)
		color[2 - i] = (uint8_t)(((packed >> (5 * i)) & 31) * 255 / 31);
}

/* stb's channels: 15 and 16 bits of colour are three times five. */
static uint32_t
channels_of(uint32_t depth)
{
	return depth == 32 ? 4 : 3;
}

/* Entries that are missing stay black. */
static enum gm_status
read_palette(const struct tga_header *tga, struct file_in *in,
	     struct stb_palette *palette, struct gm_error *err)
{
	size_t entry_nbytes = depth_nbytes(tga->color_depth);

	palette->first = tga->first;
	palette->end = tga->first + tga->n_colors;
	for (uint32_t i = tga->first; i < palette->end; i++) {
		uint8_t entry[4];

		if (file_in_read(in, entry, entry_nbytes) < entry_nbytes)
			return gm_fail(err, GM_ERR_TRUNCATED, 0,
				       "truncated: in the palette");
		if (i < STB_PALETTE_ENTRIES)
			convert_color(tga->color_depth, entry,
				      palette->colors[i]);
	}
	return GM_OK;
}

/* Indices go to stb as if they were gray, or with two bytes gray and alpha. */
static void
make_head(const struct tga_header *tga, uint8_t *head)
{
	uint32_t type = tga->type == TGA_INDEXED ? TGA_GRAY : tga->type;

	head[2] = (uint8_t)(type | (tga->is_rle ? TGA_RLE : 0));
	octets_put_u16le(head + 12, (uint16_t)tga->width);
	octets_put_u16le(head + 14, (uint16_t)tga->height);
	head[16] = (uint8_t)tga->depth;
	head[17] = tga->descriptor;
}

/* What stb stores of a pixel, and what it is in the end. */
static uint32_t
stored_channels(const struct tga_header *tga)
{
	return tga->type == TGA_COLOR ? channels_of(tga->depth)
				      : tga->depth / 8;
}

static uint32_t
channels(const struct tga_header *tga)
{
	return tga->type == TGA_INDEXED ? channels_of(tga->color_depth)
					: stored_channels(tga);
}

/* Read the palette of indices; skip any other. */
static enum gm_status
take_palette(const struct tga_header *tga, struct stb_request *request,
	     struct gm_error *err)
{
	enum gm_status st;

	if (tga->type != TGA_INDEXED) {
		file_in_seek(request->in,
			     request->in->n_read + palette_nbytes(tga));
		return GM_OK;
	}
	request->palette = calloc(1, sizeof(*request->palette));
	if (request->palette == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (palette)");
	st = read_palette(tga, request->in, request->palette, err);
	if (st != GM_OK)
		free(request->palette);
	return st;
}

static enum gm_status
read_pixels(struct decoder *dec, const struct tga_header *tga,
	    struct stb_request *request, struct gm_error *err)
{
	enum gm_status st = take_palette(tga, request, err);

	if (st != GM_OK)
		return st;
	st = stb_read(dec, request, err);
	/* Many writers leave the alpha that they do not declare at 0. */
	if (st == GM_OK && dec->info.channels == 4 &&
	    (tga->descriptor & 0x0f) == 0 && stb_read_alpha_is(dec, 0))
		dec->info.channels = 3;
	return st;
}

static enum gm_status
decode_open(struct decoder *dec, struct file_in *in,
	    const struct conversion *conversion, struct gm_error *err)
{
	uint8_t header[HEADER_NBYTES] = {0}, head[HEADER_NBYTES] = {0};
	struct stb_request request = {.in = in,
				      .head = head,
				      .head_nbytes = sizeof(head),
				      .tail_nbytes = TGA_META_TAIL_NBYTES,
				      .conversion = conversion};
	struct tga_header tga;
	enum gm_status st;

	file_in_read(in, header, sizeof(header));
	parse_header(&tga, header);
	st = image_check_size(in, tga.width, tga.height, conversion->max_pixels,
			      err);
	if (st == GM_OK && tga.type == TGA_INDEXED && tga.map_type == 0)
		st = gm_fail(err, GM_ERR_CORRUPT, 0, "corrupt: no colour map");
	if (st == GM_OK)
		st = stb_read_check_length(
			dec, in, least_nbytes(&tga, tga.height),
			least_nbytes(&tga,
				     image_salvage_rows(tga.width, tga.height)),
			conversion->salvage, err);
	if (st == GM_OK)
		st = tga_meta_take_id(&dec->metadata, in, tga.id_nbytes, err);
	if (st != GM_OK)
		return st;
	make_head(&tga, head);
	request.channels = stored_channels(&tga);
	request.mirrored = (tga.descriptor & 0x10) != 0;
	dec->info = (struct image_info){tga.width, tga.height, channels(&tga),
					8,         8,          0};
	st = read_pixels(dec, &tga, &request, err);
	return st == GM_OK ? tga_meta_take_tail(dec, in, err) : st;
}

static enum gm_status
encode_open(struct encoder *enc, const struct metadata *metadata,
	    const struct conversion *conversion, struct gm_error *err)
{
	return whole_open(enc, metadata, conversion, 8, SIDE_MAX, err);
}

static enum gm_status
write_head(struct encoder *enc, const struct metadata *metadata,
	   struct gm_error *err)
{
	struct metadata_piece id = tga_meta_find(metadata, TGA_META_ID);
	struct tga_header tga = {.type = TGA_GRAY,
				 .is_rle = true,
				 .width = enc->info.width,
				 .height = enc->info.height,
				 .depth = enc->info.channels * 8,
				 .descriptor = enc->info.channels == 2 ? 8 : 0};
	uint8_t head[HEADER_NBYTES] = {(uint8_t)id.nbytes};
	enum gm_status st;

	make_head(&tga, head);
	st = file_out_write(enc->out, head, sizeof(head), err);
	if (st == GM_OK && id.nbytes > 0)
		st = file_out_write(enc->out, id.data, id.nbytes, err);
	return st;
}

static enum gm_status
encode_finish(struct encoder *enc, struct gm_error *err)
{
	const struct whole *whole = enc->state;
	enum gm_status st = write_head(enc, whole->metadata, err);

	if (st == GM_OK)
		st = stb_write_tga(enc, err);
	return st == GM_OK ? tga_meta_write_tail(enc, whole->metadata, err)
			   : st;
}

const struct codec codec_tga = {
	.name = "TGA",
	.extensions = (const char *const[]){"tga", NULL},
	.can = {.alpha = true,
		.tells = 1u << METADATA_COMMENT | 1u << METADATA_TEXT},
	.libraries = (const struct library *const[]){&stb_read_library,
						     &stb_write_library, NULL},
	.effort = 3,
	.sniff = sniff,
	.reader = &(const struct codec_reader){.open = decode_open,
					       .rows = stb_read_rows,
					       .finish = stb_read_finish,
					       .close = stb_read_close},
	.writer = &(const struct codec_writer){.open = encode_open,
					       .rows = whole_rows,
					       .finish = encode_finish,
					       .close = whole_close},
};
