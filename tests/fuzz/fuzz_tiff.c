/* SPDX-License-Identifier: MIT */
/*
 * fuzz_tiff.c - TIFF on any bytes
 *
 * What every codec promises; and of what is read as 8 bits without complaint,
 * the colours are those that the library's own reader of RGBA has, which goes
 * to them another way.
 */
#include "fuzz_harness.h"

#include <stdlib.h>
#include <string.h>

#include "codec_check.h"
#include "formats/formats.h"
#include "formats/modules.h"
#include "formats/tiff/tiff.h"
#include "formats/tiff/tiff_page.h"
#include "formats/tiff/tiff_pages.h"
#include "fuzz_fail.h"
#include "fuzz_file.h"

/* A first page, and its rows as they are read. */
struct reading {
	struct fuzz_file_in in;
	struct decoder dec;
	struct outcome outcome;
	struct bytes rows;
};

static const struct conversion conversion = {
	.max_pixels = CODEC_CHECK_MAX_PIXELS,
	.first_frame = true,
};

static bool
read_rows(struct reading *r, const uint8_t *data, size_t size)
{
	struct decoder *dec = &r->dec;
	const struct image_info *info = &dec->info;
	struct gm_error err = {0};
	enum gm_status st;

	fuzz_file_in_open(&r->in, data, size, FUZZ_FILE_ALL);
	dec->codec = &codec_tiff;
	dec->outcome = &r->outcome;
	st = tiff_reader.open(dec, &r->in.file, &conversion, &err);
	if (st == GM_OK)
		st = bytes_reserve(&r->rows,
				   image_row_nbytes(info) * info->height, &err);
	if (st == GM_OK)
		st = tiff_reader.rows(dec, r->rows.data, info->height, &err);
	if (st == GM_OK)
		st = tiff_reader.finish(dec, &err);
	tiff_reader.close(dec);
	metadata_free(&dec->metadata);
	return st == GM_OK && r->outcome.warning[0] == '\0';
}

/* The same bytes as the library's own reader has them; false for none. */
static bool
read_rgba(struct file_in *in, uint32_t *rgba, struct tiff_page *page)
{
	struct tiff_raw raw;
	struct tiff_directory directory = {0};
	struct tiff_pages pages;
	struct tiff_source source = {0};
	struct gm_error err;
	uint16_t photometric;
	bool is_read = false;

	if (tiff_raw_open(&raw, in, &err) == GM_OK &&
	    tiff_pages_find(&pages, &raw, &directory, &err) == GM_OK &&
	    tiff_source_open(&source, in, UINT64_C(1) << 26, &err) == GM_OK &&
	    tiff_source_go(&source, pages.first_at, &err) == GM_OK &&
	    tiff_page_read(page, &source, &err) == GM_OK &&
	    /* Where it is missing, everybody guesses. */
	    TIFFGetField(source.lib, TIFFTAG_PHOTOMETRIC, &photometric) == 1 &&
	    TIFFSetField(source.lib, TIFFTAG_ORIENTATION,
			 ORIENTATION_TOPLEFT) == 1)
		is_read = TIFFReadRGBAImageOriented(
				  source.lib, page->width, page->height, rgba,
				  ORIENTATION_TOPLEFT, 1) == 1;
	tiff_source_close(&source);
	tiff_directory_free(&directory);
	return is_read;
}

/* That reader has other ways with all else. */
static bool
is_alike(const struct tiff_page *page)
{
	bool is_plain =
		page->kind == TIFF_KIND_RGB || page->kind == TIFF_KIND_GRAY;

	return is_plain && page->number == TIFF_NUMBER_UNSIGNED &&
	       page->alpha == 0 && page->n_samples == page->n_colors &&
	       (page->bits == 8 || page->kind == TIFF_KIND_GRAY);
}

static void
compare(const struct reading *r, const uint32_t *rgba)
{
	const struct image_info *info = &r->dec.info;
	size_t n = (size_t)info->width * info->height;

	for (size_t i = 0; i < n; i++) {
		const uint8_t *pixel = r->rows.data + i * info->channels;
		uint8_t blue = pixel[info->channels == 3 ? 2 : 0];

		if (pixel[0] != TIFFGetR(rgba[i]) || blue != TIFFGetB(rgba[i]))
			fuzz_fail("pixel %zu is another one", i);
	}
}

static void
check_pixels(const uint8_t *data, size_t size)
{
	struct reading r = {0};
	struct tiff_page page;
	uint32_t *rgba = NULL;

	if (read_rows(&r, data, size) && r.dec.info.bits == 8)
		rgba = calloc((size_t)r.dec.info.width * r.dec.info.height,
			      sizeof(*rgba));
	if (rgba != NULL && read_rgba(&r.in.file, rgba, &page) &&
	    is_alike(&page))
		compare(&r, rgba);
	free(rgba);
	fuzz_file_in_close(&r.in);
	bytes_free(&r.rows);
}

int
fuzz_input(const uint8_t *data, size_t size)
{
	static const struct codec *const codecs[] = {&codec_tiff, NULL};

	if (codec_tiff.reader == NULL)
		modules_use(&codec_tiff, &graymill_module_tiff);
	codec_check(data, size, codecs);
	check_pixels(data, size);
	return 0;
}
