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

/* Bytes after a row of gray. */
static uint32_t
padding_of(const struct encoder *enc)
{
	return (4 - enc->info.width % 4) % 4;
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
write_gray_head(struct encoder *enc, struct gm_error *err)
{
	struct bmp_header bmp = {.nbytes = BMP_V3_NBYTES,
				 .depth = 8,
				 .n_colors = 256,
				 .pixels_at = GRAY_HEAD_NBYTES};
	uint8_t head[GRAY_HEAD_NBYTES] = {0};
	uint8_t *info = head + BMP_FILE_HEADER_NBYTES;
	uint32_t stride = enc->info.width + padding_of(enc);

	if (enc->info.height > (UINT32_MAX - GRAY_HEAD_NBYTES) / stride)
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "too many pixels for a BMP");
	put_head(enc, &bmp, stride, head);
	octets_put_u32le(info + 20, stride * enc->info.height);
	for (size_t i = 0; i < 256; i++)
		memset(info + BMP_V3_NBYTES + i * 4, (int)i, 3);
	return file_out_write(enc->out, head, sizeof(head), err);
}

static enum gm_status
write_alpha_head(struct encoder *enc, struct gm_error *err)
{
	struct bmp_header bmp = {.nbytes = BMP_V4_NBYTES,
				 .depth = 32,
				 .compression = BMP_BITFIELDS,
				 .masks = {0xff0000, 0xff00, 0xff, 0xff000000},
				 .pixels_at = V4_HEAD_NBYTES};
	uint8_t head[V4_HEAD_NBYTES] = {0};

	if ((size_t)enc->info.width * enc->info.height > WHOLE_MAX_NBYTES / 4)
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "too many pixels for a BMP with alpha");
	put_head(enc, &bmp, enc->info.width * 4, head);
	return file_out_write(enc->out, head, sizeof(head), err);
}

static enum gm_status
write_head(struct encoder *enc, struct gm_error *err)
{
	return enc->info.channels == 2 ? write_alpha_head(enc, err)
				       : write_gray_head(enc, err);
}

/* As B, G, R, A where there is alpha; row is scratch. */
static enum gm_status
write_row(struct encoder *enc, const uint8_t *from, uint8_t *row,
	  struct gm_error *err)
{
	static const uint8_t padding[3] = {0};
	size_t width = enc->info.width;
	enum gm_status st;

	if (enc->info.channels == 1) {
		st = file_out_write(enc->out, from, width, err);
		return st == GM_OK ? file_out_write(enc->out, padding,
						    padding_of(enc), err)
				   : st;
	}
	for (size_t i = 0; i < width; i++) {
		memset(row + i * 4, from[i * 2], 3);
		row[i * 4 + 3] = from[i * 2 + 1];
	}
	return file_out_write(enc->out, row, width * 4, err);
}

static uint8_t *
make_row(const struct encoder *enc, struct gm_error *err)
{
	uint8_t *row = malloc((size_t)enc->info.width * 4);

	if (row == NULL)
		gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (row)");
	return row;
}

/* All that is held is a row. */
static enum gm_status
open_rising(struct encoder *enc, const struct metadata *metadata,
	    struct gm_error *err)
{
	struct whole *whole = calloc(1, sizeof(*whole));

	if (whole == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (encoder)");
	enc->state = whole;
	whole->metadata = metadata;
	whole->samples = make_row(enc, err);
	return whole->samples != NULL ? write_head(enc, err) : GM_ERR_NOMEM;
}

static enum gm_status
encode_open(struct encoder *enc, const struct metadata *metadata,
	    const struct conversion *conversion, struct gm_error *err)
{
	return enc->rises ? open_rising(enc, metadata, err)
			  : whole_open(enc, metadata, conversion, 8,
				       IMAGE_MAX_SIDE, err);
}

static enum gm_status
encode_rows(struct encoder *enc, void *rows, uint32_t n_rows,
	    struct gm_error *err)
{
	struct whole *whole = enc->state;
	size_t nbytes = image_row_nbytes(&enc->info);
	enum gm_status st = GM_OK;

	if (!enc->rises)
		return whole_rows(enc, rows, n_rows, err);
	for (uint32_t i = 0; i < n_rows && st == GM_OK; i++)
		st = write_row(enc, (uint8_t *)rows + i * nbytes,
			       whole->samples, err);
	return st;
}

/* From the bottom row to the top one. */
static enum gm_status
encode_finish(struct encoder *enc, struct gm_error *err)
{
	const struct whole *whole = enc->state;
	size_t nbytes = image_row_nbytes(&enc->info);
	enum gm_status st;
	uint8_t *row;

	if (enc->rises)
		return GM_OK;
	st = write_head(enc, err);
	row = st == GM_OK ? make_row(enc, err) : NULL;
	if (row == NULL)
		return err->status;
	for (uint32_t y = enc->info.height; y > 0 && st == GM_OK; y--)
		st = write_row(enc, whole->samples + nbytes * (y - 1), row,
			       err);
	free(row);
	return st;
}

const struct codec codec_bmp = {
	.name = "BMP",
	.extensions = (const char *const[]){"bmp", "dib", NULL},
	.can = {.only_colors = true,
		.alpha = true,
		.tells = 1u << METADATA_DENSITY,
		.holds = 1u << METADATA_DENSITY},
	.effort = 2,
	.sniff = sniff,
	.reader = &bmp_reader,
	.writer = &(const struct codec_writer){.open = encode_open,
					       .rows = encode_rows,
					       .finish = encode_finish,
					       .close = whole_close,
					       .takes_rising = true},
};
