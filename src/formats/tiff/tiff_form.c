/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_form.h"

#include <stdlib.h>
#include <string.h>

/* What is coded again with loss, where its own quality is not known. */
#define LOSSY_QUALITY 90u

/* Sum of the steps of quality 50 (T.81 table K.1). */
#define STEPS_SUM 3688u

#define DQT 0xdb

#define IS_BIG_ENDIAN (__BYTE_ORDER__ == __ORDER_BIG_ENDIAN__)

/* Bytes from the start of a JPEG or a WebP in which it says how it is. */
#define HEAD_NBYTES 512u

static uint32_t
round_up(uint32_t n, uint32_t to)
{
	uint32_t rest = n % to;

	/* A side is less than 2^31. */
	return rest == 0 ? n : n + (to - rest);
}

/* By the sum of its first table's steps, as libjpeg scales them; 0: none. */
static unsigned
quality_in(const uint8_t *data, size_t nbytes)
{
	unsigned sum = 0;

	for (size_t at = 2; at + 4 < nbytes && data[at] == 0xff;) {
		size_t n = (size_t)data[at + 2] << 8 | data[at + 3];

		if (data[at + 1] == DQT && n >= 2 + 65 &&
		    at + 5 + 64 <= nbytes && data[at + 4] >> 4 == 0) {
			for (size_t i = 0; i < 64; i++)
				sum += data[at + 5 + i];
			break;
		}
		at += 2 + n;
	}
	if (sum == 0)
		return 0;
	if (sum <= 64)
		return 100;
	if (sum <= STEPS_SUM)
		return 100 - sum * 50 / STEPS_SUM;
	return sum < 50 * STEPS_SUM ? 50 * STEPS_SUM / sum : 1;
}

/* The first bytes of the first block that is there; how many. */
static size_t
read_head(struct tiff_raw *raw, const struct tiff_directory *directory,
	  uint8_t head[HEAD_NBYTES])
{
	uint64_t at = tiff_raw_number(
		raw, directory, TIFFTAG_TILEOFFSETS,
		tiff_raw_number(raw, directory, TIFFTAG_STRIPOFFSETS, 0));
	uint64_t left = at < raw->in->nbytes ? raw->in->nbytes - at : 0;
	size_t n = left < HEAD_NBYTES ? (size_t)left : HEAD_NBYTES;
	struct gm_error none;

	return tiff_raw_read(raw, at, head, n, &none) == GM_OK ? n : 0;
}

static unsigned
find_quality(struct tiff_raw *raw, const struct tiff_directory *directory)
{
	const struct tiff_entry *tables =
		tiff_directory_find(directory, TIFFTAG_JPEGTABLES);
	uint8_t head[HEAD_NBYTES];
	struct bytes value = {0};
	struct gm_error none;
	unsigned quality = 0;

	if (tables != NULL &&
	    tiff_raw_value(raw, tables, &value, &none) == GM_OK)
		quality = quality_in(value.data, value.nbytes);
	bytes_free(&value);
	if (quality == 0)
		quality = quality_in(head, read_head(raw, directory, head));
	return quality == 0 ? LOSSY_QUALITY : quality;
}

static bool
is_lossless_webp(struct tiff_raw *raw, const struct tiff_directory *directory)
{
	uint8_t head[HEAD_NBYTES];

	return read_head(raw, directory, head) >= 16 &&
	       memcmp(head + 12, "VP8L", 4) == 0;
}

static bool
can_be_predicted(const struct tiff_form *form, unsigned predictor)
{
	if (predictor == PREDICTOR_FLOATINGPOINT)
		return form->format == SAMPLEFORMAT_IEEEFP;
	return form->bits == 8 || form->bits == 16 || form->bits == 32 ||
	       form->bits == 64;
}

/*
 * In the byte order that is not the machine's, the library cannot write
 * PixarLog, and takes floats with their bytes exchanged for LERC as floats, not
 * all of which come back.
 */
static void
choose_compression(struct tiff_form *form, const struct tiff_page *page,
		   struct tiff_raw *raw, const struct tiff_directory *directory)
{
	bool is_native = raw->order.is_big_endian == IS_BIG_ENDIAN;

	form->compression = (uint16_t)page->compression;
	form->predictor =
		(uint16_t)tiff_raw_number(raw, directory, TIFFTAG_PREDICTOR, 0);
	if (form->predictor > 1 && !can_be_predicted(form, form->predictor))
		form->predictor = PREDICTOR_NONE;
	switch (page->compression) {
	case COMPRESSION_OJPEG:
		form->compression = COMPRESSION_JPEG;
		break;
	case COMPRESSION_WEBP:
		form->compression = COMPRESSION_JPEG;
		if (form->n_samples == 1 && !is_lossless_webp(raw, directory))
			break;
		form->compression = COMPRESSION_ADOBE_DEFLATE;
		form->predictor = PREDICTOR_HORIZONTAL;
		break;
	case COMPRESSION_SGILOG24:
		form->compression = COMPRESSION_SGILOG;
		break;
	case COMPRESSION_PIXARLOG:
	case COMPRESSION_LERC:
		if (is_native || (page->compression == COMPRESSION_LERC &&
				  form->format != SAMPLEFORMAT_IEEEFP))
			break;
		form->compression = COMPRESSION_ADOBE_DEFLATE;
		form->predictor = form->format == SAMPLEFORMAT_IEEEFP
					  ? PREDICTOR_FLOATINGPOINT
					  : PREDICTOR_HORIZONTAL;
		break;
	default:
		break;
	}
}

enum gm_status
tiff_form_of(struct tiff_form *form, const struct tiff_page *page,
	     struct tiff_raw *raw, const struct tiff_directory *directory,
	     const struct conversion *conversion, struct gm_error *err)
{
	const struct tiff_entry *lerc =
		tiff_directory_find(directory, TIFFTAG_LERC_PARAMETERS);
	uint64_t numbers[2] = {0};
	enum gm_status st = GM_OK;

	form->width = page->width;
	form->height = page->height;
	form->is_tiled = page->is_tiled;
	form->block_width = page->block_width;
	form->block_height = page->block_height;
	form->photometric =
		form->is_light ? PHOTOMETRIC_LOGL : PHOTOMETRIC_MINISBLACK;
	form->fill_order =
		(uint16_t)tiff_raw_number(raw, directory, TIFFTAG_FILLORDER, 0);
	form->compress = conversion->compress;
	choose_compression(form, page, raw, directory);
	if (form->compression == COMPRESSION_JPEG)
		form->quality = conversion->quality != 0
					? conversion->quality
					: find_quality(raw, directory);
	if (form->is_tiled) {
		form->block_width = round_up(form->block_width, 16);
		form->block_height = round_up(form->block_height, 16);
	} else if (form->compression == COMPRESSION_JPEG &&
		   form->block_height < form->height) {
		form->block_height = round_up(form->block_height, 8);
	}
	if (lerc != NULL && lerc->n >= 2)
		st = tiff_raw_numbers(raw, lerc, 0, 2, numbers, err);
	form->lerc[0] = (uint32_t)numbers[0];
	form->lerc[1] = (uint32_t)numbers[1];
	return st;
}

static enum gm_status
put_number(struct tiff_fields *fields, const struct tiff_order *order,
	   unsigned tag, unsigned type, uint64_t number, struct gm_error *err)
{
	return tiff_fields_numbers(fields, order, tag, type, &number, 1, err);
}

/* The same number for each sample. */
static enum gm_status
put_each(const struct tiff_form *form, const struct tiff_order *order,
	 unsigned tag, uint64_t number, struct tiff_fields *fields,
	 struct gm_error *err)
{
	uint64_t *numbers = calloc(form->n_samples, sizeof(*numbers));
	enum gm_status st;

	if (numbers == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (TIFF)");
	for (unsigned i = 0; i < form->n_samples; i++)
		numbers[i] = number;
	st = tiff_fields_numbers(fields, order, tag, TIFF_TYPE_SHORT, numbers,
				 form->n_samples, err);
	free(numbers);
	return st;
}

/* Blocks that have another size than those of the page. */
static enum gm_status
put_blocks(const struct tiff_form *form, const struct tiff_page *page,
	   const struct tiff_order *order, struct tiff_fields *fields,
	   struct gm_error *err)
{
	enum gm_status st;

	if (form->block_width == page->block_width &&
	    form->block_height == page->block_height)
		return GM_OK;
	if (!form->is_tiled)
		return put_number(fields, order, TIFFTAG_ROWSPERSTRIP,
				  TIFF_TYPE_LONG, form->block_height, err);
	st = put_number(fields, order, TIFFTAG_TILEWIDTH, TIFF_TYPE_LONG,
			form->block_width, err);
	return st == GM_OK ? put_number(fields, order, TIFFTAG_TILELENGTH,
					TIFF_TYPE_LONG, form->block_height, err)
			   : st;
}

enum gm_status
tiff_form_put(const struct tiff_form *form, const struct tiff_page *page,
	      const struct tiff_directory *directory,
	      const struct tiff_order *order, const uint64_t *kinds,
	      struct tiff_fields *fields, struct gm_error *err)
{
	const struct {
		unsigned tag;
		bool is_said;
		uint64_t number;
	} rows[] = {
		{TIFFTAG_COMPRESSION, true, form->compression},
		{TIFFTAG_PHOTOMETRIC, true, form->photometric},
		{TIFFTAG_SAMPLESPERPIXEL, true, form->n_samples},
		{TIFFTAG_PLANARCONFIG,
		 tiff_directory_find(directory, TIFFTAG_PLANARCONFIG) != NULL,
		 PLANARCONFIG_CONTIG},
		{TIFFTAG_PREDICTOR, form->predictor != 0, form->predictor},
	};
	const uint64_t lerc[2] = {form->lerc[0], form->lerc[1]};
	enum gm_status st = put_each(form, order, TIFFTAG_BITSPERSAMPLE,
				     form->bits, fields, err);

	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]) && st == GM_OK;
	     i++)
		if (rows[i].is_said)
			st = put_number(fields, order, rows[i].tag,
					TIFF_TYPE_SHORT, rows[i].number, err);
	if (st == GM_OK &&
	    (form->format != SAMPLEFORMAT_UINT ||
	     tiff_directory_find(directory, TIFFTAG_SAMPLEFORMAT) != NULL))
		st = put_each(form, order, TIFFTAG_SAMPLEFORMAT, form->format,
			      fields, err);
	if (st == GM_OK && form->n_samples > 1)
		st = tiff_fields_numbers(fields, order, TIFFTAG_EXTRASAMPLES,
					 TIFF_TYPE_SHORT, kinds,
					 form->n_samples - 1u, err);
	if (st == GM_OK && form->compression == COMPRESSION_LERC)
		st = tiff_fields_numbers(fields, order, TIFFTAG_LERC_PARAMETERS,
					 TIFF_TYPE_LONG, lerc, 2, err);
	return st == GM_OK ? put_blocks(form, page, order, fields, err) : st;
}
