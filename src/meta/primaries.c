/* SPDX-License-Identifier: MIT */
#include "meta/primaries.h"

#include <math.h>
#include <stddef.h>

/* Twice the area of a triangle, its corners in the order of the clock or not.
 */
static double
area(const double a[2], const double b[2], const double c[2])
{
	return (b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1]);
}

/*
 * X + Y + Z of light is the weight of its chromaticity in a mixture: that of
 * each primary is the part of the triangle on the other side of white.
 */
bool
primaries_weigh(const struct primaries *primaries, double weights[3])
{
	const double *r = primaries->red, *g = primaries->green;
	const double *b = primaries->blue, *white = primaries->white;
	double sum;

	weights[0] = area(white, g, b) * r[1];
	weights[1] = area(r, white, b) * g[1];
	weights[2] = area(r, g, white) * b[1];
	sum = weights[0] + weights[1] + weights[2];
	for (size_t i = 0; i < 3; i++)
		weights[i] /= sum;
	return isfinite(weights[0]) && isfinite(weights[1]) &&
	       isfinite(weights[2]);
}
