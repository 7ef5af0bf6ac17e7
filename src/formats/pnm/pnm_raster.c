/* SPDX-License-Identifier: MIT */
#include "formats/pnm/pnm.h"

#include <inttypes.h>
#include <string.h>

#include "base/octets.h"

static size_t
row_samples(const struct pnm_header *pnm)
{
	return (size_t)pnm->width * pnm->channels;
}

uint64_t
pnm_raster_row_nbytes(const struct pnm_header *pnm)
{
	uint64_t n = (uint64_t)pnm->width * pnm->channels;

	if (pnm->magic == '4')
		return (n + 7) / 8;
	if (pnm->magic == '1')
		return n;
	/* Of text, a digit and a space; the last space may be missing. */
	return pnm->is_plain || pnm->maxval > 255 ? n * 2 : n;
}

static enum gm_status
fail_over_maxval(const struct pnm_header *pnm, uint32_t sample,
		 struct gm_error *err)
{
	return gm_fail(err, GM_ERR_CORRUPT, 0,
		       "corrupt: a sample of %" PRIu32
		       " where the largest is %" PRIu32,
		       sample, pnm->maxval);
}

/* To the largest value of the bits; the division is what takes the time. */
static enum gm_status
scale(const struct pnm_header *pnm, void *row, struct gm_error *err)
{
	bool is_u8 = pnm_raster_bits(pnm) == 8;
	uint32_t maxval = pnm->maxval, most = is_u8 ? 255 : 65535;
	size_t n = row_samples(pnm);
	uint8_t *u8 = row;
	uint16_t *u16 = row;

	if (maxval == most)
		return GM_OK;
	for (size_t i = 0; i < n; i++) {
		uint32_t sample = is_u8 ? u8[i] : u16[i];

		if (sample > maxval)
			return fail_over_maxval(pnm, sample, err);
		sample = (sample * most + maxval / 2) / maxval;
		if (is_u8)
			u8[i] = (uint8_t)sample;
		else
			u16[i] = (uint16_t)sample;
	}
	return GM_OK;
}

/* P4: the bits are read to the end of the row and spread from its start. */
static bool
read_bits(const struct pnm_header *pnm, struct file_in *in, uint8_t *row)
{
	size_t width = pnm->width;
	size_t nbytes = (width + 7) / 8;
	uint8_t *packed = row + (width - nbytes);
	size_t n = file_in_read(in, packed, nbytes);

	memset(packed + n, 0xff, nbytes - n);
	for (size_t i = 0; i < width; i++) {
		unsigned byte = packed[i / 8];

		row[i] = (byte >> (7 - i % 8) & 1) != 0 ? 0 : 255;
	}
	return n == nbytes;
}

/* P1: white space between the digits is optional. */
static enum gm_status
read_plain_bits(const struct pnm_header *pnm, struct file_in *in, uint8_t *row,
		struct gm_error *err)
{
	for (size_t i = 0; i < pnm->width; i++) {
		struct text_in text = text_in_begin(in);
		int c = pnm_header_skip_space(&text, NULL);

		if (c < 0)
			return text_in_fail(&text, CODEC_INCOMPLETE, err);
		if (c != '0' && c != '1')
			return gm_fail(err, GM_ERR_CORRUPT, 0,
				       "corrupt: byte 0x%02x in a bitmap",
				       (unsigned)c);
		row[i] = c == '0' ? 255 : 0;
	}
	return GM_OK;
}

static enum gm_status
read_plain(const struct pnm_header *pnm, struct file_in *in, void *row,
	   struct gm_error *err)
{
	size_t n = row_samples(pnm);
	enum gm_status st = GM_OK, scaled;

	for (size_t i = 0; i < n && st == GM_OK; i++) {
		struct text_in text = text_in_begin(in);
		uint32_t sample = 0;

		st = pnm_header_number(&text, &sample, NULL, err);
		if (st == GM_OK && sample > pnm->maxval)
			st = fail_over_maxval(pnm, sample, err);
		if (pnm_raster_bits(pnm) == 8)
			((uint8_t *)row)[i] = (uint8_t)sample;
		else
			((uint16_t *)row)[i] = (uint16_t)sample;
	}
	/* A row that is cut short may be salvaged. */
	if (st != GM_OK && st != GM_ERR_TRUNCATED)
		return st;
	scaled = scale(pnm, row, err);
	return scaled != GM_OK ? scaled : st;
}

/* Samples of two bytes have the high one first. */
static enum gm_status
read_binary(const struct pnm_header *pnm, struct file_in *in, void *row,
	    struct gm_error *err)
{
	size_t n_samples = row_samples(pnm);
	size_t nbytes = n_samples * (pnm_raster_bits(pnm) / 8);
	size_t n = file_in_read(in, row, nbytes);
	enum gm_status st;

	memset((uint8_t *)row + n, 0, nbytes - n);
	if (pnm_raster_bits(pnm) == 16) {
		uint16_t *samples = row;

		for (size_t i = 0; i < n_samples; i++)
			samples[i] = octets_u16be((uint8_t *)(samples + i));
	}
	st = scale(pnm, row, err);
	if (st == GM_OK && n < nbytes)
		st = file_in_fail_at_end(in, CODEC_INCOMPLETE, err);
	return st;
}

enum gm_status
pnm_raster_read(const struct pnm_header *pnm, struct file_in *in, void *row,
		struct gm_error *err)
{
	switch (pnm->magic) {
	case '1':
		memset(row, 0, pnm->width);
		return read_plain_bits(pnm, in, row, err);
	case '4':
		if (!read_bits(pnm, in, row))
			return file_in_fail_at_end(in, CODEC_INCOMPLETE, err);
		return GM_OK;
	case '2':
	case '3':
		memset(row, 0, row_samples(pnm) * (pnm_raster_bits(pnm) / 8));
		return read_plain(pnm, in, row, err);
	default:
		return read_binary(pnm, in, row, err);
	}
}
