/* SPDX-License-Identifier: MIT */
#include "formats/bmp/codec_bmp_write.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "base/octets.h"
#include "codec/whole.h"
#include "formats/bmp/bmp_header.h"

/*
 * Gray has BITMAPINFOHEADER, which every reader knows, and a palette; alpha
 * needs the masks of BITMAPV4HEADER.
 */
#define INFO_NBYTES    40u
#define PALETTE_NBYTES 1024u
#define V4_NBYTES      108u
#define HEAD_NBYTES    (BMP_FILE_HEADER_NBYTES + INFO_NBYTES + PALETTE_NBYTES)
#define V4_HEAD_NBYTES (BMP_FILE_HEADER_NBYTES + V4_NBYTES)

enum gm_status
codec_bmp_write_open(struct encoder *enc, const struct metadata *metadata,
		     const struct conversion *conversion, struct gm_error *err)
{
	(void)conversion;
	return whole_open(enc, metadata, 8, IMAGE_MAX_SIDE, err);
}

static void
put_density(const struct metadata *metadata, uint8_t *info)
{
	double x, y;

	if (!metadata_find_density(metadata, &x, &y) || x > INT32_MAX ||
	    y > INT32_MAX)
		return;
	octets_put_u32le(info + 24, (uint32_t)round(x));
	octets_put_u32le(info + 28, (uint32_t)round(y));
}

/* What both kinds have in common, for rows of stride bytes. */
static void
put_info(const struct encoder *enc, uint32_t stride, uint32_t head_nbytes,
	 uint32_t info_nbytes, uint8_t *head)
{
	const struct whole *whole = enc->state;
	uint8_t *info = head + BMP_FILE_HEADER_NBYTES;

	memcpy(head, "BM", 2);
	octets_put_u32le(head + 2, head_nbytes + stride * enc->info.height);
	octets_put_u32le(head + 10, head_nbytes);
	octets_put_u32le(info, info_nbytes);
	octets_put_u32le(info + 4, enc->info.width);
	octets_put_u32le(info + 8, enc->info.height);
	octets_put_u16le(info + 12, 1); /* planes */
	put_density(whole->metadata, info);
}

/* stb would spend 24 bits on every gray pixel. */
static enum gm_status
write_gray(struct encoder *enc, struct gm_error *err)
{
	static const uint8_t padding[3] = {0};
	const struct whole *whole = enc->state;
	uint8_t head[HEAD_NBYTES] = {0};
	uint8_t *info = head + BMP_FILE_HEADER_NBYTES;
	uint32_t width = enc->info.width, height = enc->info.height;
	uint32_t pad_nbytes = (4 - width % 4) % 4;
	enum gm_status st;

	if (height > (UINT32_MAX - HEAD_NBYTES) / (width + pad_nbytes))
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "too many pixels for a BMP");
	put_info(enc, width + pad_nbytes, HEAD_NBYTES, INFO_NBYTES, head);
	octets_put_u16le(info + 14, 8); /* bits per pixel */
	octets_put_u32le(info + 20, (width + pad_nbytes) * height);
	octets_put_u32le(info + 32, 256); /* colours */
	for (size_t i = 0; i < 256; i++)
		memset(info + INFO_NBYTES + i * 4, (int)i, 3);
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
	static const uint32_t masks[4] = {0xff0000, 0xff00, 0xff, 0xff000000};
	uint8_t head[V4_HEAD_NBYTES] = {0}, *row;
	uint8_t *info = head + BMP_FILE_HEADER_NBYTES;
	enum gm_status st;

	if ((size_t)enc->info.width * enc->info.height > WHOLE_MAX_NBYTES / 4)
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "too many pixels for a BMP with alpha");
	put_info(enc, enc->info.width * 4, V4_HEAD_NBYTES, V4_NBYTES, head);
	octets_put_u16le(info + 14, 32); /* bits per pixel */
	octets_put_u32le(info + 16, BMP_BITFIELDS);
	for (size_t i = 0; i < 4; i++)
		octets_put_u32le(info + 40 + i * 4, masks[i]);
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

enum gm_status
codec_bmp_write_finish(struct encoder *enc, struct gm_error *err)
{
	return enc->info.channels == 2 ? write_alpha(enc, err)
				       : write_gray(enc, err);
}
