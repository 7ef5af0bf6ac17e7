/* SPDX-License-Identifier: MIT */
#include "formats/heif/heif_color.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

/* Matrix coefficients (H.273 table 4) that are not weights of R and B. */
enum {
	MATRIX_GBR = 0,
	MATRIX_BT709 = 1,
	MATRIX_BT470BG = 5,
	MATRIX_BT601 = 6,
	MATRIX_YCGCO = 8
};

static const struct {
	unsigned matrix;
	double red;
	double blue;
} weights[] = {
	{MATRIX_BT709, 0.2126, 0.0722},
	{HEIF_UNSPECIFIED, 0.299, 0.114},
	{4, 0.30, 0.11},
	{MATRIX_BT470BG, 0.299, 0.114},
	{MATRIX_BT601, 0.299, 0.114},
	{7, 0.212, 0.087},
	{9, 0.2627, 0.0593},
	{10, 0.2627, 0.0593},
};

#define N_WEIGHTS (sizeof(weights) / sizeof(weights[0]))

bool
heif_color_is_gray(const struct heif_coding *coding, enum gray_method method)
{
	switch (coding->matrix) {
	case MATRIX_BT709:
		return method == GRAY_REC709;
	case HEIF_UNSPECIFIED:
	case MATRIX_BT470BG:
	case MATRIX_BT601:
		return method == GRAY_REC601;
	default:
		return false;
	}
}

/* Equations 38 to 40, solved for R, G and B. */
static void
weigh(struct heif_color *color, double red, double blue)
{
	double green = 1 - red - blue;

	color->from_cr[0] = 2 * (1 - red);
	color->from_cr[1] = -2 * (1 - red) * red / green;
	color->from_cb[1] = -2 * (1 - blue) * blue / green;
	color->from_cb[2] = 2 * (1 - blue);
}

static enum gm_status
choose_matrix(struct heif_color *color, struct gm_error *err)
{
	unsigned matrix = color->coding.matrix;

	if (matrix == MATRIX_GBR)
		return GM_OK;
	if (matrix == MATRIX_YCGCO) {
		color->from_cb[0] = color->from_cb[2] = -1;
		color->from_cb[1] = 1;
		color->from_cr[0] = 1;
		color->from_cr[2] = -1;
		return GM_OK;
	}
	for (size_t i = 0; i < N_WEIGHTS; i++)
		if (weights[i].matrix == matrix) {
			weigh(color, weights[i].red, weights[i].blue);
			return GM_OK;
		}
	return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
		       "unsupported: colours by matrix %u of H.273", matrix);
}

/* Equations 20 to 29. */
static void
choose_range(struct heif_color *color)
{
	bool is_full = color->coding.is_full;
	double most = (double)((UINT32_C(1) << color->bits) - 1);
	double step = ldexp(1, (int)color->bits - 8);

	color->offset_y = is_full ? 0 : 16 * step;
	color->scale_y = 1 / (is_full ? most : 219 * step);
	color->offset_c = ldexp(1, (int)color->bits - 1);
	color->scale_c = 1 / (is_full ? most : 224 * step);
	/* All three are as Y is. */
	if (color->coding.matrix == MATRIX_GBR) {
		color->offset_c = color->offset_y;
		color->scale_c = color->scale_y;
	}
}

/* 0..1 as a sample. */
static unsigned
sample_of(const struct heif_color *color, double value)
{
	double most = color->to_bits == 8 ? 255 : 65535;

	value = value * most + 0.5;
	return value <= 0 ? 0 : (unsigned)fmin(value, most);
}

static void
put(const struct heif_color *color, void *to, size_t i, double value)
{
	unsigned sample = sample_of(color, value);

	if (color->to_bits == 8)
		((uint8_t *)to)[i] = (uint8_t)sample;
	else
		((uint16_t *)to)[i] = (uint16_t)sample;
}

static enum gm_status
make_gray(struct heif_color *color, struct gm_error *err)
{
	size_t n = (size_t)1 << color->bits;

	color->gray = malloc(n * color->to_bits / 8);
	if (color->gray == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (HEIF)");
	for (size_t i = 0; i < n; i++)
		put(color, color->gray, i,
		    ((double)i - color->offset_y) * color->scale_y);
	return GM_OK;
}

enum gm_status
heif_color_open(struct heif_color *color, const struct heif_picture *picture,
		const struct heif_coding *coding, unsigned channels,
		unsigned to_bits, struct gm_error *err)
{
	*color = (struct heif_color){.coding = *coding,
				     .bits = picture->bits[0],
				     .to_bits = to_bits,
				     .channels = channels};
	choose_range(color);
	return channels == 1 ? make_gray(color, err)
			     : choose_matrix(color, err);
}

bool
heif_color_fits(const struct heif_color *color,
		const struct heif_picture *picture)
{
	if (picture->bits[0] != color->bits)
		return false;
	return color->channels == 1 || picture->planes[1] == NULL ||
	       (picture->planes[2] != NULL && picture->bits[1] == color->bits &&
		picture->bits[2] == color->bits);
}

static unsigned
sample_at(const struct heif_picture *picture, unsigned plane, size_t x,
	  size_t y)
{
	const uint8_t *row =
		picture->planes[plane] + y * picture->strides[plane];
	uint16_t wide;

	if (picture->bits[plane] <= 8)
		return row[x];
	memcpy(&wide, row + 2 * x, sizeof(wide));
	return wide;
}

static void
put_gray(const struct heif_color *color, const struct heif_picture *picture,
	 uint32_t x, uint32_t y, uint32_t n, void *to)
{
	const uint8_t *row =
		picture->planes[0] + (size_t)y * picture->strides[0] + x;
	const uint8_t *bytes = color->gray;
	const uint16_t *words = color->gray;
	unsigned last = (1u << color->bits) - 1;

	if (color->to_bits == 16)
		for (uint32_t i = 0; i < n; i++)
			((uint16_t *)to)[i] =
				words[sample_at(picture, 0, x + i, y) & last];
	else if (picture->bits[0] > 8)
		for (uint32_t i = 0; i < n; i++)
			((uint8_t *)to)[i] =
				bytes[sample_at(picture, 0, x + i, y) & last];
	else
		for (uint32_t i = 0; i < n; i++)
			((uint8_t *)to)[i] = bytes[row[i] & last];
}

static void
put_colors(const struct heif_color *color, const struct heif_picture *picture,
	   uint32_t x, uint32_t y, uint32_t n, void *to)
{
	bool is_gbr = color->coding.matrix == MATRIX_GBR;
	size_t chroma_y = y >> picture->shifts[1];

	for (size_t i = 0; i < n; i++) {
		size_t chroma_x = (x + i) >> picture->shifts[0];
		double luma =
			(sample_at(picture, 0, x + i, y) - color->offset_y) *
			color->scale_y;
		double cb = 0, cr = 0;

		if (picture->planes[1] != NULL) {
			cb = (sample_at(picture, 1, chroma_x, chroma_y) -
			      color->offset_c) *
			     color->scale_c;
			cr = (sample_at(picture, 2, chroma_x, chroma_y) -
			      color->offset_c) *
			     color->scale_c;
		}
		if (is_gbr && picture->planes[1] != NULL) {
			put(color, to, 3 * i, cr);
			put(color, to, 3 * i + 1, luma);
			put(color, to, 3 * i + 2, cb);
			continue;
		}
		for (size_t c = 0; c < 3; c++)
			put(color, to, 3 * i + c,
			    luma + color->from_cr[c] * cr +
				    color->from_cb[c] * cb);
	}
}

void
heif_color_row(const struct heif_color *color,
	       const struct heif_picture *picture, uint32_t x, uint32_t y,
	       uint32_t n, void *to)
{
	if (color->channels == 1)
		put_gray(color, picture, x, y, n, to);
	else
		put_colors(color, picture, x, y, n, to);
}

void
heif_color_close(struct heif_color *color)
{
	free(color->gray);
	color->gray = NULL;
}
