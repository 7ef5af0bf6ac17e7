/* SPDX-License-Identifier: MIT */
/*
 * gray_rows_fixture.h - one row through gray_rows.h
 */
#ifndef GM_UNIT_GRAY_ROWS_FIXTURE_H
#define GM_UNIT_GRAY_ROWS_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "formats/png/gray_rows.h"
#include "noise.h"

/* Wider than what is converted at a time. */
#define GRAY_ROWS_MAX_WIDTH 3000u

/* As in gray.h. */
static inline uint8_t
gray_rows_fixture_gray(enum gray_method method, const uint8_t *color)
{
	unsigned r = color[0], g = color[1], b = color[2];

	if (method == GRAY_REC601)
		return (uint8_t)((9798 * r + 19235 * g + 3735 * b + 16384) >>
				 15);
	assert_int_equal(method, GRAY_AVERAGE);
	return (uint8_t)((2 * (r + g + b) + 3) / 6);
}

/* Convert a row, whose memory ends where it does. */
static inline void
gray_rows_fixture_convert(const struct gray_rows *rows, const uint8_t *pixels,
			  uint8_t *out, bool expected)
{
	size_t in_nbytes = shape_row_nbytes(&rows->source->shape,
					    rows->source->shape.width);
	size_t out_nbytes = shape_row_nbytes(&rows->shape, rows->shape.width);
	uint8_t *in = malloc(in_nbytes), *to = malloc(out_nbytes);

	memcpy(in, pixels, in_nbytes);
	assert_int_equal(gray_rows_convert(rows, in, to), expected);
	memcpy(out, to, out_nbytes);
	free(in);
	free(to);
}

#endif
