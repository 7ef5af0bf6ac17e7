/* SPDX-License-Identifier: MIT */
/*
 * fuzz_heif.c - HEIF on any bytes: boxes, items, tiles, and what is shown
 *
 * What every codec promises.  Of a damaged stream libde265 leaves blocks as
 * they were in memory, and need not say so; the codec has such memory filled
 * with one byte.  Where another byte there makes no difference nothing was left
 * out, and then, where gray is Y, libheif has the same samples, and alpha.
 */
#include "fuzz_harness.h"

#include <libheif/heif.h>
#include <math.h>
#include <string.h>

#include "by_pixels.h"
#include "codec_check.h"
#include "formats/formats.h"
#include "formats/modules.h"
#include "fuzz_fail.h"
#include "fuzz_litter.h"

#define OTHER_FILLER 0x5a

/* A plane of libheif's, and what its codes mean. */
struct plane {
	const uint8_t *data;
	size_t row_nbytes;
	unsigned bits;
	bool is_full;
};

static uint16_t
code_at(const struct plane *plane, uint32_t x, uint32_t y)
{
	const uint8_t *row = plane->data + plane->row_nbytes * y;
	uint16_t wide;

	if (plane->bits <= 8)
		return row[x];
	memcpy(&wide, row + 2 * (size_t)x, sizeof(wide));
	return wide;
}

/* A code, spread over 0..most. */
static unsigned
sample_of(const struct plane *plane, unsigned code, unsigned most)
{
	double step = ldexp(1, (int)plane->bits - 8);
	double black = plane->is_full ? 0 : 16 * step;
	double steps =
		plane->is_full ? ldexp(1, (int)plane->bits) - 1 : 219 * step;
	double value = ((code - black) / steps) * most + 0.5;

	return value < 0 ? 0 : value > most ? most : (unsigned)value;
}

static unsigned
row_sample(const struct by_pixels *c, size_t i)
{
	uint16_t wide;

	if (c->info.bits == 8)
		return c->rows.data[i];
	memcpy(&wide, c->rows.data + 2 * i, sizeof(wide));
	return wide;
}

/* Is channel number `channel` of the picture what the plane has? */
static bool
is_plane(const struct by_pixels *c, unsigned channel, const struct plane *plane)
{
	uint32_t width = c->info.width, n_channels = c->info.channels;
	unsigned most = c->info.bits == 8 ? 255 : 65535;

	for (uint32_t i = 0; i < width * c->info.height; i++)
		if (row_sample(c, (size_t)i * n_channels + channel) !=
		    sample_of(plane, code_at(plane, i % width, i / width),
			      most))
			return false;
	return true;
}

/* False where libheif has none of the same size. */
static bool
find_plane(const struct heif_image *image, enum heif_channel channel,
	   const struct by_pixels *c, struct plane *plane)
{
	int stride = 0;

	if (!heif_image_has_channel(image, channel) ||
	    heif_image_get_width(image, channel) != (int)c->info.width ||
	    heif_image_get_height(image, channel) != (int)c->info.height)
		return false;
	plane->data = heif_image_get_plane_readonly(image, channel, &stride);
	plane->row_nbytes = (size_t)stride;
	plane->bits =
		(unsigned)heif_image_get_bits_per_pixel_range(image, channel);
	return plane->data != NULL;
}

/* Where only the stream says which range it is, libheif does not tell. */
static void
check_planes(const struct heif_image *image, const struct by_pixels *c)
{
	struct plane plane = {.is_full = true};
	bool is_y;

	if (find_plane(image, heif_channel_Y, c, &plane)) {
		is_y = is_plane(c, 0, &plane);
		plane.is_full = false;
		fuzz_require(is_y || is_plane(c, 0, &plane),
			     "libheif has the same Y", NULL);
	}
	plane.is_full = true;
	if (c->info.channels == 2 &&
	    find_plane(image, heif_channel_Alpha, c, &plane))
		fuzz_require(is_plane(c, 1, &plane),
			     "libheif has the same alpha", NULL);
}

static void
check_with(struct heif_context *context, const struct by_pixels *c)
{
	struct heif_image_handle *handle = NULL;
	struct heif_image *image = NULL;

	heif_context_set_max_decoding_threads(context, 0);
	if (heif_context_get_primary_image_handle(context, &handle).code !=
	    heif_error_Ok)
		return;
	if (heif_image_handle_is_premultiplied_alpha(handle) == 0 &&
	    heif_decode_image(handle, &image, heif_colorspace_undefined,
			      heif_chroma_undefined, NULL)
			    .code == heif_error_Ok)
		check_planes(image, c);
	if (image != NULL)
		heif_image_release(image);
	heif_image_handle_release(handle);
}

static void
check_libheif(const struct bytes *file, const struct by_pixels *c)
{
	struct heif_context *context = heif_context_alloc();

	if (heif_context_read_from_memory_without_copy(context, file->data,
						       file->nbytes, NULL)
		    .code == heif_error_Ok)
		check_with(context, c);
	heif_context_free(context);
}

/* Is all written that is delivered? */
static bool
is_written(const struct bytes *file, const struct by_pixels *c,
	   const struct by_pixels_options *options)
{
	struct by_pixels other;
	bool is_same;

	fuzz_litter_fill(OTHER_FILLER);
	by_pixels_run(&other, file, options);
	fuzz_litter_fill(0);
	is_same = other.status == GM_OK &&
		  other.rows.nbytes == c->rows.nbytes &&
		  memcmp(other.rows.data, c->rows.data, c->rows.nbytes) == 0;
	by_pixels_free(&other);
	return is_same;
}

int
fuzz_input(const uint8_t *data, size_t size)
{
	static const struct codec *const codecs[] = {&codec_heif, NULL};
	const struct by_pixels_options options = {
		.conversion = {.max_pixels = CODEC_CHECK_MAX_PIXELS},
		.to = &codec_png};
	const struct bytes file = {.data = (uint8_t *)(uintptr_t)data,
				   .nbytes = size};
	struct by_pixels c;

	if (codec_heif.reader == NULL)
		modules_use(&codec_heif, &graymill_module_heif);
	if (!codec_heif.sniff(data, size))
		return 0;
	codec_check(data, size, codecs);
	by_pixels_run(&c, &file, &options);
	if (c.status == GM_OK && c.info.channels <= 2 &&
	    c.outcome.warning[0] == '\0' && is_written(&file, &c, &options))
		check_libheif(&file, &c);
	by_pixels_free(&c);
	return 0;
}
