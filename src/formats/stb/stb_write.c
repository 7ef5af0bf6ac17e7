/* SPDX-License-Identifier: MIT */
#include "formats/stb/stb_write.h"

#include <stdlib.h>

#include <stb/stb_image_write.h>

#include "../third_party/stb_scratch.h"
#include "codec/whole.h"

struct sink {
	struct file_out *out;
	enum gm_status st;
	struct gm_error *err;
};

static void
on_write(void *context, void *data, int size)
{
	struct sink *sink = context;

	if (sink->st == GM_OK)
		sink->st = file_out_write(sink->out, data, (size_t)size,
					  sink->err);
}

/* stb says no without a reason; the one left after our checks is memory. */
static enum gm_status
status_of(const struct sink *sink, int stb_ok)
{
	if (sink->st == GM_OK && !stb_ok)
		return gm_fail(sink->err, GM_ERR_NOMEM, 0,
			       "out of memory (encoder)");
	return sink->st;
}

enum gm_status
stb_write_tga(struct encoder *enc, struct gm_error *err)
{
	const struct image_info *info = &enc->info;
	const struct whole *whole = enc->state;
	struct sink sink = {.out = enc->out, .err = err};

	return status_of(&sink, stbi_write_tga_to_func(
					on_write, &sink, (int)info->width,
					(int)info->height, (int)info->channels,
					whole->samples));
}

enum gm_status
stb_write_hdr(struct encoder *enc, struct gm_error *err)
{
	const struct image_info *info = &enc->info;
	const struct whole *whole = enc->state;
	struct sink sink = {.out = enc->out, .err = err};
	const void *samples = whole->samples;
	void *row = malloc((size_t)info->width * 4);
	int stb_ok;

	if (row == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (row)");
	stb_scratch_lend(row);
	stb_ok = stbi_write_hdr_to_func(on_write, &sink, (int)info->width,
					(int)info->height, (int)info->channels,
					samples);
	stb_scratch_lend(NULL);
	free(row);
	return status_of(&sink, stb_ok);
}

enum gm_status
stb_write_bmp(struct encoder *enc, struct gm_error *err)
{
	const struct image_info *info = &enc->info;
	const struct whole *whole = enc->state;
	struct sink sink = {.out = enc->out, .err = err};
	size_t n_pixels = (size_t)info->width * info->height;
	uint8_t *colors;
	int stb_ok;

	if (n_pixels > WHOLE_MAX_NBYTES / 4)
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "too many pixels for a BMP with alpha");
	colors = malloc(n_pixels * 4);
	if (colors == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (pixels)");
	for (size_t i = 0; i < n_pixels; i++) {
		uint8_t gray = whole->samples[i * 2];

		colors[i * 4] = gray;
		colors[i * 4 + 1] = gray;
		colors[i * 4 + 2] = gray;
		colors[i * 4 + 3] = whole->samples[i * 2 + 1];
	}
	stb_ok = stbi_write_bmp_to_func(on_write, &sink, (int)info->width,
					(int)info->height, 4, colors);
	free(colors);
	return status_of(&sink, stb_ok);
}
