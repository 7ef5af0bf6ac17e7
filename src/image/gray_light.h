/* SPDX-License-Identifier: MIT */
/*
 * gray_light.h - the gray of linear light on any curve, by any weights
 *
 * What gray.h's linear is for sRGB: each code through the curve to light,
 * weighed, and the sum to the code that is nearest, on the curve of gray.  By
 * tables, for samples of 8 or 16 bits.
 */
#ifndef GM_IMAGE_GRAY_LIGHT_H
#define GM_IMAGE_GRAY_LIGHT_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "image/image.h"

/* The curves of R, G and B, and that of gray. */
#define GRAY_LIGHT_GRAY     3u
#define GRAY_LIGHT_N_CURVES 4u

struct gray_light_curves {
	double weights[3]; /* of R, G and B; they sum to 1 */
	/* Light, 0..1, of a code, 0..1, on that curve. */
	double (*light)(const void *ctx, unsigned curve, double code);
	const void *ctx;
};

/* Parts of light, alike in size, of which it is known where codes begin. */
#define GRAY_LIGHT_N_PARTS 4096u

/* Zeroed, it is empty. */
struct gray_light {
	unsigned bits;  /* of a sample; 0 while empty */
	float *weighed; /* owned: the light of each code of R, G and B */
	float *limits;  /* in the same memory: from which light on the code
			   after this one is nearer, rising */
	uint16_t first[GRAY_LIGHT_N_PARTS + 1]; /* code at the start of each */
};

/*
 * Fill one that is empty, for samples of 8 or 16 bits; gray_light_free()
 * releases it.  A curve that falls is taken for one that stays where it was.
 * Fails with GM_ERR_NOMEM, and is then empty.
 */
enum gm_status gray_light_make(struct gray_light *light, unsigned bits,
			       const struct gray_light_curves *curves,
			       struct gm_error *err);

/* As gray_convert(), for info->bits that are those of light. */
void gray_light_convert(const struct gray_light *light,
			const struct image_info *info, const void *src,
			size_t n_pixels, void *dst);

/* Release what it owns, and empty it. */
void gray_light_free(struct gray_light *light);

#endif
