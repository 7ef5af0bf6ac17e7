/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_page.h"

#include <string.h>

/* Of pixels in a clump, more than which JPEG and the library know no sides. */
#define MAX_CHROMA 4u

static enum gm_status
unsupported(struct gm_error *err, const char *what, unsigned number)
{
	return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "TIFF with %s %u", what,
		       number);
}

static enum gm_status
read_size(struct tiff_page *page, TIFF *lib, struct gm_error *err)
{
	uint32_t rows = 0;

	if (TIFFGetField(lib, TIFFTAG_IMAGEWIDTH, &page->width) == 0 ||
	    TIFFGetField(lib, TIFFTAG_IMAGELENGTH, &page->height) == 0 ||
	    page->width == 0 || page->height == 0)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: a directory without a size");
	page->is_tiled = TIFFIsTiled(lib) != 0;
	if (page->is_tiled) {
		TIFFGetField(lib, TIFFTAG_TILEWIDTH, &page->block_width);
		TIFFGetField(lib, TIFFTAG_TILELENGTH, &page->block_height);
	} else {
		TIFFGetFieldDefaulted(lib, TIFFTAG_ROWSPERSTRIP, &rows);
		page->block_width = page->width;
		page->block_height = rows < page->height ? rows : page->height;
	}
	if (page->block_width == 0 || page->block_height == 0)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: a strip or tile of no pixels");
	return GM_OK;
}

static enum gm_status
read_numbers(struct tiff_page *page, TIFF *lib, struct gm_error *err)
{
	uint16_t bits = 1, format = SAMPLEFORMAT_UINT, n = 1;
	uint16_t planar = PLANARCONFIG_CONTIG;

	TIFFGetFieldDefaulted(lib, TIFFTAG_BITSPERSAMPLE, &bits);
	TIFFGetFieldDefaulted(lib, TIFFTAG_SAMPLEFORMAT, &format);
	TIFFGetFieldDefaulted(lib, TIFFTAG_SAMPLESPERPIXEL, &n);
	TIFFGetFieldDefaulted(lib, TIFFTAG_PLANARCONFIG, &planar);
	page->bits = bits;
	page->n_samples = n;
	page->is_planar = planar == PLANARCONFIG_SEPARATE && n > 1;
	switch (format) {
	case SAMPLEFORMAT_UINT:
	case SAMPLEFORMAT_VOID:
		page->number = TIFF_NUMBER_UNSIGNED;
		break;
	case SAMPLEFORMAT_INT:
		page->number = TIFF_NUMBER_SIGNED;
		break;
	case SAMPLEFORMAT_IEEEFP:
		page->number = TIFF_NUMBER_FLOAT;
		break;
	default:
		return unsupported(err, "samples of format", format);
	}
	if (n == 0)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: pixels without samples");
	if (page->number == TIFF_NUMBER_FLOAT
		    ? bits != 16 && bits != 24 && bits != 32 && bits != 64
		    : bits == 0 || (bits > 32 && bits != 64))
		return unsupported(err, "samples of so many bits:", bits);
	return GM_OK;
}

static enum gm_status
read_palette(struct tiff_page *page, TIFF *lib, struct gm_error *err)
{
	uint16_t *red = NULL, *green = NULL, *blue = NULL;

	if (page->bits > 16 || page->number == TIFF_NUMBER_FLOAT)
		return unsupported(err,
				   "a palette, and indices of so many "
				   "bits:",
				   page->bits);
	if (TIFFGetField(lib, TIFFTAG_COLORMAP, &red, &green, &blue) == 0)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: indices without a palette");
	page->palette[0] = red;
	page->palette[1] = green;
	page->palette[2] = blue;
	page->number = TIFF_NUMBER_UNSIGNED;
	return GM_OK;
}

static enum gm_status
read_ycbcr(struct tiff_page *page, TIFF *lib, struct gm_error *err)
{
	float *luma = NULL, *black_white = NULL;
	uint16_t h = 1, v = 1;

	TIFFGetFieldDefaulted(lib, TIFFTAG_YCBCRSUBSAMPLING, &h, &v);
	TIFFGetFieldDefaulted(lib, TIFFTAG_YCBCRCOEFFICIENTS, &luma);
	TIFFGetFieldDefaulted(lib, TIFFTAG_REFERENCEBLACKWHITE, &black_white);
	if (page->bits != 8 || page->number != TIFF_NUMBER_UNSIGNED)
		return unsupported(err, "YCbCr of so many bits:", page->bits);
	if (h == 0 || h > MAX_CHROMA || h == 3 || v == 0 || v > MAX_CHROMA ||
	    v == 3 || luma == NULL || black_white == NULL)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: what it says of YCbCr");
	page->chroma_h = h;
	page->chroma_v = v;
	memcpy(page->luma, luma, sizeof(page->luma));
	memcpy(page->black_white, black_white, sizeof(page->black_white));
	page->has_clumps = h * v > 1;
	if (page->has_clumps && (page->is_planar || page->n_samples != 3))
		return unsupported(err, "YCbCr in planes: samples",
				   page->n_samples);
	if (page->is_tiled && page->block_width % h != 0)
		return unsupported(err, "tiles of clumps, of width",
				   page->block_width);
	return GM_OK;
}

/* Only the library's own compression has it, which can make floats of it. */
static enum gm_status
read_light(struct tiff_page *page, TIFF *lib, struct gm_error *err)
{
	if (page->compression != COMPRESSION_SGILOG &&
	    page->compression != COMPRESSION_SGILOG24)
		return unsupported(err, "LogLuv, and compression",
				   page->compression);
	if (TIFFSetField(lib, TIFFTAG_SGILOGDATAFMT, SGILOGDATAFMT_FLOAT) == 0)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: LogLuv cannot be made floats");
	page->bits = 32;
	page->number = TIFF_NUMBER_FLOAT;
	return GM_OK;
}

static enum gm_status
read_inks(TIFF *lib, struct gm_error *err)
{
	uint16_t ink_set = INKSET_CMYK;

	TIFFGetFieldDefaulted(lib, TIFFTAG_INKSET, &ink_set);
	return ink_set == INKSET_CMYK
		       ? GM_OK
		       : unsupported(err, "inks other than C, M, Y and K: set",
				     ink_set);
}

static enum gm_status
read_lab(const struct tiff_page *page, struct gm_error *err)
{
	return page->number != TIFF_NUMBER_FLOAT &&
			       (page->bits == 8 || page->bits == 16)
		       ? GM_OK
		       : unsupported(err, "Lab of so many bits:", page->bits);
}

static bool
is_fax(unsigned compression)
{
	return compression == COMPRESSION_CCITTRLE ||
	       compression == COMPRESSION_CCITTRLEW ||
	       compression == COMPRESSION_CCITTFAX3 ||
	       compression == COMPRESSION_CCITTFAX4;
}

/* Where the tag is missing, as it is in old files; fax is black on white. */
static unsigned
photometric_of(const struct tiff_page *page, TIFF *lib)
{
	uint16_t photometric;

	if (TIFFGetField(lib, TIFFTAG_PHOTOMETRIC, &photometric) == 1)
		return photometric;
	if (page->n_samples >= 3)
		return PHOTOMETRIC_RGB;
	return is_fax(page->compression) ? PHOTOMETRIC_MINISWHITE
					 : PHOTOMETRIC_MINISBLACK;
}

static enum gm_status
read_kind(struct tiff_page *page, TIFF *lib, struct gm_error *err)
{
	unsigned photometric = photometric_of(page, lib);

	page->chroma_h = 1;
	page->chroma_v = 1;
	page->n_colors = 1;
	switch (photometric) {
	case PHOTOMETRIC_MINISWHITE:
	case PHOTOMETRIC_MINISBLACK:
	case PHOTOMETRIC_MASK:
		page->kind = TIFF_KIND_GRAY;
		page->is_white_zero = photometric == PHOTOMETRIC_MINISWHITE;
		return GM_OK;
	case PHOTOMETRIC_PALETTE:
		page->kind = TIFF_KIND_PALETTE;
		return read_palette(page, lib, err);
	case PHOTOMETRIC_RGB:
		page->kind = TIFF_KIND_RGB;
		page->n_colors = 3;
		return GM_OK;
	case PHOTOMETRIC_SEPARATED:
		page->kind = TIFF_KIND_INKS;
		page->n_colors = 4;
		return read_inks(lib, err);
	case PHOTOMETRIC_YCBCR:
		page->kind = TIFF_KIND_YCBCR;
		page->n_colors = 3;
		return read_ycbcr(page, lib, err);
	case PHOTOMETRIC_CIELAB:
	case PHOTOMETRIC_ICCLAB:
	case PHOTOMETRIC_ITULAB:
		page->kind = TIFF_KIND_LAB;
		page->is_icc_lab = photometric == PHOTOMETRIC_ICCLAB;
		return read_lab(page, err);
	case PHOTOMETRIC_LOGL:
		page->kind = TIFF_KIND_LIGHT;
		return read_light(page, lib, err);
	case PHOTOMETRIC_LOGLUV:
		page->kind = TIFF_KIND_LIGHT;
		page->n_colors = 3;
		return read_light(page, lib, err);
	default:
		return unsupported(err, "colours of kind", photometric);
	}
}

/*
 * The first one that says that it is; what is not said may be anything.  No
 * program is known to put it after Y, Cb and Cr, or an index.
 */
static void
read_alpha(struct tiff_page *page, TIFF *lib)
{
	uint16_t n = 0, *kinds = NULL;

	if (TIFFGetField(lib, TIFFTAG_EXTRASAMPLES, &n, &kinds) == 0 ||
	    kinds == NULL || page->kind == TIFF_KIND_LIGHT ||
	    page->kind == TIFF_KIND_YCBCR || page->kind == TIFF_KIND_PALETTE)
		return;
	for (unsigned i = 0; i < n && page->alpha == 0; i++) {
		unsigned sample = page->n_samples - n + i;

		if (n > page->n_samples || sample < page->n_colors ||
		    (kinds[i] != EXTRASAMPLE_ASSOCALPHA &&
		     kinds[i] != EXTRASAMPLE_UNASSALPHA))
			continue;
		page->alpha = sample;
		page->is_premultiplied = kinds[i] == EXTRASAMPLE_ASSOCALPHA;
	}
}

static enum gm_status
read_compression(struct tiff_page *page, TIFF *lib, struct gm_error *err)
{
	uint16_t compression = COMPRESSION_NONE;

	TIFFGetFieldDefaulted(lib, TIFFTAG_COMPRESSION, &compression);
	page->compression = compression;
	return TIFFIsCODECConfigured(compression) != 0
		       ? GM_OK
		       : unsupported(err, "compression", compression);
}

enum gm_status
tiff_page_read(struct tiff_page *page, struct tiff_source *source,
	       struct gm_error *err)
{
	TIFF *lib = source->lib;
	enum gm_status st;

	*page = (struct tiff_page){0};
	st = read_size(page, lib, err);
	if (st == GM_OK)
		st = read_compression(page, lib, err);
	if (st == GM_OK)
		st = read_numbers(page, lib, err);
	if (st == GM_OK)
		st = read_kind(page, lib, err);
	if (st != GM_OK)
		return st;
	if (page->n_samples < page->n_colors)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: pixels of %u samples",
			       page->n_samples);
	read_alpha(page, lib);
	if (page->is_tiled && !page->has_clumps &&
	    (uint64_t)page->block_width * tiff_page_plane_samples(page) *
			    page->bits % 8 !=
		    0)
		return unsupported(err, "tiles of width", page->block_width);
	return GM_OK;
}

enum gm_status
tiff_page_ask_rgb(struct tiff_page *page, struct tiff_source *source,
		  struct gm_error *err)
{
	tiff_source_begin(source);
	if (TIFFSetField(source->lib, TIFFTAG_JPEGCOLORMODE,
			 JPEGCOLORMODE_RGB) == 0)
		return tiff_source_fail(source, err);
	page->kind = TIFF_KIND_RGB;
	page->has_clumps = false;
	page->chroma_h = 1;
	page->chroma_v = 1;
	return tiff_source_check(source, err);
}

bool
tiff_page_has_luma(const struct tiff_page *page)
{
	static const float luma[3] = {0.299F, 0.587F, 0.114F};
	static const float full[6] = {0, 255, 128, 255, 128, 255};
	bool is_plain = true;

	if (page->kind != TIFF_KIND_YCBCR)
		return false;
	for (int i = 0; i < 3; i++)
		is_plain &= page->luma[i] > luma[i] - 0.0005F &&
			    page->luma[i] < luma[i] + 0.0005F;
	for (int i = 0; i < 6; i++)
		is_plain &= page->black_white[i] == full[i];
	return is_plain;
}

uint64_t
tiff_page_row_nbytes(const struct tiff_page *page, uint32_t width)
{
	uint64_t n = ((uint64_t)width + page->chroma_h - 1) / page->chroma_h;

	if (page->has_clumps)
		return n * (page->chroma_h * page->chroma_v + 2);
	/* At most 2^31 * 2^16 * 2^6 bits. */
	return ((uint64_t)width * tiff_page_plane_samples(page) * page->bits +
		7) /
	       8;
}
