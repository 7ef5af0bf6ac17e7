/* SPDX-License-Identifier: MIT */
/*
 * TGA: read through stb_image, which gets a header and a palette of our own,
 * since it takes the first index of a palette for a count of bytes and mirrors
 * nothing; written through stb_image_write.
 */
#include "formats/formats.h"

#include <stdlib.h>
#include <string.h>

#include "base/octets.h"
#include "codec/whole.h"
#include "formats/stb/stb_read.h"
#include "formats/stb/stb_write.h"
#include "formats/tga/tga_header.h"
#include "formats/tga/tga_meta.h"

/* What 16 bits of the header can count. */
#define PALETTE_MAX 65535u
#define SIDE_MAX    65535u

/* One entry as B, G, R and, of 32 bits, A. */
static void
convert_color(uint32_t depth, const uint8_t *entry, uint8_t *color)
{
	uint32_t packed;

	if (depth >= 24) {
		memcpy(color, entry, depth / 8);
		return;
	}
	packed = octets_u16le(entry);
	for (size_t i = 0; i < 3; i++)
		color[i] = (uint8_t)(((packed >> (5 * i)) & 31) * 255 / 31);
}

/* stb's channels: 15 and 16 bits of colour are three times five. */
static uint32_t
channels_of(uint32_t depth)
{
	return depth == 32 ? 4 : 3;
}

/* The palette with its first entry at index 0. */
static enum gm_status
read_palette(const struct tga_header *tga, struct file_in *in, uint8_t *palette,
	     struct gm_error *err)
{
	size_t entry_nbytes = tga_header_depth_nbytes(tga->color_depth);
	size_t color_nbytes = channels_of(tga->color_depth);

	for (uint32_t i = 0; i < tga->n_colors; i++) {
		uint8_t entry[4];

		if (file_in_read(in, entry, entry_nbytes) < entry_nbytes)
			return gm_fail(err, GM_ERR_TRUNCATED, 0,
				       "truncated: in the palette");
		if (tga->first + i < PALETTE_MAX)
			convert_color(tga->color_depth, entry,
				      palette +
					      (tga->first + i) * color_nbytes);
	}
	return GM_OK;
}

static void
make_head(const struct tga_header *tga, uint8_t *head)
{
	head[2] = (uint8_t)(tga->type | (tga->is_rle ? TGA_RLE : 0));
	if (tga->type == TGA_INDEXED) {
		head[1] = 1;
		octets_put_u16le(head + 5, PALETTE_MAX);
		head[7] = (uint8_t)(channels_of(tga->color_depth) * 8);
	}
	octets_put_u16le(head + 12, (uint16_t)tga->width);
	octets_put_u16le(head + 14, (uint16_t)tga->height);
	head[16] = (uint8_t)tga->depth;
	head[17] = tga->descriptor;
}

static uint32_t
stored_channels(const struct tga_header *tga)
{
	switch (tga->type) {
	case TGA_INDEXED:
		return channels_of(tga->color_depth);
	case TGA_GRAY:
		return tga->depth / 8;
	default:
		return channels_of(tga->depth);
	}
}

static enum gm_status
read_pixels(struct decoder *dec, const struct tga_header *tga,
	    struct stb_request *request, uint8_t *head, struct gm_error *err)
{
	enum gm_status st = GM_OK;

	if (tga->type == TGA_INDEXED)
		st = read_palette(tga, request->in, head + TGA_HEADER_NBYTES,
				  err);
	else
		file_in_seek(request->in,
			     request->in->n_read +
				     tga_header_palette_nbytes(tga));
	if (st != GM_OK)
		return st;
	make_head(tga, head);
	request->head = head;
	st = stb_read(dec, request, err);
	/* Many writers leave the alpha that they do not declare at 0. */
	if (st == GM_OK && request->channels == 4 &&
	    (tga->descriptor & 0x0f) == 0 && stb_read_alpha_is(dec, 0))
		dec->info.channels = 3;
	return st;
}

static enum gm_status
decode_open(struct decoder *dec, struct file_in *in,
	    const struct conversion *conversion, struct gm_error *err)
{
	struct stb_request request = {.in = in,
				      .tail_nbytes = TGA_META_TAIL_NBYTES,
				      .conversion = conversion};
	uint8_t id[TGA_META_ID_MAX_NBYTES];
	uint8_t header[TGA_HEADER_NBYTES] = {0};
	uint8_t *head;
	struct tga_header tga;
	enum gm_status st;

	file_in_read(in, header, sizeof(header));
	tga_header_parse(&tga, header);
	st = image_check_size(tga.width, tga.height, conversion->max_pixels,
			      err);
	if (st == GM_OK && tga.type == TGA_INDEXED && tga.map_type == 0)
		st = gm_fail(err, GM_ERR_CORRUPT, 0, "corrupt: no colour map");
	if (st == GM_OK)
		st = stb_read_check_length(
			dec, in, tga_header_least_nbytes(&tga, tga.height),
			tga_header_least_nbytes(&tga, 1), conversion->salvage,
			err);
	if (st != GM_OK)
		return st;
	request.channels = stored_channels(&tga);
	request.mirrored = (tga.descriptor & 0x10) != 0;
	request.head_nbytes = TGA_HEADER_NBYTES;
	if (tga.type == TGA_INDEXED)
		request.head_nbytes += (size_t)PALETTE_MAX * request.channels;
	dec->info = (struct image_info){tga.width, tga.height, request.channels,
					8,         8,          0};
	head = calloc(1, request.head_nbytes);
	if (head == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (palette)");
	st = tga_meta_take_id(&dec->metadata, id,
			      file_in_read(in, id, tga.id_nbytes), err);
	if (st == GM_OK)
		st = read_pixels(dec, &tga, &request, head, err);
	if (st == GM_OK)
		st = tga_meta_take_tail(dec, in, err);
	free(head);
	return st;
}

static enum gm_status
encode_open(struct encoder *enc, const struct metadata *metadata,
	    const struct conversion *conversion, struct gm_error *err)
{
	(void)conversion;
	return whole_open(enc, metadata, 8, SIDE_MAX, err);
}

static enum gm_status
encode_finish(struct encoder *enc, struct gm_error *err)
{
	const struct whole *whole = enc->state;
	enum gm_status st = tga_meta_write_head(enc, whole->metadata, err);

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
	.sniff = tga_header_sniff,
	.reader = &(const struct codec_reader){.open = decode_open,
					       .rows = stb_read_rows,
					       .finish = stb_read_finish,
					       .close = stb_read_close},
	.writer = &(const struct codec_writer){.open = encode_open,
					       .rows = whole_rows,
					       .finish = encode_finish,
					       .close = whole_close},
};
