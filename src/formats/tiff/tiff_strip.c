/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_strip.h"

#include <string.h>

#include "formats/tiff/tiff_predict.h"

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
		return TIFF_PREDICTOR_NONE;
	return strip->bits == 32 ? TIFF_PREDICTOR_FLOATS
				 : TIFF_PREDICTOR_DIFFERENCES;
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
		tiff_predict_bytes(row, n, strip->info.channels, to);
	else if (strip->bits == 16)
		tiff_predict_words(row, n, strip->info.channels,
				   strip->is_big_endian, to);
	else
		tiff_predict_floats(row, n, strip->info.channels, to);
	strip->rows.nbytes += nbytes;
	return GM_OK;
}

/* Packed samples and floats have patterns. */
enum gm_status
tiff_strip_pack(struct tiff_strip *strip, struct gm_error *err)
{
	size_t nbytes = strip->rows.nbytes;

	strip->pack.has_patterns = strip->bits < 8 || strip->bits == 32;
	strip->rows.nbytes = 0;
	return tiff_pack_block(&strip->pack, strip->rows.data, nbytes, err);
}

void
tiff_strip_free(struct tiff_strip *strip)
{
	tiff_pack_free(&strip->pack);
	bytes_free(&strip->rows);
}
