/* SPDX-License-Identifier: MIT */
#include "formats/png/gray_png.h"

#include <stdlib.h>

#include "formats/png/chunk_io.h"
#include "formats/png/picture.h"
#include "formats/png/source.h"

/* Bytes of an IDAT chunk that we make. */
#define IDAT_NBYTES (1u << 20)

struct gray_png {
	struct deflate_lib lib;
	struct source source;
	struct picture picture;
};

enum gm_status
gray_png_new(struct gray_png **png, struct gm_error *err)
{
	*png = calloc(1, sizeof(**png));
	if (*png == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (PNG)");
	return GM_OK;
}

void
gray_png_free(struct gray_png *png)
{
	if (png == NULL)
		return;
	deflate_lib_free(&png->lib);
	source_free(&png->source);
	picture_free(&png->picture);
	free(png);
}

/* Signature, header, and what stands before the pixels. */
static enum gm_status
put_head(const struct source *source, const struct shape *shape,
	 struct file_out *out, struct gm_error *err)
{
	uint8_t header[SHAPE_HEADER_NBYTES];
	enum gm_status st = file_out_write(out, CHUNK_IO_SIGNATURE,
					   sizeof(CHUNK_IO_SIGNATURE) - 1, err);

	shape_write(shape, header);
	if (st == GM_OK)
		st = chunk_write(out, "IHDR", header, sizeof(header), err);
	if (st == GM_OK)
		st = file_out_write(out, source->before.data,
				    source->before.nbytes, err);
	return st;
}

/* The rest, and the end. */
static enum gm_status
put_tail(const struct source *source, struct file_out *out,
	 struct gm_error *err)
{
	enum gm_status st = file_out_write(out, source->after.data,
					   source->after.nbytes, err);

	return st == GM_OK ? chunk_write(out, "IEND", NULL, 0, err) : st;
}

/* The pixels of a gray file in the chunks that they came in. */
static enum gm_status
put_same_pixels(const struct source *source, struct file_out *out,
		struct gm_error *err)
{
	const uint32_t *sizes =
		(const uint32_t *)(const void *)source->idat_nbytes.data;
	size_t n = source->idat_nbytes.nbytes / sizeof(sizes[0]);
	const uint8_t *data = source->idat.data;
	enum gm_status st = GM_OK;

	for (size_t i = 0; st == GM_OK && i < n; i++) {
		st = chunk_write(out, "IDAT", data, sizes[i], err);
		data += sizes[i];
	}
	return st;
}

static enum gm_status
put_pixels(const struct bytes *data, struct file_out *out, struct gm_error *err)
{
	enum gm_status st = GM_OK;
	size_t n;

	for (size_t at = 0; st == GM_OK && at < data->nbytes; at += n) {
		n = data->nbytes - at;
		if (n > IDAT_NBYTES)
			n = IDAT_NBYTES;
		st = chunk_write(out, "IDAT", data->data + at, n, err);
	}
	return st;
}

static enum gm_status
put_background(const struct picture *picture, struct file_out *out,
	       struct gm_error *err)
{
	uint8_t payload[2];
	size_t n = gray_rows_background(&picture->gray, payload);

	return n == 0 ? GM_OK : chunk_write(out, "bKGD", payload, n, err);
}

/* A gray file as it is. */
static enum gm_status
pass_through(struct gray_png *png, struct file_out *out, struct gm_error *err)
{
	const struct source *source = &png->source;
	enum gm_status st = put_head(source, &source->shape, out, err);

	if (st == GM_OK)
		st = put_same_pixels(source, out, err);
	return st == GM_OK ? put_tail(source, out, err) : st;
}

static enum gm_status
make_gray(struct gray_png *png, struct file_out *out,
	  const struct conversion *conversion, struct gm_error *err)
{
	struct picture *picture = &png->picture;
	const struct source *source = &png->source;
	enum gm_status st = picture_compress(picture, conversion->gray,
					     conversion->compress, err);

	/* What was gray may have been the smallest. */
	if (st == GM_OK && !shape_is_color(&source->shape) &&
	    source->idat.nbytes <= picture->best.nbytes)
		return pass_through(png, out, err);
	if (st == GM_OK)
		st = put_head(&png->source, &picture->gray.shape, out, err);
	if (st == GM_OK)
		st = put_background(picture, out, err);
	if (st == GM_OK)
		st = put_pixels(&picture->best, out, err);
	return st == GM_OK ? put_tail(&png->source, out, err) : st;
}

/* Besides the rows there are the gray ones, and what is made of them. */
static uint64_t
max_row_nbytes(const struct conversion *conversion)
{
	uint64_t most = conversion->max_nbytes / 4;

	return most != 0 && most < GRAY_PNG_MAX_BYTES ? most
						      : GRAY_PNG_MAX_BYTES;
}

enum gm_status
gray_png_copy(struct gray_png *png, struct file_in *in, struct file_out *out,
	      const struct conversion *conversion, struct outcome *outcome,
	      struct gm_error *err)
{
	struct source *source = &png->source;
	const struct shape *shape = &source->shape;
	enum gm_status st;

	source->shape = (struct shape){0};
	st = source_read(source, in, conversion->max_pixels,
			 max_row_nbytes(conversion), err);
	outcome->width = shape->width;
	outcome->height = shape->height;
	outcome->has_more = source->has_more;
	if (st == GM_OK)
		st = picture_open(&png->picture, source, &png->lib, err);
	if (st != GM_OK)
		return st;
	if (!shape_is_color(shape) &&
	    (conversion->compress != COMPRESS_BEST || shape->is_interlaced ||
	     shape->depth == 16))
		return pass_through(png, out, err);
	return make_gray(png, out, conversion, err);
}
