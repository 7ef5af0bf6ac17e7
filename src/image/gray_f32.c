/* SPDX-License-Identifier: MIT */
/* Floats are linear light already, so `linear` is nothing but the weights. */
#include "image/gray_block.h"

#include <string.h>

#include "base/vector.h"

/* Reading every sample of a pixel, even in vain, is what vectorises. */
struct planes {
	float r[GRAY_BLOCK_PIXELS];
	float g[GRAY_BLOCK_PIXELS];
	float b[GRAY_BLOCK_PIXELS];
	float a[GRAY_BLOCK_PIXELS];
};

VECTOR_INLINE void
split(uint32_t channels, const float *restrict src, struct planes *restrict p)
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
weigh(float r, float g, float b, const struct planes *restrict p,
      float *restrict gray)
{
	for (size_t i = 0; i < GRAY_BLOCK_PIXELS; i++)
		gray[i] = r * p->r[i] + g * p->g[i] + b * p->b[i];
}

VECTOR_INLINE void
lightness(const struct planes *restrict p, float *restrict gray)
{
	for (size_t i = 0; i < GRAY_BLOCK_PIXELS; i++) {
		float r = p->r[i], g = p->g[i], b = p->b[i];
		float most = r > g ? r : g;
		float least = r < g ? r : g;

		most = most > b ? most : b;
		least = least < b ? least : b;
		gray[i] = (most + least) * 0.5f;
	}
}

VECTOR_INLINE void
average(const struct planes *restrict p, float *restrict gray)
{
	/* The sum of three floats may be more than a float can be. */
	for (size_t i = 0; i < GRAY_BLOCK_PIXELS; i++)
		gray[i] = (float)(((double)p->r[i] + p->g[i] + p->b[i]) / 3);
}

VECTOR_INLINE void
convert(enum gray_method method, const struct planes *restrict p,
	float *restrict gray)
{
	switch (method) {
	case GRAY_REC601:
		weigh(0.299f, 0.587f, 0.114f, p, gray);
		break;
	case GRAY_REC709:
	case GRAY_LINEAR:
		weigh(0.2126f, 0.7152f, 0.0722f, p, gray);
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
gray_block_f32(enum gray_method method, uint32_t channels,
	       const float *restrict src, float *restrict gray)
{
	struct planes p;
	float plane[GRAY_BLOCK_PIXELS];

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
