/* SPDX-License-Identifier: MIT */
#include "formats/bmp/codec_bmp_write.h"

#include <string.h>

#include "base/octets.h"
#include "codec/whole.h"
#include "formats/bmp/bmp_header.h"
#include "formats/stb/stb_write.h"

/* BITMAPINFOHEADER, which every reader knows. */
#define INFO_NBYTES    40u
#define PALETTE_NBYTES 1024u
#define HEAD_NBYTES    (BMP_FILE_HEADER_NBYTES + INFO_NBYTES + PALETTE_NBYTES)

enum gm_status
codec_bmp_write_open(struct encoder *enc, const struct metadata *metadata,
		     const struct conversion *conversion, struct gm_error *err)
{
	(void)metadata;
	(void)conversion;
	return whole_open(enc, 8, IMAGE_MAX_SIDE, err);
}

static enum gm_status
write_head(struct encoder *enc, uint32_t stride, struct gm_error *err)
{
	uint8_t head[HEAD_NBYTES] = {'B', 'M'};
	uint8_t *info = head + BMP_FILE_HEADER_NBYTES;
	uint32_t pixel_nbytes = stride * enc->info.height;

	octets_put_u32le(head + 2, HEAD_NBYTES + pixel_nbytes);
	octets_put_u32le(head + 10, HEAD_NBYTES);
	octets_put_u32le(info, INFO_NBYTES);
	octets_put_u32le(info + 4, enc->info.width);
	octets_put_u32le(info + 8, enc->info.height);
	octets_put_u16le(info + 12, 1); /* planes */
	octets_put_u16le(info + 14, 8); /* bits per pixel */
	octets_put_u32le(info + 20, pixel_nbytes);
	octets_put_u32le(info + 32, 256); /* colours */
	for (size_t i = 0; i < 256; i++)
		memset(info + INFO_NBYTES + i * 4, (int)i, 3);
	return file_out_write(enc->out, head, sizeof(head), err);
}

/* stb would spend 24 bits on every gray pixel. */
static enum gm_status
write_gray(struct encoder *enc, struct gm_error *err)
{
	static const uint8_t padding[3] = {0};
	const struct whole *whole = enc->state;
	size_t width = enc->info.width;
	size_t pad_nbytes = (4 - width % 4) % 4;
	enum gm_status st;

	if (enc->info.height >
	    (UINT32_MAX - HEAD_NBYTES) / (width + pad_nbytes))
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "too many pixels for a BMP");
	st = write_head(enc, (uint32_t)(width + pad_nbytes), err);
	for (uint32_t y = enc->info.height; y > 0 && st == GM_OK; y--) {
		st = file_out_write(enc->out, whole->samples + width * (y - 1),
				    width, err);
		if (st == GM_OK)
			st = file_out_write(enc->out, padding, pad_nbytes, err);
	}
	return st;
}

enum gm_status
codec_bmp_write_finish(struct encoder *enc, struct gm_error *err)
{
	if (enc->info.channels == 2)
		return stb_write_bmp(enc, err);
	return write_gray(enc, err);
}
