/* SPDX-License-Identifier: MIT */
/*
 * BMP: read by bmp_read.c; written here: gray as 8 bits with a gray palette and
 * a header of version 3, which every reader knows, gray+alpha as 32 bits, with
 * the masks of version 4.
 */
#include "formats/formats.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/octets.h"
#include "codec/whole.h"
#include "formats/bmp/bmp_header.h"
#include "formats/bmp/bmp_read.h"

/* 256 colours. */
#define PALETTE_NBYTES 1024u

/* The file header and what follows it: for alpha, for gray. */
#define V4_HEAD_NBYTES (BMP_FILE_HEADER_NBYTES + BMP_V4_NBYTES)
#define GRAY_HEAD_NBYTES                                                       \
	(BMP_FILE_HEADER_NBYTES + BMP_V3_NBYTES + PALETTE_NBYTES)

static bool
sniff(const uint8_t *head, size_t nbytes)
{
	uint32_t header_nbytes;

	if (nbytes < 18 || memcmp(head, "BM", 2) != 0)
		return false;
	header_nbytes = octets_u32le(head + BMP_FILE_HEADER_NBYTES);
	return header_nbytes >= 12 && header_nbytes <= BMP_MAX_NBYTES;
}

static enum gm_status
encode_open(struct encoder *enc, const struct metadata *metadata,
	    const struct conversion *conversion, struct gm_error *err)
{
	return whole_open(enc, metadata, conversion, 8, IMAGE_MAX_SIDE, err);
}

/* Add what both kinds have in common, for rows of stride bytes. */
static void
put_head(const struct encoder *enc, struct bmp_header *bmp, uint32_t stride,
	 uint8_t *head)
{
	const struct whole *whole = enc->state;
	double x, y;

	bmp->width = enc->info.width;
	bmp->height = enc->info.height;
	if (metadata_find_density(whole->metadata, &x, &y) && x <= INT32_MAX &&
	    y <= INT32_MAX) {
		bmp->x_density = (int32_t)round(x);
		bmp->y_density = (int32_t)round(y);
	}
	bmp_header_put(bmp, head);
	octets_put_u32le(head + 2, bmp->pixels_at + stride * enc->info.height);
}

/* stb would spend 24 bits on every gray pixel. */
static enum gm_status
write_gray(struct encoder *enc, struct gm_error *err)
{
	static const uint8_t padding[3] = {0};
	const struct whole *whole = enc->state;
	struct bmp_header bmp = {.nbytes = BMP_V3_NBYTES,
				 .depth = 8,
				 .n_colors = 256,
				 .pixels_at = GRAY_HEAD_NBYTES};
	uint8_t head[GRAY_HEAD_NBYTES] = {0};
	uint8_t *info = head + BMP_FILE_HEADER_NBYTES;
	uint32_t width = enc->info.width, height = enc->info.height;
	uint32_t pad_nbytes = (4 - width % 4) % 4;
	enum gm_status st;

	if (height > (UINT32_MAX - GRAY_HEAD_NBYTES) / (width + pad_nbytes))
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "too many pixels for a BMP");
	put_head(enc, &bmp, width + pad_nbytes, head);
	octets_put_u32le(info + 20, (width + pad_nbytes) * height);
	for (size_t i = 0; i < 256; i++)
		memset(info + BMP_V3_NBYTES + i * 4, (int)i, 3);
	st = file_out_write(enc->out, head, sizeof(head), err);
	for (uint32_t y = height; y > 0 && st == GM_OK; y--) {
		st = file_out_write(enc->out,
				    whole->samples + (size_t)width * (y - 1),
				    width, err);
		if (st == GM_OK)
			st = file_out_write(enc->out, padding, pad_nbytes, err);
	}
	return st;
}

/* From the bottom row to the top one, as B, G, R, A. */
static enum gm_status
write_rows(struct encoder *enc, uint8_t *row, struct gm_error *err)
{
	const struct whole *whole = enc->state;
	size_t width = enc->info.width;
	enum gm_status st = GM_OK;

	for (uint32_t y = enc->info.height; y > 0 && st == GM_OK; y--) {
		const uint8_t *from = whole->samples + width * 2 * (y - 1);

		for (size_t i = 0; i < width; i++) {
			memset(row + i * 4, from[i * 2], 3);
			row[i * 4 + 3] = from[i * 2 + 1];
		}
		st = file_out_write(enc->out, row, width * 4, err);
	}
	return st;
}

static enum gm_status
write_alpha(struct encoder *enc, struct gm_error *err)
{
	struct bmp_header bmp = {.nbytes = BMP_V4_NBYTES,
				 .depth = 32,
				 .compression = BMP_BITFIELDS,
				 .masks = {0xff0000, 0xff00, 0xff, 0xff000000},
				 .pixels_at = V4_HEAD_NBYTES};
	uint8_t head[V4_HEAD_NBYTES] = {0}, *row;
	enum gm_status st;

	if ((size_t)enc->info.width * enc->info.height > WHOLE_MAX_NBYTES / 4)
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "too many pixels for a BMP with alpha");
	put_head(enc, &bmp, enc->info.width * 4, head);
	st = file_out_write(enc->out, head, sizeof(head), err);
	if (st != GM_OK)
		return st;
	row = malloc((size_t)enc->info.width * 4);
	if (row == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (row)");
	st = write_rows(enc, row, err);
	free(row);
	return st;
}

static enum gm_status
encode_finish(struct encoder *enc, struct gm_error *err)
{
	return enc->info.channels == 2 ? write_alpha(enc, err)
				       : write_gray(enc, err);
}

const struct codec codec_bmp = {
	.name = "BMP",
	.extensions = (const char *const[]){"bmp", "dib", NULL},
	.can = {.alpha = true,
		.tells = 1u << METADATA_DENSITY,
		.holds = 1u << METADATA_DENSITY},
	.effort = 2,
	.sniff = sniff,
	.reader = &bmp_reader,
	.writer = &(const struct codec_writer){.open = encode_open,
					       .rows = whole_rows,
					       .finish = encode_finish,
					       .close = whole_close},
};
