/* SPDX-License-Identifier: MIT */
/*
 * filter_fixture.h - PNG section 9, byte by byte
 */
#ifndef GM_UNIT_FILTER_FIXTURE_H
#define GM_UNIT_FILTER_FIXTURE_H

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "formats/png/row_filter.h"
#include "noise.h"

/* PNG section 9.4. */
static inline int
filter_fixture_paeth(int a, int b, int c)
{
	int p = a + b - c;
	int pa = abs(p - a), pb = abs(p - b), pc = abs(p - c);

	if (pa <= pb && pa <= pc)
		return a;
	return pb <= pc ? b : c;
}

/* What a filter foresees for byte i of a row. */
static inline uint8_t
filter_fixture_foresee(enum row_filter filter, const uint8_t *row,
		       const uint8_t *above, size_t i, unsigned pixel_nbytes)
{
	bool is_first = i < pixel_nbytes;
	int a = is_first ? 0 : row[i - pixel_nbytes], b = above[i];
	int c = is_first ? 0 : above[i - pixel_nbytes];

	switch (filter) {
	case ROW_FILTER_SUB:
		return (uint8_t)a;
	case ROW_FILTER_UP:
		return (uint8_t)b;
	case ROW_FILTER_AVERAGE:
		return (uint8_t)((a + b) / 2);
	case ROW_FILTER_PAETH:
		return (uint8_t)filter_fixture_paeth(a, b, c);
	default:
		return 0;
	}
}

static inline void
filter_fixture_do(enum row_filter filter, const uint8_t *row,
		  const uint8_t *above, size_t nbytes, unsigned pixel_nbytes,
		  uint8_t *out)
{
	for (size_t i = 0; i < nbytes; i++)
		out[i] = (uint8_t)(row[i] -
				   filter_fixture_foresee(filter, row, above, i,
							  pixel_nbytes));
}

/* Memory of exactly nbytes bytes, so that what lies behind is found out. */
static inline uint8_t *
filter_fixture_memory(size_t nbytes)
{
	uint8_t *memory = malloc(nbytes == 0 ? 1 : nbytes);

	assert_non_null(memory);
	return memory;
}

/*
 * A row and the one above it.  Kind 0 is noise, 1 is smooth, 2 has the
 * extremes only, 3 has small steps up and down.
 */
static inline void
filter_fixture_rows(unsigned kind, uint8_t *row, uint8_t *above, size_t nbytes)
{
	unsigned a = noise_below(256), b = noise_below(256);

	for (size_t i = 0; i < nbytes; i++) {
		if (kind == 0) {
			a = noise_below(256);
			b = noise_below(256);
		} else if (kind == 1) {
			/* Up to 200 and down again. */
			a = (unsigned)abs((int)(i % 400) - 200) +
			    noise_below(3);
			b = a + noise_below(2);
		} else if (kind == 2) {
			a = noise_below(2) * 255;
			b = noise_below(2) * 255;
		} else {
			a += noise_below(9) - 4;
			b += noise_below(9) - 4;
		}
		row[i] = (uint8_t)a;
		above[i] = (uint8_t)b;
	}
}

#define FILTER_FIXTURE_KINDS 4u

#endif
