/* SPDX-License-Identifier: MIT */
#include "image/gray_block.h"

#include <string.h>

#include "base/vector.h"
#include "image/gray_srgb.h"

/* Reading every sample of a pixel, even in vain, is what vectorises. */
struct planes {
	uint16_t r[GRAY_BLOCK_PIXELS];
	uint16_t g[GRAY_BLOCK_PIXELS];
	uint16_t b[GRAY_BLOCK_PIXELS];
	uint16_t a[GRAY_BLOCK_PIXELS];
};

VECTOR_INLINE void
split(uint32_t channels, const uint16_t *restrict src,
      struct planes *restrict p)
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
      uint16_t *restrict gray)
{
	/* The largest sum is 2^31 - 2^14. */
	for (size_t i = 0; i < GRAY_BLOCK_PIXELS; i++)
		gray[i] = (uint16_t)((r * p->r[i] + g * p->g[i] + b * p->b[i] +
				      (1u << (GRAY_WEIGHT_BITS - 1))) >>
				     GRAY_WEIGHT_BITS);
}

VECTOR_INLINE void
lightness(const struct planes *restrict p, uint16_t *restrict gray)
{
	for (size_t i = 0; i < GRAY_BLOCK_PIXELS; i++) {
		uint16_t r = p->r[i], g = p->g[i], b = p->b[i];
		uint16_t most = r > g ? r : g;
		uint16_t least = r < g ? r : g;

		most = most > b ? most : b;
		least = least < b ? least : b;
		gray[i] = (uint16_t)((most + least + 1) >> 1);
	}
}

VECTOR_INLINE void
average(const struct planes *restrict p, uint16_t *restrict gray)
{
	for (size_t i = 0; i < GRAY_BLOCK_PIXELS; i++) {
		uint32_t sum = (uint32_t)p->r[i] + p->g[i] + p->b[i] + 1;

		gray[i] = (uint16_t)(sum / 3);
	}
}

static void
linear(const struct planes *restrict p, uint16_t *restrict gray)
{
	for (size_t i = 0; i < GRAY_BLOCK_PIXELS; i++) {
		double y = 0.2126 * gray_srgb_decode(p->r[i] / 65535.0) +
			   0.7152 * gray_srgb_decode(p->g[i] / 65535.0) +
			   0.0722 * gray_srgb_decode(p->b[i] / 65535.0);

		gray[i] = (uint16_t)(gray_srgb_encode(y) * 65535.0 + 0.5);
	}
}

VECTOR_INLINE void
convert(enum gray_method method, const struct planes *restrict p,
	uint16_t *restrict gray)
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
gray_block_u16(enum gray_method method, uint32_t channels,
	       const uint16_t *restrict src, uint16_t *restrict gray)
{
	struct planes p;
	uint16_t plane[GRAY_BLOCK_PIXELS];

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
