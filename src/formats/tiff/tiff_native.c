/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_native.h"

#include <stdlib.h>
#include <string.h>

#include "formats/tiff/tiff_number.h"
#include "image/gray_srgb.h"

/* Of image/gray.h, in 15 bits and as they are: rec601, rec709. */
static const uint64_t weights[2][3] = {{9798, 19235, 3735},
				       {6966, 23436, 2366}};
static const double shares[2][3] = {{0.299, 0.587, 0.114},
				    {0.2126, 0.7152, 0.0722}};

static bool
is_float(const struct tiff_native *native)
{
	return native->page->number == TIFF_NUMBER_FLOAT;
}

unsigned
tiff_native_graying_bits(const struct tiff_page *page)
{
	if (page->number == TIFF_NUMBER_FLOAT)
		return 32;
	return page->bits == 8 ? 8 : 16;
}

static uint64_t
greatest(unsigned bits)
{
	return UINT64_MAX >> (64 - bits);
}

/* The bit that makes signed numbers count from their least. */
static uint64_t
sign_of(const struct tiff_page *page)
{
	return page->number == TIFF_NUMBER_SIGNED
		       ? UINT64_C(1) << (page->bits - 1)
		       : 0;
}

/* Does the formula on numbers of 16 bits hold for those of fewer? */
static bool
is_scale_free(const struct graying *graying)
{
	return graying_is_plain(graying) && graying->method != GRAY_LINEAR;
}

enum gm_status
tiff_native_open(struct tiff_native *native, struct gm_error *err)
{
	const struct tiff_page *page = native->page;
	unsigned n_further = page->n_samples - 3;
	size_t width = page->width;

	if (page->is_planar && n_further > (page->alpha > 0 ? 1 : 0))
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "TIFF with planes besides colours and alpha");
	if (page->bits > 16 && !graying_is_plain(native->graying))
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "TIFF of %u bits a sample with a profile that "
			       "its gray depends on",
			       page->bits);
	native->n_samples = 1 + n_further;
	native->row_nbytes = (width * native->n_samples * page->bits + 7) / 8;
	native->joined = malloc((width * page->n_samples * page->bits + 7) / 8);
	native->scaled = malloc(width * 3 * sizeof(*native->scaled));
	return native->joined != NULL && native->scaled != NULL
		       ? GM_OK
		       : gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (row)");
}

/* Pixel after pixel of what comes in planes. */
static const uint8_t *
join(struct tiff_native *native, const uint8_t *const *row)
{
	const struct tiff_page *page = native->page;
	unsigned n = page->n_samples;
	uint8_t *to = native->joined;

	if (!page->is_planar)
		return row[0];
	memset(to, 0, ((size_t)page->width * n * page->bits + 7) / 8);
	for (unsigned i = 0; i < n; i++) {
		if (page->bits == 8)
			for (size_t x = 0; x < page->width; x++)
				to[x * n + i] = row[i][x];
		else
			for (size_t x = 0; x < page->width; x++)
				tiff_number_put(
					to, x * n + i, page->bits,
					tiff_number_get(row[i], x, page->bits));
	}
	return to;
}

static void
turn_signs(uint8_t *row, size_t n, unsigned bits, uint64_t sign)
{
	for (size_t i = 0; i < n; i++)
		tiff_number_put(row, i, bits,
				tiff_number_get(row, i, bits) ^ sign);
}

/* Whole rows of 8 and 16 bits and of floats, with one further sample at most.
 */
static void
convert_row(struct tiff_native *native, const uint8_t *from, void *out)
{
	const struct tiff_page *page = native->page;
	const struct image_info info = {.channels = page->n_samples,
					.bits = page->bits};
	size_t n = page->width;

	if (page->number != TIFF_NUMBER_SIGNED) {
		graying_convert(native->graying, &info, from, n, out);
		return;
	}
	if (from != native->joined)
		memcpy(native->joined, from,
		       n * page->n_samples * (page->bits / 8));
	turn_signs(native->joined, n * page->n_samples, page->bits,
		   sign_of(page));
	graying_convert(native->graying, &info, native->joined, n, out);
	turn_signs(out, n * native->n_samples, page->bits, sign_of(page));
}

/* What comes after the colours of a pixel. */
static void
copy_further(const struct tiff_native *native, const uint8_t *from, size_t x,
	     uint8_t *out)
{
	const struct tiff_page *page = native->page;

	for (unsigned i = 1; i < native->n_samples; i++)
		tiff_number_put(out, x * native->n_samples + i, page->bits,
				tiff_number_get(from,
						x * page->n_samples + 2 + i,
						page->bits));
}

/* By 16 bits. */
static void
convert_short(struct tiff_native *native, const uint8_t *from, uint8_t *out)
{
	const struct tiff_page *page = native->page;
	const struct image_info info = {.channels = 3, .bits = 16};
	uint64_t most = greatest(page->bits), sign = sign_of(page);
	bool is_scaled = !is_scale_free(native->graying);
	uint16_t *scaled = native->scaled;
	size_t n = page->width;

	for (size_t i = 0; i < 3 * n; i++) {
		size_t at = i / 3 * page->n_samples + i % 3;
		uint64_t v = tiff_number_get(from, at, page->bits) ^ sign;

		scaled[i] = (uint16_t)(is_scaled ? (v * 65535 + most / 2) / most
						 : v);
	}
	graying_convert(native->graying, &info, scaled, n, scaled);
	for (size_t x = 0; x < n; x++) {
		uint64_t v = scaled[x];

		if (is_scaled)
			v = (v * most + 32767) / 65535;
		tiff_number_put(out, x * native->n_samples, page->bits,
				v ^ sign);
		copy_further(native, from, x, out);
	}
}

/* The sum of three products of 15 and up to 64 bits, without its 15. */
static uint64_t
weigh(const uint64_t w[3], const uint64_t c[3])
{
	uint64_t high = 0, low = UINT64_C(1) << 14;

	for (int i = 0; i < 3; i++) {
		high += w[i] * (c[i] >> 32);
		low += w[i] * (c[i] & UINT32_MAX);
	}
	return (high >> 15 << 32) + ((((high & 0x7fff) << 32) + low) >> 15);
}

static void
sort(const uint64_t c[3], uint64_t *least, uint64_t *most)
{
	*least = c[0] < c[1] ? c[0] : c[1];
	*most = c[0] < c[1] ? c[1] : c[0];
	*least = c[2] < *least ? c[2] : *least;
	*most = c[2] > *most ? c[2] : *most;
}

static uint64_t
linear_of(const uint64_t c[3], unsigned bits)
{
	double most = (double)greatest(bits), light = 0, code;

	for (int i = 0; i < 3; i++)
		light += shares[1][i] * gray_srgb_decode((double)c[i] / most);
	code = gray_srgb_encode(light > 1 ? 1 : light) * most + 0.5;
	/* 2^64 is the next double after 2^64 - 1. */
	return code >= most ? greatest(bits) : (uint64_t)code;
}

static uint64_t
gray_of(enum gray_method method, const uint64_t c[3], unsigned bits)
{
	uint64_t least, most;

	switch (method) {
	case GRAY_REC709:
		return weigh(weights[1], c);
	case GRAY_LINEAR:
		return linear_of(c, bits);
	case GRAY_LIGHTNESS:
		sort(c, &least, &most);
		return least + (most - least) / 2 + (most - least) % 2;
	case GRAY_AVERAGE:
		return c[0] / 3 + c[1] / 3 + c[2] / 3 +
		       (c[0] % 3 + c[1] % 3 + c[2] % 3 + 1) / 3;
	case GRAY_R:
	case GRAY_G:
	case GRAY_B:
		return c[method - GRAY_R];
	default:
		return weigh(weights[0], c);
	}
}

static double
float_gray_of(enum gray_method method, const double c[3])
{
	const double *w = shares[method == GRAY_REC601 ? 0 : 1];
	double most, least;

	switch (method) {
	case GRAY_LIGHTNESS:
		most = c[0] > c[1] ? c[0] : c[1];
		least = c[0] > c[1] ? c[1] : c[0];
		return ((c[2] > most ? c[2] : most) +
			(c[2] < least ? c[2] : least)) /
		       2;
	case GRAY_AVERAGE:
		return (c[0] + c[1] + c[2]) / 3;
	case GRAY_R:
	case GRAY_G:
	case GRAY_B:
		return c[method - GRAY_R];
	default:
		return w[0] * c[0] + w[1] * c[1] + w[2] * c[2];
	}
}

/* Pixel by pixel: more than 16 bits, and floats. */
static void
convert_long(struct tiff_native *native, const uint8_t *from, uint8_t *out)
{
	const struct tiff_page *page = native->page;
	enum gray_method method = native->graying->method;
	uint64_t sign = sign_of(page), c[3], gray;
	unsigned bits = page->bits;
	double f[3];

	for (size_t x = 0; x < page->width; x++) {
		for (unsigned i = 0; i < 3; i++) {
			c[i] = tiff_number_get(from, x * page->n_samples + i,
					       bits) ^
			       sign;
			f[i] = is_float(native)
				       ? tiff_number_to_double(c[i], bits)
				       : 0;
		}
		gray = is_float(native)
			       ? tiff_number_of_double(float_gray_of(method, f),
						       bits)
			       : gray_of(method, c, bits) ^ sign;
		tiff_number_put(out, x * native->n_samples, bits, gray);
		copy_further(native, from, x, out);
	}
}

void
tiff_native_row(struct tiff_native *native, const uint8_t *const *row,
		void *out)
{
	const struct tiff_page *page = native->page;
	const uint8_t *from = join(native, row);
	bool is_short = !is_float(native) && page->bits <= 16;

	if (native->n_samples <= 2 &&
	    (is_float(native) ? page->bits == 32
			      : page->bits == 8 || page->bits == 16)) {
		convert_row(native, from, out);
		return;
	}
	memset(out, 0, native->row_nbytes);
	if (is_short)
		convert_short(native, from, out);
	else
		convert_long(native, from, out);
}

void
tiff_native_close(struct tiff_native *native)
{
	free(native->joined);
	free(native->scaled);
	native->joined = NULL;
	native->scaled = NULL;
}
