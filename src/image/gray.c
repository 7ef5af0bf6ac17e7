/* SPDX-License-Identifier: MIT */
#include "image/gray.h"

#include <string.h>

#include "image/gray_block.h"

const struct text_word gray_method_words[] = {
	{"rec601", GRAY_REC601},
	{"rec709", GRAY_REC709},
	{"linear", GRAY_LINEAR},
	{"lightness", GRAY_LIGHTNESS},
	{"average", GRAY_AVERAGE},
	{"r", GRAY_R},
	{"g", GRAY_G},
	{"b", GRAY_B},
	{NULL, 0},
};

struct image_info
gray_info(const struct image_info *color)
{
	struct image_info info = *color;

	if (color->channels < 3)
		return info;
	info.channels = color->channels - 2;
	/* Few levels of each colour make many of gray, but for palettes. */
	info.exact_bits =
		color->gray_bits != 0 ? color->gray_bits : color->bits;
	return info;
}

unsigned
gray_depth(const uint8_t *gray, size_t n)
{
	unsigned depth = 1;

	for (size_t i = 0; i < n; i++)
		while (depth < 8 && gray[i] % (255 / ((1u << depth) - 1)) != 0)
			depth *= 2;
	return depth;
}

/* The widest first, so that {0} zeroes all of it. */
union block {
	float f32[GRAY_BLOCK_PIXELS * 4];
	uint16_t u16[GRAY_BLOCK_PIXELS * 4];
	uint8_t u8[GRAY_BLOCK_PIXELS * 4];
};

static void
convert_block(enum gray_method method, const struct image_info *info,
	      const void *src, union block *gray)
{
	switch (info->bits) {
	case 8:
		gray_block_u8(method, info->channels, src, gray->u8);
		break;
	case 16:
		gray_block_u16(method, info->channels, src, gray->u16);
		break;
	default:
		gray_block_f32(method, info->channels, src, gray->f32);
		break;
	}
}

void
gray_convert(enum gray_method method, const struct image_info *info,
	     const void *src, size_t n_pixels, void *dst)
{
	/* A block is done before any of it is stored, for dst may be src. */
	union block gray;
	size_t sample_nbytes = info->bits / 8;
	size_t in_nbytes = info->channels * sample_nbytes;
	size_t out_nbytes = (info->channels - 2) * sample_nbytes;
	const uint8_t *in = src;
	uint8_t *out = dst;

	for (; n_pixels >= GRAY_BLOCK_PIXELS; n_pixels -= GRAY_BLOCK_PIXELS) {
		convert_block(method, info, in, &gray);
		memcpy(out, &gray, GRAY_BLOCK_PIXELS * out_nbytes);
		in += GRAY_BLOCK_PIXELS * in_nbytes;
		out += GRAY_BLOCK_PIXELS * out_nbytes;
	}
	if (n_pixels > 0) {
		union block rest = {0};

		memcpy(&rest, in, n_pixels * in_nbytes);
		convert_block(method, info, &rest, &gray);
		memcpy(out, &gray, n_pixels * out_nbytes);
	}
}
