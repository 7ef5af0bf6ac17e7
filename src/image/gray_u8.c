/* SPDX-License-Identifier: MIT */
/*
 * A 15-bit weight is split in two, w = 256 h + l, so that every sum below
 * stays within 16 bits and a vector holds twice as many:
 *
 *   (sum(w c) + 2^14) >> 15  =  (sum(h c) + 2^6 + (sum(l c) >> 8)) >> 7
 *
 * exactly, since 2^14 is a multiple of 256.  Sum(h) is at most 127 and sum(l)
 * at most 256 for the weights of gray_block.h.
 */
#include "image/gray_block.h"

#include <string.h>

#include "base/vector.h"
#include "image/gray_srgb.h"

/* Reading every sample of a pixel, even in vain, is what vectorises. */
struct planes {
	uint8_t r[GRAY_BLOCK_PIXELS];
	uint8_t g[GRAY_BLOCK_PIXELS];
	uint8_t b[GRAY_BLOCK_PIXELS];
	uint8_t a[GRAY_BLOCK_PIXELS];
};

VECTOR_INLINE void
split(uint32_t channels, const uint8_t *restrict src, struct planes *restrict p)
{
	for (size_t i = 0; i < GRAY_BLOCK_PIXELS; i++) {
		p->r[i] = src[i * channels];
		p->g[i] = src[i * channels + 1];
		p->b[i] = src[i * channels + 2];
		if (channels == 4)
			p->a[i] = src[i * channels + 3];
	}
}

VECTOR_INLINE void
weigh(unsigned r, unsigned g, unsigned b, const struct planes *restrict p,
      uint8_t *restrict gray)
{
	for (size_t i = 0; i < GRAY_BLOCK_PIXELS; i++) {
		uint16_t high =
			(uint16_t)((r >> 8) * p->r[i] + (g >> 8) * p->g[i] +
				   (b >> 8) * p->b[i] + 64);
		uint16_t low =
			(uint16_t)((r & 255) * p->r[i] + (g & 255) * p->g[i] +
				   (b & 255) * p->b[i]);

		gray[i] = (uint8_t)((uint16_t)(high + (low >> 8)) >> 7);
	}
}

VECTOR_INLINE void
lightness(const struct planes *restrict p, uint8_t *restrict gray)
{
	for (size_t i = 0; i < GRAY_BLOCK_PIXELS; i++) {
		uint8_t r = p->r[i], g = p->g[i], b = p->b[i];
		uint8_t most = r > g ? r : g;
		uint8_t least = r < g ? r : g;

		most = most > b ? most : b;
		least = least < b ? least : b;
		gray[i] = (uint8_t)((most + least + 1) >> 1);
	}
}

VECTOR_INLINE void
average(const struct planes *restrict p, uint8_t *restrict gray)
{
	for (size_t i = 0; i < GRAY_BLOCK_PIXELS; i++) {
		uint16_t sum = (uint16_t)(p->r[i] + p->g[i] + p->b[i] + 1);

		gray[i] = (uint8_t)(sum / 3);
	}
}

static void
linear(const struct planes *restrict p, uint8_t *restrict gray)
{
	for (size_t i = 0; i < GRAY_BLOCK_PIXELS; i++) {
		double y = 0.2126 * gray_srgb_half_codes[p->r[i] * 2] +
			   0.7152 * gray_srgb_half_codes[p->g[i] * 2] +
			   0.0722 * gray_srgb_half_codes[p->b[i] * 2];

		gray[i] = gray_srgb_encode_u8(y);
	}
}

VECTOR_INLINE void
convert(enum gray_method method, const struct planes *restrict p,
	uint8_t *restrict gray)
{
	switch (method) {
	case GRAY_REC601:
		weigh(GRAY_REC601_R, GRAY_REC601_G, GRAY_REC601_B, p, gray);
		break;
	case GRAY_REC709:
		weigh(GRAY_REC709_R, GRAY_REC709_G, GRAY_REC709_B, p, gray);
		break;
	case GRAY_LINEAR:
		linear(p, gray);
		break;
	case GRAY_LIGHTNESS:
		lightness(p, gray);
		break;
	case GRAY_AVERAGE:
		average(p, gray);
		break;
	case GRAY_R:
		memcpy(gray, p->r, sizeof(p->r));
		break;
	case GRAY_G:
		memcpy(gray, p->g, sizeof(p->g));
		break;
	default:
		memcpy(gray, p->b, sizeof(p->b));
		break;
	}
}

VECTOR_CLONES void
gray_block_u8(enum gray_method method, uint32_t channels,
	      const uint8_t *restrict src, uint8_t *restrict gray)
{
	struct planes p;
	uint8_t plane[GRAY_BLOCK_PIXELS];

	if (channels == 3) {
		split(3, src, &p);
		convert(method, &p, gray);
		return;
	}
	split(4, src, &p);
	convert(method, &p, plane);
	for (size_t i = 0; i < GRAY_BLOCK_PIXELS; i++) {
		gray[i * 2] = plane[i];
		gray[i * 2 + 1] = p.a[i];
	}
}
