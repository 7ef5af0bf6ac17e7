/* SPDX-License-Identifier: MIT */
/*
 * BMP: read through stb_image, which gets a header of version 4, made here from
 * whichever of the eight the file has; written by codec_bmp_write.c.
 */
#include "formats/formats.h"

#include <string.h>

#include "base/octets.h"
#include "codec/whole.h"
#include "formats/bmp/bmp_header.h"
#include "formats/bmp/codec_bmp_write.h"
#include "formats/stb/stb_read.h"
#include "meta/settle.h"

/* What stb gets: file header, version 4, and 256 colours where indexed. */
#define V4_NBYTES      108u
#define HEAD_NBYTES    (BMP_FILE_HEADER_NBYTES + V4_NBYTES)
#define PALETTE_NBYTES 1024u

static bool
sniff(const uint8_t *head, size_t nbytes)
{
	uint32_t header_nbytes;

	if (nbytes < 18 || memcmp(head, "BM", 2) != 0)
		return false;
	header_nbytes = octets_u32le(head + BMP_FILE_HEADER_NBYTES);
	return header_nbytes >= 12 && header_nbytes <= 256;
}

/* The palette as stb wants it: 256 entries of B, G, R and a zero. */
static enum gm_status
read_palette(const struct bmp_header *bmp, struct file_in *in, uint8_t *palette,
	     struct palette_gap *gap, struct gm_error *err)
{
	uint32_t entry_nbytes = bmp->nbytes == 12 ? 3 : 4;
	uint32_t most = 1u << bmp->depth;
	uint32_t room = (bmp->pixels_at - bmp->colors_at) / entry_nbytes;
	uint32_t n = bmp->n_colors == 0 ? most : bmp->n_colors;

	n = n < most ? n : most;
	n = n < room ? n : room;
	if (n == 0)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: the pixels begin inside the palette");
	for (uint32_t i = 0; i < n; i++)
		if (file_in_read(in, palette + (size_t)i * 4, entry_nbytes) <
		    entry_nbytes)
			return gm_fail(err, GM_ERR_TRUNCATED, 0,
				       "truncated: in the palette");
	palette_gap_fill(gap, palette, 4, n, most);
	return GM_OK;
}

static enum gm_status
keep_density(const struct bmp_header *bmp, struct metadata *metadata,
	     struct gm_error *err)
{
	struct metadata_piece piece = {
		.kind = METADATA_DENSITY,
		.density = {bmp->x_density, bmp->y_density, false}};

	if (bmp->x_density <= 0 || bmp->y_density <= 0)
		return GM_OK;
	return settle_add(&(struct settle){.is_color = true}, metadata, &piece,
			  err);
}

static void
make_head(const struct bmp_header *bmp, size_t nbytes, uint8_t *head)
{
	uint8_t *info = head + BMP_FILE_HEADER_NBYTES;

	memcpy(head, "BM", 2);
	octets_put_u32le(head + 10, (uint32_t)nbytes);
	octets_put_u32le(info, V4_NBYTES);
	octets_put_u32le(info + 4, bmp->width);
	octets_put_u32le(info + 8, (uint32_t)bmp->height);
	octets_put_u16le(info + 12, 1);
	octets_put_u16le(info + 14, (uint16_t)bmp->depth);
	if (bmp->depth == 16 || bmp->depth == 32) {
		octets_put_u32le(info + 16, BMP_BITFIELDS);
		for (size_t i = 0; i < 4; i++)
			octets_put_u32le(info + 40 + i * 4, bmp->masks[i]);
	}
}

/* The padding of the last row may be missing without harm. */
static uint64_t
least_nbytes(const struct bmp_header *bmp, uint32_t height)
{
	uint64_t row_bits = (uint64_t)bmp->width * bmp->depth;

	return bmp->pixels_at + (row_bits + 31) / 32 * 4 * (height - 1) +
	       (row_bits + 7) / 8;
}

static enum gm_status
decode_open(struct decoder *dec, struct file_in *in,
	    const struct conversion *conversion, struct gm_error *err)
{
	struct bmp_header bmp = {0};
	uint8_t head[HEAD_NBYTES + PALETTE_NBYTES] = {0};
	struct stb_request request = {.in = in,
				      .head = head,
				      .head_nbytes = HEAD_NBYTES,
				      .ends_here = true,
				      .conversion = conversion};
	uint32_t height;
	enum gm_status st = bmp_header_read(&bmp, in, err);

	if (st != GM_OK)
		return st;
	height = bmp.height < 0 ? 0 - (uint32_t)bmp.height
				: (uint32_t)bmp.height;
	st = image_check_size(bmp.width, height, conversion->max_pixels, err);
	if (st == GM_OK)
		st = stb_read_check_length(dec, in, least_nbytes(&bmp, height),
					   least_nbytes(&bmp, 1),
					   conversion->salvage, err);
	if (st == GM_OK)
		st = keep_density(&bmp, &dec->metadata, err);
	if (st == GM_OK && bmp.depth <= 8) {
		request.head_nbytes += PALETTE_NBYTES;
		st = read_palette(&bmp, in, head + HEAD_NBYTES, &request.gap,
				  err);
	}
	if (st != GM_OK)
		return st;
	make_head(&bmp, request.head_nbytes, head);
	request.channels = bmp.masks[3] != 0 ? 4 : 3;
	dec->info = (struct image_info){bmp.width, height, request.channels,
					8,         8,      0};
	file_in_seek(in, bmp.pixels_at);
	return stb_read(dec, &request, err);
}

const struct codec codec_bmp = {
	.name = "BMP",
	.extensions = (const char *const[]){"bmp", "dib", NULL},
	.can = {.alpha = true,
		.tells = 1u << METADATA_DENSITY,
		.holds = 1u << METADATA_DENSITY},
	.sniff = sniff,
	.reader = &(const struct codec_reader){.open = decode_open,
					       .rows = stb_read_rows,
					       .finish = stb_read_finish,
					       .close = stb_read_close},
	.writer = &(const struct codec_writer){.open = codec_bmp_write_open,
					       .rows = whole_rows,
					       .finish = codec_bmp_write_finish,
					       .close = whole_close},
};
