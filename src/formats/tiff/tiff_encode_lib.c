/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_encode_lib.h"

#include <errno.h>
#include <stdarg.h>
#include <stdio.h>

#include "formats/tiff/tiff_blocks.h"

/* Of codecs that have levels: what --compress asks for. */
struct level {
	uint16_t compression;
	uint32_t tag;
	int fast;
	int best;
};

static const struct level levels[] = {
	{COMPRESSION_ADOBE_DEFLATE, TIFFTAG_ZIPQUALITY, 1, 9},
	{COMPRESSION_DEFLATE, TIFFTAG_ZIPQUALITY, 1, 9},
	{COMPRESSION_ZSTD, TIFFTAG_ZSTD_LEVEL, 1, 19},
	{COMPRESSION_LZMA, TIFFTAG_LZMAPRESET, 1, 9},
};

static tmsize_t
read_nothing(thandle_t ctx, void *data, tmsize_t nbytes)
{
	(void)ctx;
	(void)data;
	(void)nbytes;
	return 0;
}

/* Blocks are written one after another, and never again. */
static tmsize_t
write_bytes(thandle_t ctx, void *data, tmsize_t nbytes)
{
	struct tiff_encode_lib *e = ctx;

	if (e->is_begun && !e->is_dropped) {
		if (e->at != e->size || e->error.status != GM_OK)
			return 0;
		if (file_out_write(e->out, data, (size_t)nbytes, &e->error) !=
		    GM_OK)
			return 0;
	}
	e->at += (uint64_t)nbytes;
	if (e->size < e->at)
		e->size = e->at;
	return nbytes;
}

static toff_t
seek(thandle_t ctx, toff_t offset, int whence)
{
	struct tiff_encode_lib *e = ctx;

	if (whence == SEEK_CUR)
		offset += e->at;
	else if (whence == SEEK_END)
		offset += e->size;
	e->at = offset;
	return offset;
}

static toff_t
size(thandle_t ctx)
{
	const struct tiff_encode_lib *e = ctx;

	return e->size;
}

static int
close_nothing(thandle_t ctx)
{
	(void)ctx;
	return 0;
}

/* What it says holds no bytes of a file. */
static int
take_error(TIFF *lib, void *ctx, const char *module, const char *format,
	   va_list args)
{
	struct tiff_encode_lib *e = ctx;

	(void)lib;
	(void)module;
	if (e->text[0] == '\0')
		vsnprintf(e->text, sizeof(e->text), format, args);
	return 1;
}

static int
take_warning(TIFF *lib, void *ctx, const char *module, const char *format,
	     va_list args)
{
	(void)lib;
	(void)ctx;
	(void)module;
	(void)format;
	(void)args;
	return 1;
}

enum gm_status
tiff_encode_lib_fail(const struct tiff_encode_lib *e, struct gm_error *err)
{
	if (e->error.status != GM_OK) {
		*err = e->error;
		return err->status;
	}
	if (errno == ENOMEM)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (TIFF)");
	return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "cannot be written: %s",
		       e->text);
}

/*
 * LogL, and floats after the predictor, have one order of bytes in all files:
 * of those that it is given the library exchanges them all the same.
 */
static bool
is_alike(const struct tiff_form *form)
{
	return form->is_light || form->predictor == PREDICTOR_FLOATINGPOINT;
}

/* The byte order is that of the copy, and offsets have room. */
static bool
open_lib(struct tiff_encode_lib *e, const struct tiff_form *form,
	 bool is_big_endian)
{
	const char *mode = is_alike(form)  ? "w8"
			   : is_big_endian ? "w8b"
					   : "w8l";
	TIFFOpenOptions *options = TIFFOpenOptionsAlloc();

	if (options == NULL) {
		errno = ENOMEM;
		return false;
	}
	TIFFOpenOptionsSetErrorHandlerExtR(options, take_error, e);
	TIFFOpenOptionsSetWarningHandlerExtR(options, take_warning, e);
	e->tiff =
		TIFFClientOpenExt("", mode, e, read_nothing, write_bytes, seek,
				  close_nothing, size, NULL, NULL, options);
	TIFFOpenOptionsFree(options);
	return e->tiff != NULL;
}

static bool
set_blocks(TIFF *lib, const struct tiff_form *form)
{
	if (form->is_tiled)
		return TIFFSetField(lib, TIFFTAG_TILEWIDTH,
				    form->block_width) != 0 &&
		       TIFFSetField(lib, TIFFTAG_TILELENGTH,
				    form->block_height) != 0;
	return TIFFSetField(lib, TIFFTAG_ROWSPERSTRIP, form->block_height) != 0;
}

static bool
set_level(TIFF *lib, const struct tiff_form *form)
{
	if (form->compress == COMPRESS_DEFAULT)
		return true;
	for (size_t i = 0; i < sizeof(levels) / sizeof(levels[0]); i++)
		if (levels[i].compression == form->compression &&
		    TIFFSetField(lib, levels[i].tag,
				 form->compress == COMPRESS_FAST
					 ? levels[i].fast
					 : levels[i].best) == 0)
			return false;
	return true;
}

static bool
set_codec(TIFF *lib, const struct tiff_form *form)
{
	if (TIFFSetField(lib, TIFFTAG_COMPRESSION, form->compression) == 0 ||
	    !set_level(lib, form))
		return false;
	if (form->predictor > 1 &&
	    TIFFSetField(lib, TIFFTAG_PREDICTOR, form->predictor) == 0)
		return false;
	if (form->compression == COMPRESSION_JPEG)
		return TIFFSetField(lib, TIFFTAG_JPEGQUALITY,
				    (int)form->quality) != 0;
	if (form->compression == COMPRESSION_LERC)
		return TIFFSetField(lib, TIFFTAG_LERC_PARAMETERS, 2,
				    form->lerc) != 0;
	if (form->is_light)
		return TIFFSetField(lib, TIFFTAG_SGILOGDATAFMT,
				    SGILOGDATAFMT_FLOAT) != 0;
	return true;
}

/* The library must know how long a pixel is, and not what it means. */
static bool
set_fields(TIFF *lib, const struct tiff_form *form)
{
	uint16_t extras[UINT8_MAX] = {0};
	uint16_t n_extras = (uint16_t)(form->n_samples - 1);

	if (n_extras > sizeof(extras) / sizeof(extras[0]))
		return false;
	return TIFFSetField(lib, TIFFTAG_IMAGEWIDTH, form->width) != 0 &&
	       TIFFSetField(lib, TIFFTAG_IMAGELENGTH, form->height) != 0 &&
	       TIFFSetField(lib, TIFFTAG_SAMPLESPERPIXEL, form->n_samples) !=
		       0 &&
	       TIFFSetField(lib, TIFFTAG_BITSPERSAMPLE, form->bits) != 0 &&
	       TIFFSetField(lib, TIFFTAG_SAMPLEFORMAT, form->format) != 0 &&
	       TIFFSetField(lib, TIFFTAG_PHOTOMETRIC, form->photometric) != 0 &&
	       TIFFSetField(lib, TIFFTAG_PLANARCONFIG, PLANARCONFIG_CONTIG) !=
		       0 &&
	       (n_extras == 0 || TIFFSetField(lib, TIFFTAG_EXTRASAMPLES,
					      n_extras, extras) != 0) &&
	       (form->fill_order == 0 ||
		TIFFSetField(lib, TIFFTAG_FILLORDER, form->fill_order) != 0) &&
	       set_blocks(lib, form) && set_codec(lib, form);
}

enum gm_status
tiff_encode_lib_open(struct tiff_encode_lib *e, struct file_out *out,
		     const struct tiff_form *form, bool is_big_endian,
		     struct gm_error *err)
{
	errno = 0;
	e->out = out;
	if (!open_lib(e, form, is_big_endian) || !set_fields(e->tiff, form))
		return tiff_encode_lib_fail(e, err);
	e->base = out->n_written - e->size;
	e->is_begun = true;
	return GM_OK;
}

enum gm_status
tiff_encode_lib_finish(struct tiff_encode_lib *e, const struct tiff_form *form,
		       const struct tiff_order *order,
		       struct tiff_fields *fields, struct gm_error *err)
{
	bool is_tiled = form->is_tiled;
	uint64_t *offsets = NULL, *sizes = NULL;
	uint32_t n, n_tables = 0;
	void *tables = NULL;
	enum gm_status st = GM_OK;

	errno = 0;
	if (TIFFFlushData(e->tiff) == 0 ||
	    TIFFGetField(e->tiff,
			 is_tiled ? TIFFTAG_TILEOFFSETS : TIFFTAG_STRIPOFFSETS,
			 &offsets) == 0 ||
	    TIFFGetField(e->tiff,
			 is_tiled ? TIFFTAG_TILEBYTECOUNTS
				  : TIFFTAG_STRIPBYTECOUNTS,
			 &sizes) == 0)
		return tiff_encode_lib_fail(e, err);
	n = is_tiled ? TIFFNumberOfTiles(e->tiff) : TIFFNumberOfStrips(e->tiff);
	for (uint32_t i = 0; i < n; i++)
		offsets[i] += e->base;
	/* The arrays are the library's. */
	st = tiff_blocks_put(&(struct tiff_blocks){.is_tiled = is_tiled,
						   .n = n,
						   .offsets = offsets,
						   .sizes = sizes},
			     order, fields, err);
	if (st == GM_OK && form->compression == COMPRESSION_JPEG &&
	    TIFFGetField(e->tiff, TIFFTAG_JPEGTABLES, &n_tables, &tables) !=
		    0 &&
	    n_tables > 0)
		st = tiff_fields_add(fields, TIFFTAG_JPEGTABLES,
				     TIFF_TYPE_UNDEFINED, tables, n_tables,
				     err);
	return st;
}

/* The library would write a directory. */
void
tiff_encode_lib_close(struct tiff_encode_lib *e)
{
	e->is_dropped = true;
	if (e->tiff != NULL)
		TIFFClose(e->tiff);
	e->tiff = NULL;
}
