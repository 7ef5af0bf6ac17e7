/* SPDX-License-Identifier: MIT */
#include "formats/jxl/jxl_samples.h"

#include <math.h>
#include <string.h>

#include "formats/jxl/jxl.h"
#include "image/gray_srgb.h"
#include "meta/settle.h"

/* Pixels whose inks are mixed at a time. */
#define BLOCK_PIXELS 1024u

#define MOST 65535

static bool
has_alpha(const struct jxl_samples *samples)
{
	return samples->channels % 2 == 0;
}

static enum gm_status
say(struct metadata *metadata, enum metadata_kind kind, struct gm_error *err)
{
	const struct settle settle = {.is_color = true};
	const uint8_t intent = 0;
	struct metadata_piece piece = {
		.kind = kind, .home = JXL_NAME, .part = 1, .n_parts = 1};

	if (kind == METADATA_SRGB) {
		piece.value = &intent;
		piece.value_nbytes = 1;
	}
	return settle_add(&settle, metadata, &piece, err);
}

/* Floats that are light; of these, rows have no alpha but for the format. */
static enum gm_status
choose_light(struct jxl_samples *samples, const struct decoder *dec,
	     struct metadata *metadata, struct gm_error *err)
{
	samples->bits = 32;
	samples->is_coded = has_alpha(samples) && !dec->keeps_format;
	return say(metadata, samples->is_coded ? METADATA_SRGB : METADATA_CURVE,
		   err);
}

/*
 * Are floats that are codes gray by what they are?  Then they may stay so
 * where somebody takes them.
 */
static enum gm_status
stay_codes(const struct jxl_samples *samples, const struct decoder *dec,
	   enum gray_method method, bool *they_do, struct gm_error *err)
{
	enum gm_status st;

	*they_do = dec->keeps_format && !samples->has_black;
	if (!*they_do || samples->channels < 3)
		return GM_OK;
	if (method == GRAY_LINEAR) {
		*they_do = false;
		return GM_OK;
	}
	st = settle_check_codes(&dec->metadata, 0, err);
	if (st != GM_ERR_UNSUPPORTED)
		return st;
	*err = (struct gm_error){0};
	*they_do = false;
	return GM_OK;
}

static enum gm_status
choose_bits(struct jxl_samples *samples, const struct jxl_look *look,
	    struct decoder *dec, enum gray_method method, struct gm_error *err)
{
	const JxlBasicInfo *basic = &look->basic;
	bool are_floats = basic->exponent_bits_per_sample > 0;
	bool they_stay = false;
	enum gm_status st;

	if (are_floats && look->color.is_linear && !samples->has_black)
		return choose_light(samples, dec, &dec->metadata, err);
	st = jxl_color_add(&look->color, &dec->metadata, err);
	if (st == GM_OK && are_floats)
		st = stay_codes(samples, dec, method, &they_stay, err);
	samples->bits = they_stay                                  ? 32
			: are_floats || basic->bits_per_sample > 8 ? 16
								   : 8;
	return st;
}

enum gm_status
jxl_samples_choose(struct jxl_samples *samples, const struct jxl_look *look,
		   struct decoder *dec, enum gray_method method,
		   struct gm_error *err)
{
	const JxlBasicInfo *basic = &look->basic;
	uint32_t bits;
	enum gm_status st;

	*samples = (struct jxl_samples){
		.width = basic->xsize,
		.channels = basic->num_color_channels + (basic->alpha_bits > 0),
		.has_black = look->has_black && basic->num_color_channels == 3};
	st = choose_bits(samples, look, dec, method, err);
	if (st != GM_OK)
		return st;
	bits = samples->is_coded ? 16 : samples->bits;
	dec->info = (struct image_info){.width = basic->xsize,
					.height = basic->ysize,
					.channels = samples->channels,
					.bits = bits,
					.exact_bits = bits};
	if (bits == 32)
		return GM_OK;
	return settle_find_graying(&dec->metadata, &dec->info,
				   samples->has_black, method, &dec->graying,
				   err);
}

uint32_t
jxl_samples_nbytes(const struct jxl_samples *samples)
{
	return (samples->channels + samples->has_black) * samples->bits / 8;
}

JxlPixelFormat
jxl_samples_format(const struct jxl_samples *samples)
{
	return (JxlPixelFormat){
		.num_channels = samples->channels,
		.data_type = samples->bits == 8    ? JXL_TYPE_UINT8
			     : samples->bits == 16 ? JXL_TYPE_UINT16
						   : JXL_TYPE_FLOAT,
		.endianness = JXL_NATIVE_ENDIAN,
	};
}

/* What is no number is black. */
static double
clamp(double value)
{
	return value > 0 ? fmin(value, 1) : 0;
}

/* Alpha is last. */
static void
code_row(const struct jxl_samples *samples, const float *from, uint16_t *to)
{
	size_t n = (size_t)samples->width * samples->channels;

	for (size_t i = 0; i < n; i++) {
		double value = clamp((double)from[i]);

		if ((i + 1) % samples->channels != 0)
			value = gray_srgb_encode(value);
		to[i] = (uint16_t)lround(value * MOST);
	}
}

/* Inks of some pixels, and the colours that they are. */
union inks {
	uint16_t words[4 * BLOCK_PIXELS];
	uint8_t bytes[4 * BLOCK_PIXELS];
};

static uint32_t
load(const void *from, size_t i, uint32_t bits)
{
	return bits == 8 ? ((const uint8_t *)from)[i]
			 : ((const uint16_t *)from)[i];
}

static void
store(void *to, size_t i, uint32_t bits, uint32_t value)
{
	if (bits == 8)
		((uint8_t *)to)[i] = (uint8_t)value;
	else
		((uint16_t *)to)[i] = (uint16_t)value;
}

/* Without a profile: what both an ink and black let through. */
static void
wash(const union inks *inks, size_t n_pixels, uint32_t bits, union inks *colors)
{
	uint64_t most = bits == 8 ? 255 : MOST;

	for (size_t i = 0; i < n_pixels; i++) {
		uint64_t black = load(inks, 4 * i + 3, bits);

		for (size_t c = 0; c < 3; c++)
			store(colors, 3 * i + c, bits,
			      (uint32_t)((load(inks, 4 * i + c, bits) * black +
					  most / 2) /
					 most));
	}
}

/* n_pixels of a row, number `at` of the picture first: inks become
 * colours where they stand. */
static void
mix(const struct jxl_samples *samples, const struct jxl_pixels *pixels,
    const struct graying *graying, size_t at, size_t n_pixels, void *row)
{
	uint32_t bits = samples->bits;
	size_t step = samples->channels;
	union inks inks, colors;

	for (size_t i = 0; i < n_pixels; i++) {
		for (size_t c = 0; c < 3; c++)
			store(&inks, 4 * i + c, bits,
			      load(row, step * i + c, bits));
		store(&inks, 4 * i + 3, bits,
		      load(pixels->black, at + i, bits));
	}
	if (graying->inks != NULL)
		graying_mix(graying, &inks, n_pixels, &colors);
	else
		wash(&inks, n_pixels, bits, &colors);
	for (size_t i = 0; i < n_pixels; i++)
		for (size_t c = 0; c < 3; c++)
			store(row, step * i + c, bits,
			      load(&colors, 3 * i + c, bits));
}

void
jxl_samples_row(const struct jxl_samples *samples,
		const struct jxl_pixels *pixels, const struct graying *graying,
		uint32_t y, void *row)
{
	size_t width = samples->width, n;
	size_t pixel_nbytes = (size_t)samples->channels * samples->bits / 8;
	const uint8_t *from = pixels->samples + width * pixel_nbytes * y;

	if (samples->is_coded) {
		code_row(samples, (const float *)(const void *)from, row);
		return;
	}
	memcpy(row, from, width * pixel_nbytes);
	for (size_t x = 0; samples->has_black && x < width; x += n) {
		n = width - x < BLOCK_PIXELS ? width - x : BLOCK_PIXELS;
		mix(samples, pixels, graying, width * y + x, n,
		    (uint8_t *)row + x * pixel_nbytes);
	}
}
