/* SPDX-License-Identifier: MIT */
/*
 * gray_template.h - a block of pixels made gray, for one type of sample
 *
 * The body of gray_u8.c, gray_u16.c and gray_f32.c, and no header to be
 * included elsewhere.  Each of them defines before it
 *
 *   SAMPLE          the type of a sample
 *   GRAY_BLOCK      the function of gray_block.h that is made here
 *   WEIGHT          the type of a weight
 *   REC601, REC709  the weights of R, G and B, with commas between them
 *
 * and four inlined functions, which say what becomes of one pixel: weighed(),
 * middle() of its greatest and its least sample, mean() and linear().
 */
#ifndef GM_IMAGE_GRAY_TEMPLATE_H
#define GM_IMAGE_GRAY_TEMPLATE_H

#include <stddef.h>
#include <string.h>

#include "base/vector.h"
#include "image/gray_block.h"

struct planes {
	SAMPLE r[GRAY_BLOCK_PIXELS];
	SAMPLE g[GRAY_BLOCK_PIXELS];
	SAMPLE b[GRAY_BLOCK_PIXELS];
	SAMPLE a[GRAY_BLOCK_PIXELS];
};

/* Reading every sample of a pixel, even in vain, is what vectorises. */
VECTOR_INLINE void
split(uint32_t channels, const SAMPLE *restrict src, struct planes *restrict p)
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
weigh(WEIGHT r, WEIGHT g, WEIGHT b, const struct planes *restrict p,
      SAMPLE *restrict gray)
{
	for (size_t i = 0; i < GRAY_BLOCK_PIXELS; i++)
		gray[i] = weighed(r, g, b, p->r[i], p->g[i], p->b[i]);
}

VECTOR_INLINE void
lightness(const struct planes *restrict p, SAMPLE *restrict gray)
{
	for (size_t i = 0; i < GRAY_BLOCK_PIXELS; i++) {
		SAMPLE r = p->r[i], g = p->g[i], b = p->b[i];
		SAMPLE most = r > g ? r : g;
		SAMPLE least = r < g ? r : g;

		most = most > b ? most : b;
		least = least < b ? least : b;
		gray[i] = middle(most, least);
	}
}

VECTOR_INLINE void
convert(enum gray_method method, const struct planes *restrict p,
	SAMPLE *restrict gray)
{
	switch (method) {
	case GRAY_REC601:
		weigh(REC601, p, gray);
		break;
	case GRAY_REC709:
		weigh(REC709, p, gray);
		break;
	case GRAY_LINEAR:
		for (size_t i = 0; i < GRAY_BLOCK_PIXELS; i++)
			gray[i] = linear(p->r[i], p->g[i], p->b[i]);
		break;
	case GRAY_LIGHTNESS:
		lightness(p, gray);
		break;
	case GRAY_AVERAGE:
		for (size_t i = 0; i < GRAY_BLOCK_PIXELS; i++)
			gray[i] = mean(p->r[i], p->g[i], p->b[i]);
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
GRAY_BLOCK(enum gray_method method, uint32_t channels,
	   const SAMPLE *restrict src, SAMPLE *restrict gray)
{
	struct planes p;
	SAMPLE plane[GRAY_BLOCK_PIXELS];

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

#endif
