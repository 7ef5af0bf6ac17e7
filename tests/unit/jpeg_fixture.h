/* SPDX-License-Identifier: MIT */
/*
 * jpeg_fixture.h - small JPEG files, made and read by the library alone
 */
#ifndef GM_UNIT_JPEG_FIXTURE_H
#define GM_UNIT_JPEG_FIXTURE_H

#include "codec_fixture.h"
#include "formats/formats.h"
#include "scratch.h"

#include <jpeglib.h>

/* Neither side is a multiple of a block. */
#define JPEG_WIDTH  21
#define JPEG_HEIGHT 18

struct jpeg_recipe {
	J_COLOR_SPACE in_space; /* of the samples, 1, 3 or 4 a pixel */
	J_COLOR_SPACE space;    /* of the file */
	unsigned width;         /* 0: those above */
	unsigned height;
	bool noise;      /* instead of smooth colours */
	bool is_gray;    /* R, G and B are the same */
	bool is_spotted; /* and the last pixel is red */
	int quality;
	int restart; /* MCUs; 0 is none */
	int restart_rows;
	bool subsampled;
	const uint8_t *sampling; /* of each component, or NULL: h << 4 | v */
	bool optimised;
	bool progressive;
	const jpeg_scan_info *scans; /* n_scans of them, or NULL */
	int n_scans;
	bool arithmetic;
	unsigned n_plain; /* rows of one gray below the others */
	bool without_adobe;
	void (*write_markers)(j_compress_ptr lib); /* NULL is none */
};

static inline int
jpeg_fixture_channels(J_COLOR_SPACE space)
{
	return space == JCS_GRAYSCALE ? 1 : space == JCS_RGB ? 3 : 4;
}

/* Sample i of row y: smooth colours with an edge. */
static inline uint8_t
jpeg_fixture_sample(size_t channels, size_t i, size_t y)
{
	return (uint8_t)(i % channels * 60 + i / channels * 3 + y * 2 +
			 (i > 20 && y > 9 ? 90 : 0));
}

/* The same in noise. */
static inline uint8_t
jpeg_fixture_noise(void)
{
	static uint32_t seed = 1;

	seed = seed * 1664525u + 1013904223u;
	return (uint8_t)(seed >> 24);
}

static inline void
jpeg_fixture_set(const struct jpeg_recipe *recipe, j_compress_ptr lib)
{
	jpeg_set_colorspace(lib, recipe->space);
	jpeg_set_quality(lib, recipe->quality, TRUE);
	for (int i = 0; i < lib->num_components; i++) {
		jpeg_component_info *c = &lib->comp_info[i];

		if (recipe->sampling != NULL) {
			c->h_samp_factor = recipe->sampling[i] >> 4;
			c->v_samp_factor = recipe->sampling[i] & 15;
		} else if (!recipe->subsampled) {
			c->h_samp_factor = c->v_samp_factor = 1;
		}
	}
	if (recipe->progressive)
		jpeg_simple_progression(lib);
	if (recipe->scans != NULL) {
		lib->scan_info = recipe->scans;
		lib->num_scans = recipe->n_scans;
	}
	lib->restart_interval = (unsigned)recipe->restart;
	lib->restart_in_rows = recipe->restart_rows;
	lib->optimize_coding |= recipe->optimised;
	lib->arith_code = recipe->arithmetic;
	if (recipe->without_adobe)
		lib->write_Adobe_marker = FALSE;
}

/* Append a file made by the recipe to *file. */
static inline void
jpeg_fixture_make(const struct jpeg_recipe *recipe, struct bytes *file)
{
	size_t width = recipe->width > 0 ? recipe->width : JPEG_WIDTH;
	size_t height = recipe->height > 0 ? recipe->height : JPEG_HEIGHT;
	size_t channels = (size_t)jpeg_fixture_channels(recipe->in_space);
	size_t row_nbytes = width * channels;
	uint8_t *row = malloc(row_nbytes);
	struct jpeg_compress_struct lib;
	struct jpeg_error_mgr errors;
	unsigned char *data = NULL;
	unsigned long nbytes = 0;
	struct gm_error err;

	assert_non_null(row);
	lib.err = jpeg_std_error(&errors);
	jpeg_create_compress(&lib);
	jpeg_mem_dest(&lib, &data, &nbytes);
	lib.image_width = (JDIMENSION)width;
	lib.image_height = (JDIMENSION)height + recipe->n_plain;
	lib.input_components = (int)channels;
	lib.in_color_space = recipe->in_space;
	jpeg_set_defaults(&lib);
	jpeg_fixture_set(recipe, &lib);
	jpeg_start_compress(&lib, TRUE);
	if (recipe->write_markers != NULL)
		recipe->write_markers(&lib);
	for (size_t y = 0; y < height; y++) {
		for (size_t i = 0; i < row_nbytes; i++)
			row[i] = recipe->noise
					 ? jpeg_fixture_noise()
					 : jpeg_fixture_sample(channels, i, y);
		for (size_t i = 0; recipe->is_gray && i < row_nbytes; i++)
			row[i] = row[i / channels * channels];
		if (recipe->is_spotted && y == height - 1)
			memcpy(row + row_nbytes - 3, "\xff\0", 3);
		jpeg_write_scanlines(&lib, &row, 1);
	}
	memset(row, 128, row_nbytes);
	for (unsigned y = 0; y < recipe->n_plain; y++)
		jpeg_write_scanlines(&lib, &row, 1);
	jpeg_finish_compress(&lib);
	jpeg_destroy_compress(&lib);
	assert_int_equal(bytes_append(file, data, nbytes, &err), GM_OK);
	free(data);
	free(row);
}

/* The library's own rows of a file in the colour space out. */
static inline void
jpeg_fixture_read(const struct bytes *file, J_COLOR_SPACE out,
		  struct bytes *rows)
{
	struct jpeg_decompress_struct lib;
	struct jpeg_error_mgr errors;
	struct gm_error err;

	lib.err = jpeg_std_error(&errors);
	jpeg_create_decompress(&lib);
	jpeg_mem_src(&lib, file->data, file->nbytes);
	jpeg_read_header(&lib, TRUE);
	lib.out_color_space = out;
	jpeg_start_decompress(&lib);
	while (lib.output_scanline < lib.output_height) {
		size_t n = lib.output_width * (size_t)lib.output_components;
		JSAMPROW row;

		assert_int_equal(bytes_reserve(rows, n, &err), GM_OK);
		row = rows->data + rows->nbytes;
		jpeg_read_scanlines(&lib, &row, 1);
		rows->nbytes += n;
	}
	jpeg_finish_decompress(&lib);
	jpeg_destroy_decompress(&lib);
}

/* Offset of the first marker of this code that follows offset from. */
static inline size_t
jpeg_fixture_find(const struct bytes *file, size_t from, int marker)
{
	for (size_t i = from; i + 1 < file->nbytes; i++)
		if (file->data[i] == 0xff && file->data[i + 1] == marker)
			return i;
	fail_msg("no marker %02x", (unsigned)marker);
	return 0;
}

/* Put n_new bytes in place of the nbytes bytes at offset at. */
static inline void
jpeg_fixture_splice(struct bytes *file, size_t at, size_t nbytes,
		    const void *data, size_t n_new)
{
	struct bytes old = *file;
	struct gm_error err;

	*file = (struct bytes){0};
	bytes_append(file, old.data, at, &err);
	bytes_append(file, data, n_new, &err);
	bytes_append(file, old.data + at + nbytes, old.nbytes - at - nbytes,
		     &err);
	bytes_free(&old);
}

/* Make the header of a file tell of another size. */
static inline void
jpeg_fixture_resize(struct bytes *file, int sof, unsigned width,
		    unsigned height)
{
	uint8_t *size = file->data + jpeg_fixture_find(file, 0, sof) + 5;

	size[0] = (uint8_t)(height >> 8);
	size[1] = (uint8_t)height;
	size[2] = (uint8_t)(width >> 8);
	size[3] = (uint8_t)width;
}

/* A write_markers: segments that are kept, and that are not. */
static inline void
jpeg_fixture_write_all_kinds(j_compress_ptr lib)
{
	static const char icc_rgb[40] = "ICC_PROFILE\0\1\2"
					"0123456789abcdefRGB XYZ ";
	static const char icc_more[40] = "ICC_PROFILE\0\2\2";

	jpeg_write_marker(lib, 0xe1, (const JOCTET *)"Exif\0\0II*", 10);
	jpeg_write_marker(lib, 0xe2, (const JOCTET *)icc_rgb, 40);
	jpeg_write_marker(lib, 0xe2, (const JOCTET *)icc_more, 40);
	jpeg_write_marker(lib, 0xe2, (const JOCTET *)"MPF\0MM", 6);
	jpeg_write_marker(lib, 0xe2, (const JOCTET *)"FPXR", 4);
	jpeg_write_marker(lib, 0xee, (const JOCTET *)"Adobe\0d\0\0\0\0\1", 12);
	jpeg_write_marker(lib, 0xed, (const JOCTET *)"Photoshop", 9);
	jpeg_write_marker(lib, 0xfe, (const JOCTET *)"a comment", 9);
	jpeg_write_marker(lib, 0xef, (const JOCTET *)"", 0);
}

/* The markers before the first table, as text: "e0 e1(10) ...". */
static inline void
jpeg_fixture_segments(const struct bytes *file, char *text, size_t text_nbytes)
{
	size_t at = 2, n = 0;

	text[0] = '\0';
	while (file->data[at + 1] != 0xdb && n < text_nbytes) {
		size_t length =
			(size_t)file->data[at + 2] << 8 | file->data[at + 3];

		n += (size_t)snprintf(text + n, text_nbytes - n, "%02x(%zu) ",
				      file->data[at + 1], length - 2);
		at += 2 + length;
	}
}

/* Cut a scan out, but not the tables before it. */
static inline void
jpeg_fixture_drop_scan(struct bytes *file, int scan)
{
	size_t from = jpeg_fixture_find(file, 0, 0xda), to;

	while (scan-- > 0)
		from = jpeg_fixture_find(file, from + 2, 0xda);
	to = from + 2;
	while (file->data[to] != 0xff || file->data[to + 1] == 0)
		to++;
	memmove(file->data + from, file->data + to, file->nbytes - to);
	file->nbytes -= to - from;
}

/* Encode what was decoded, with its metadata, and append the file. */
static inline void
jpeg_fixture_encode(const struct decoded *d, unsigned quality,
		    struct bytes *file)
{
	struct bytes rows = {0};
	struct gm_error err;

	assert_int_equal(d->status, GM_OK);
	bytes_append(&rows, d->rows.data, d->rows.nbytes, &err);
	assert_int_equal(fixture_encode(&codec_jpeg, &d->dec.info,
					&d->dec.metadata, quality, rows.data,
					file, &err),
			 GM_OK);
	bytes_free(&rows);
}

static const struct jpeg_recipe jpeg_fixture_color = {
	.in_space = JCS_RGB,
	.space = JCS_YCbCr,
	.quality = 85,
	.subsampled = true,
};

#endif
