/* SPDX-License-Identifier: MIT */
#include "formats/hdr/hdr_line.h"

#include <inttypes.h>
#include <math.h>
#include <stdbool.h>
#include <string.h>

#include "base/octets.h"
#include "codec/codec.h"

/* Widths that may be packed by component; Radiance's own limits. */
#define PACKED_MIN 8u
#define PACKED_MAX 32767u

/*
 * Narrow rows may be plain pixels that repeat: one for 256 pixels, and two
 * for as many as there are.  Packed rows take no less.
 */
uint64_t
hdr_line_least_nbytes(uint32_t width)
{
	if (width > PACKED_MAX)
		return (uint64_t)width * 4;
	if (width == 1)
		return 4;
	return width <= 256 ? 8 : 12;
}

/* One component of all pixels: runs (count + 128, value) and literals. */
static enum gm_status
read_component(struct file_in *in, uint32_t width, uint8_t *pixels,
	       struct gm_error *err)
{
	uint32_t x = 0;

	while (x < width) {
		uint8_t run[2];
		bool is_run;
		uint32_t n;

		if (file_in_read(in, run, 2) < 2)
			return file_in_fail_at_end(in, CODEC_INCOMPLETE, err);
		is_run = run[0] > 128;
		n = is_run ? run[0] - 128u : run[0];
		if (n == 0 || n > width - x)
			return gm_fail(err, GM_ERR_CORRUPT, 0,
				       "corrupt: a run is longer than its row");
		pixels[x++ * 4] = run[1];
		for (; --n > 0; x++) {
			if (is_run)
				pixels[x * 4] = run[1];
			else if (file_in_read(in, pixels + x * 4, 1) < 1)
				return file_in_fail_at_end(in, CODEC_INCOMPLETE,
							   err);
		}
	}
	return GM_OK;
}

/*
 * Plain pixels, of which (1, 1, 1, n) repeats the one before n times; such
 * pixels in a row are the digits of n in base 256, the lowest first.
 */
static enum gm_status
read_plain(struct file_in *in, uint32_t width, uint8_t *pixels,
	   struct gm_error *err)
{
	uint32_t x = 0;
	unsigned shift = 0;

	while (x < width) {
		uint8_t pixel[4];
		uint64_t n;

		if (file_in_read(in, pixel, 4) < 4)
			return file_in_fail_at_end(in, CODEC_INCOMPLETE, err);
		if (pixel[0] != 1 || pixel[1] != 1 || pixel[2] != 1) {
			memcpy(pixels + (size_t)x++ * 4, pixel, 4);
			shift = 0;
			continue;
		}
		/*
		 * No program writes these, and a few of them are all that it
		 * takes for a row of gigabytes.
		 */
		if (width > PACKED_MAX)
			return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
				       "unsupported: HDR with repeated pixels "
				       "in a row of %" PRIu32,
				       width);
		n = (uint64_t)pixel[3] << shift;
		if (x == 0 || shift > 24 || n > width - x)
			return gm_fail(err, GM_ERR_CORRUPT, 0,
				       "corrupt: a run is longer than its row");
		for (; n > 0; n--, x++)
			memcpy(pixels + (size_t)x * 4,
			       pixels + (size_t)(x - 1) * 4, 4);
		shift += 8;
	}
	return GM_OK;
}

enum gm_status
hdr_line_read(struct file_in *in, uint32_t width, uint8_t *pixels,
	      struct gm_error *err)
{
	const uint8_t *start;
	size_t n = file_in_peek(in, 4, &start);
	enum gm_status st = GM_OK;

	if (width < PACKED_MIN || width > PACKED_MAX || n < 4 ||
	    start[0] != 2 || start[1] != 2 || start[2] >= 128)
		return read_plain(in, width, pixels, err);
	if (octets_u16be(start + 2) != width)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: a row of another width");
	file_in_skip(in, 4);
	for (size_t i = 0; i < 4 && st == GM_OK; i++)
		st = read_component(in, width, pixels + i, err);
	return st;
}

void
hdr_line_to_floats(const uint8_t *pixels, uint32_t width, float *samples)
{
	for (size_t x = 0; x < width; x++) {
		const uint8_t *pixel = pixels + x * 4;
		float unit = pixel[3] == 0 ? 0.0f
					   : ldexpf(1.0f, pixel[3] - (128 + 8));

		for (size_t i = 0; i < 3; i++)
			samples[x * 3 + i] = (float)pixel[i] * unit;
	}
}
