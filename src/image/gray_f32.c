/* SPDX-License-Identifier: MIT */
#include "base/vector.h"

VECTOR_INLINE float
weighed(float wr, float wg, float wb, float r, float g, float b)
{
	return wr * r + wg * g + wb * b;
}

VECTOR_INLINE float
middle(float most, float least)
{
	return (most + least) * 0.5f;
}

/* The sum of three floats may be more than a float can be. */
VECTOR_INLINE float
mean(float r, float g, float b)
{
	return (float)(((double)r + g + b) / 3);
}

#define SAMPLE     float
#define GRAY_BLOCK gray_block_f32
#define WEIGHT     float
#define REC601     0.299f, 0.587f, 0.114f
#define REC709     0.2126f, 0.7152f, 0.0722f

/* Floats are linear light already. */
VECTOR_INLINE float
linear(float r, float g, float b)
{
	return weighed(REC709, r, g, b);
}

#include "image/gray_template.h"
