/* SPDX-License-Identifier: MIT */
#include "base/vector.h"

/*
 * In doubles, and then rounded: three equal floats give that float, so that
 * what is gray stays as it is.
 */
VECTOR_INLINE float
weighed(double wr, double wg, double wb, float r, float g, float b)
{
	return (float)(wr * (double)r + wg * (double)g + wb * (double)b);
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
#define WEIGHT     double
#define REC601     0.299, 0.587, 0.114
#define REC709     0.2126, 0.7152, 0.0722

/* Floats are linear light already. */
VECTOR_INLINE float
linear(float r, float g, float b)
{
	return weighed(REC709, r, g, b);
}

#include "image/gray_template.h"
