/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_predict.h"

#include <string.h>

#include "base/octets.h"
#include "base/vector.h"

/* Samples that a loop is sure of, so that it becomes vector code. */
#define BLOCK_SAMPLES 64u

typedef uint8_t bytes8 __attribute__((vector_size(8)));
typedef uint16_t words4 __attribute__((vector_size(8)));

VECTOR_INLINE void
subtract_bytes(const uint8_t *restrict from, const uint8_t *restrict before,
	       size_t n, uint8_t *restrict to)
{
	for (size_t i = 0; i < n; i++)
		to[i] = (uint8_t)(from[i] - before[i]);
}

void
tiff_predict_bytes(const uint8_t *from, size_t n, size_t step, uint8_t *to)
{
	size_t i = step < n ? step : n;

	memcpy(to, from, i);
	for (; n - i >= BLOCK_SAMPLES; i += BLOCK_SAMPLES)
		subtract_bytes(from + i, from + i - step, BLOCK_SAMPLES,
			       to + i);
	subtract_bytes(from + i, from + i - step, n - i, to + i);
}

void
tiff_predict_words(const uint16_t *from, size_t n, size_t step,
		   bool is_big_endian, uint8_t *to)
{
	for (size_t i = 0; i < n; i++) {
		uint16_t before = i < step ? 0 : from[i - step];
		uint16_t word = (uint16_t)(from[i] - before);

		if (is_big_endian)
			octets_put_u16be(to + 2 * i, word);
		else
			octets_put_u16le(to + 2 * i, word);
	}
}

/* All high bytes first, and so on; then the differences of bytes. */
void
tiff_predict_floats(const uint32_t *from, size_t n, size_t step, uint8_t *to)
{
	for (size_t i = 0; i < n; i++)
		for (size_t b = 0; b < 4; b++)
			to[b * n + i] = (uint8_t)(from[i] >> (24 - 8 * b));
	for (size_t i = 4 * n; i-- > step;)
		to[i] = (uint8_t)(to[i] - to[i - step]);
}

/* All samples of a pixel at once; what is read after it is not written. */
VECTOR_INLINE void
add_bytes(uint8_t *row, size_t n, size_t step)
{
	bytes8 left = {0};

	for (size_t i = 0; i + step <= n; i += step) {
		uint64_t word = 0;

		memcpy(&word, row + i, step == 3 ? 4 : step);
		left += (bytes8)word;
		word = (uint64_t)left;
		memcpy(row + i, &word, step == 3 ? 2 : step);
		if (step == 3)
			row[i + 2] = (uint8_t)(word >> 16);
	}
}

void
tiff_predict_undo_bytes(uint8_t *row, size_t n, size_t step)
{
	switch (step) {
	case 1:
		add_bytes(row, n, 1);
		break;
	case 3:
		add_bytes(row, n, 3);
		break;
	case 4:
		add_bytes(row, n, 4);
		break;
	default:
		for (size_t i = step; i < n; i++)
			row[i] = (uint8_t)(row[i] + row[i - step]);
		break;
	}
}

VECTOR_INLINE void
add_words(uint16_t *row, size_t n, size_t step)
{
	words4 left = {0};

	for (size_t i = 0; i + step <= n; i += step) {
		uint64_t word = 0;

		memcpy(&word, row + i, step == 3 ? 8 : 2 * step);
		left += (words4)word;
		word = (uint64_t)left;
		memcpy(row + i, &word, step == 3 ? 4 : 2 * step);
		if (step == 3)
			row[i + 2] = (uint16_t)(word >> 32);
	}
}

void
tiff_predict_undo_words(uint16_t *row, size_t n, size_t step)
{
	switch (step) {
	case 1:
		add_words(row, n, 1);
		break;
	case 3:
		add_words(row, n, 3);
		break;
	case 4:
		add_words(row, n, 4);
		break;
	default:
		for (size_t i = step; i < n; i++)
			row[i] = (uint16_t)(row[i] + row[i - step]);
		break;
	}
}
