/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_strip.h"

#include <string.h>

#include "base/octets.h"

/* The head of a zlib stream of 32 KiB of memory (RFC 1950). */
static const uint8_t zlib_head[DEFLATE_LIB_HEAD_NBYTES] = {0x78, 0x9c};

enum {
	PREDICTOR_NONE = 1,
	PREDICTOR_DIFFERENCES = 2,
	PREDICTOR_FLOATS = 3
};

size_t
tiff_strip_row_nbytes(const struct tiff_strip *strip)
{
	return ((size_t)strip->info.width * strip->info.channels * strip->bits +
		7) /
	       8;
}

unsigned
tiff_strip_predictor(const struct tiff_strip *strip)
{
	if (strip->bits < 8)
		return PREDICTOR_NONE;
	return strip->bits == 32 ? PREDICTOR_FLOATS : PREDICTOR_DIFFERENCES;
}

/* k * 255 / (2^bits - 1) has k in its lowest bits. */
static void
put_packed(const uint8_t *from, size_t n, unsigned bits, uint8_t *to)
{
	memset(to, 0, (n * bits + 7) / 8);
	for (size_t i = 0; i < n; i++) {
		unsigned shift = 8 - bits - (unsigned)(i * bits % 8);

		to[i * bits / 8] |=
			(uint8_t)((from[i] & ((1u << bits) - 1)) << shift);
	}
}

static void
put_bytes(const uint8_t *from, size_t n, size_t step, uint8_t *to)
{
	for (size_t i = 0; i < step; i++)
		to[i] = from[i];
	for (size_t i = step; i < n; i++)
		to[i] = (uint8_t)(from[i] - from[i - step]);
}

static void
put_words(const uint16_t *from, size_t n, size_t step, bool is_big_endian,
	  uint8_t *to)
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
static void
put_floats(const uint32_t *from, size_t n, size_t step, uint8_t *to)
{
	for (size_t i = 0; i < n; i++)
		for (size_t b = 0; b < 4; b++)
			to[b * n + i] = (uint8_t)(from[i] >> (24 - 8 * b));
	for (size_t i = 4 * n; i-- > step;)
		to[i] = (uint8_t)(to[i] - to[i - step]);
}

enum gm_status
tiff_strip_row(struct tiff_strip *strip, void *row, struct gm_error *err)
{
	size_t n = (size_t)strip->info.width * strip->info.channels;
	size_t nbytes = tiff_strip_row_nbytes(strip);
	enum gm_status st =
		bytes_reserve(&strip->rows, nbytes + RUN_DEFLATE_SLACK, err);
	uint8_t *to = strip->rows.data + strip->rows.nbytes;

	if (st != GM_OK)
		return st;
	if (strip->bits < 8)
		put_packed(row, n, strip->bits, to);
	else if (strip->bits == 8)
		put_bytes(row, n, strip->info.channels, to);
	else if (strip->bits == 16)
		put_words(row, n, strip->info.channels, strip->is_big_endian,
			  to);
	else
		put_floats(row, n, strip->info.channels, to);
	strip->rows.nbytes += nbytes;
	return GM_OK;
}

static enum gm_status
pack_runs(struct tiff_strip *strip, struct gm_error *err)
{
	const uint8_t *data = strip->rows.data;
	size_t left = strip->rows.nbytes;
	enum gm_status st = GM_OK;

	strip->runs.last = 0;
	strip->runs.n_last = 0;
	memset(strip->rows.data + left, 0, RUN_DEFLATE_SLACK);
	while (left > 0 && st == GM_OK) {
		size_t n = left < RUN_DEFLATE_BLOCK_BYTES
				   ? left
				   : RUN_DEFLATE_BLOCK_BYTES;

		st = run_deflate_block(&strip->runs, data, n, n == left,
				       &strip->data, err);
		data += n;
		left -= n;
	}
	return st;
}

/*
 * Differences of photographs are noise, in which there is nothing to be found
 * but runs; packed samples and floats have patterns.
 */
static enum gm_status
deflate(struct tiff_strip *strip, struct gm_error *err)
{
	bool has_patterns = strip->bits < 8 || strip->bits == 32;
	int level = has_patterns ? 6 : 0;

	if (strip->compress == COMPRESS_BEST)
		level = DEFLATE_LIB_MAX_LEVEL;
	else if (strip->compress == COMPRESS_FAST && has_patterns)
		level = DEFLATE_LIB_MIN_LEVEL;
	return level == 0 ? pack_runs(strip, err)
			  : deflate_lib_deflate(
				    &strip->lib, level, strip->rows.data,
				    strip->rows.nbytes, &strip->data, err);
}

enum gm_status
tiff_strip_pack(struct tiff_strip *strip, struct gm_error *err)
{
	uint8_t sum[DEFLATE_LIB_SUM_NBYTES];
	enum gm_status st;

	octets_put_u32be(sum, deflate_lib_adler32(1, strip->rows.data,
						  strip->rows.nbytes));
	strip->data.nbytes = 0;
	st = bytes_append(&strip->data, zlib_head, sizeof(zlib_head), err);
	if (st == GM_OK)
		st = deflate(strip, err);
	if (st == GM_OK)
		st = bytes_append(&strip->data, sum, sizeof(sum), err);
	strip->rows.nbytes = 0;
	return st;
}

void
tiff_strip_free(struct tiff_strip *strip)
{
	deflate_lib_free(&strip->lib);
	run_deflate_free(&strip->runs);
	bytes_free(&strip->rows);
	bytes_free(&strip->data);
}
