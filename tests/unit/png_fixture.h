/* SPDX-License-Identifier: MIT */
/*
 * png_fixture.h - small PNG files, made and read by the library alone
 */
#ifndef GM_UNIT_PNG_FIXTURE_H
#define GM_UNIT_PNG_FIXTURE_H

#include "codec_fixture.h"
#include "formats/formats.h"
#include "scratch.h"

#include <png.h>
#include <zlib.h>

/* All passes of Adam7 have pixels, and rows end within a byte. */
#define PNG_WIDTH  13
#define PNG_HEIGHT 11

#define PNG_N_PALETTE 16

struct png_recipe {
	int type; /* PNG_COLOR_TYPE_... */
	int depth;
	bool interlaced;
	bool transparent; /* has tRNS */
};

/* Where the chunks of a file of ours stand. */
#define PNG_AFTER_IHDR 33
#define PNG_IEND_BYTES 12

/* Bytes without pattern, the same in every run. */
static inline uint8_t
png_fixture_byte(size_t i)
{
	return (uint8_t)((i * 2654435761u) >> 13);
}

static inline unsigned
png_fixture_channels(int type)
{
	switch (type) {
	case PNG_COLOR_TYPE_GRAY_ALPHA:
		return 2;
	case PNG_COLOR_TYPE_RGB:
		return 3;
	case PNG_COLOR_TYPE_RGB_ALPHA:
		return 4;
	default:
		return 1;
	}
}

static inline size_t
png_fixture_row_nbytes(const struct png_recipe *recipe)
{
	unsigned bits =
		png_fixture_channels(recipe->type) * (unsigned)recipe->depth;

	return (PNG_WIDTH * bits + 7) / 8;
}

/* Byte i of the packed row y. */
static inline uint8_t
png_fixture_raw(const struct png_recipe *recipe, size_t y, size_t i)
{
	uint8_t byte = png_fixture_byte(y * 1000 + i);

	/* Of 8-bit indices only the low ones are in the palette. */
	if (recipe->type == PNG_COLOR_TYPE_PALETTE && recipe->depth == 8)
		byte &= PNG_N_PALETTE - 1;
	return byte;
}

/* Sample k (channel of pixel) of row y, as the depth has it. */
static inline unsigned
png_fixture_sample(const struct png_recipe *recipe, size_t y, size_t k)
{
	size_t depth = (size_t)recipe->depth;
	size_t bit = k * depth;
	unsigned byte = png_fixture_raw(recipe, y, bit / 8);

	if (depth == 16)
		return byte << 8 | png_fixture_raw(recipe, y, bit / 8 + 1);
	return byte >> (8 - depth - bit % 8) & ((1u << depth) - 1);
}

static inline void
png_fixture_append(png_structp png, png_bytep data, size_t nbytes)
{
	struct gm_error err;

	assert_int_equal(bytes_append(png_get_io_ptr(png), data, nbytes, &err),
			 GM_OK);
}

static inline png_color
png_fixture_color(size_t i)
{
	return (png_color){png_fixture_byte(3 * i), png_fixture_byte(3 * i + 1),
			   png_fixture_byte(3 * i + 2)};
}

/* The colour that tRNS makes transparent: that of the first pixel. */
static inline png_color_16
png_fixture_key(const struct png_recipe *recipe)
{
	png_color_16 key = {0};

	if (recipe->type == PNG_COLOR_TYPE_GRAY) {
		key.gray = (png_uint_16)png_fixture_sample(recipe, 0, 0);
	} else {
		key.red = (png_uint_16)png_fixture_sample(recipe, 0, 0);
		key.green = (png_uint_16)png_fixture_sample(recipe, 0, 1);
		key.blue = (png_uint_16)png_fixture_sample(recipe, 0, 2);
	}
	return key;
}

static inline void
png_fixture_tables(const struct png_recipe *recipe, png_structp png,
		   png_infop info)
{
	int n_palette = recipe->depth < 4 ? 1 << recipe->depth : PNG_N_PALETTE;
	png_color palette[PNG_N_PALETTE];
	png_color_16 key = png_fixture_key(recipe);
	/* Shorter than the palette: the rest is opaque. */
	const png_byte alpha[2] = {10, 200};

	if (recipe->type != PNG_COLOR_TYPE_PALETTE) {
		if (recipe->transparent)
			png_set_tRNS(png, info, NULL, 0, &key);
		return;
	}
	for (size_t i = 0; i < PNG_N_PALETTE; i++)
		palette[i] = png_fixture_color(i);
	png_set_PLTE(png, info, palette, n_palette);
	if (recipe->transparent)
		png_set_tRNS(png, info, alpha, 2, NULL);
}

/* Append a file made by the recipe to *file. */
static inline void
png_fixture_make(const struct png_recipe *recipe, struct bytes *file)
{
	png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL,
						  NULL, NULL);
	png_infop info = png_create_info_struct(png);
	uint8_t pixels[PNG_HEIGHT][PNG_WIDTH * 8];
	png_bytep rows[PNG_HEIGHT];

	for (size_t y = 0; y < PNG_HEIGHT; y++) {
		rows[y] = pixels[y];
		for (size_t i = 0; i < png_fixture_row_nbytes(recipe); i++)
			pixels[y][i] = png_fixture_raw(recipe, y, i);
	}
	png_set_write_fn(png, file, png_fixture_append, NULL);
	png_set_IHDR(
		png, info, PNG_WIDTH, PNG_HEIGHT, recipe->depth, recipe->type,
		recipe->interlaced ? PNG_INTERLACE_ADAM7 : PNG_INTERLACE_NONE,
		PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
	png_fixture_tables(recipe, png, info);
	png_write_info(png, info);
	png_write_image(png, rows);
	png_write_end(png, NULL);
	png_destroy_write_struct(&png, &info);
}

/* Insert a chunk at offset at. */
static inline void
png_fixture_insert(struct bytes *file, size_t at, const char *type,
		   const void *data, uint32_t nbytes)
{
	struct bytes whole = {0};
	struct gm_error err;
	uint8_t word[4];
	size_t type_at;

	bytes_append(&whole, file->data, at, &err);
	png_save_uint_32(word, nbytes);
	bytes_append(&whole, word, 4, &err);
	type_at = whole.nbytes;
	bytes_append(&whole, type, 4, &err);
	bytes_append(&whole, data, nbytes, &err);
	png_save_uint_32(
		word, (png_uint_32)crc32(0, whole.data + type_at, nbytes + 4));
	bytes_append(&whole, word, 4, &err);
	bytes_append(&whole, file->data + at, file->nbytes - at, &err);
	bytes_free(file);
	*file = whole;
}

/* The chunks as text: "IHDR tEXt(3) IDAT IEND". */
static inline void
png_fixture_list(const struct bytes *file, char *text, size_t text_nbytes)
{
	size_t n = 0;

	text[0] = '\0';
	for (size_t at = 8; at < file->nbytes;) {
		uint32_t length = png_get_uint_32(file->data + at);
		const char *type = (const char *)file->data + at + 4;
		bool is_ours = (type[0] & 0x20) != 0;

		n += (size_t)snprintf(text + n, text_nbytes - n,
				      is_ours ? "%.4s(%u) " : "%.4s ", type,
				      length);
		at += 12 + length;
	}
}

/* The chunk's payload in a file that must have it. */
static inline const uint8_t *
png_fixture_payload(const struct bytes *file, const char *type)
{
	for (size_t at = 8; at < file->nbytes;
	     at += 12 + png_get_uint_32(file->data + at))
		if (memcmp(file->data + at + 4, type, 4) == 0)
			return file->data + at + 8;
	fail_msg("no %s", type);
	return NULL;
}

static inline void
png_fixture_decode(const struct bytes *file, const struct conversion *options,
		   struct decoded *d)
{
	fixture_decode(&codec_png, file->data, file->nbytes, options, d);
}

#endif
