/* SPDX-License-Identifier: MIT */
#include "formats/stb/stb.h"

#include <stdio.h>
#include <stdlib.h>

#include <stb/stb_image_write.h>

#include "../third_party/stb_scratch.h"
#include "codec/whole.h"

/* What stb writes before the pixels. */
#define TGA_HEADER_NBYTES 18u
#define HDR_HEADER_LINES  6u

struct sink {
	struct file_out *out;
	size_t n_lines; /* of stb's own header that are left out, */
	size_t n_skip;  /* and bytes */
	enum gm_status st;
	struct gm_error *err;
};

static void
on_write(void *context, void *data, int size)
{
	struct sink *sink = context;
	const uint8_t *bytes = data;
	size_t n = (size_t)size;

	for (; n > 0 && sink->n_skip + sink->n_lines > 0; n--, bytes++) {
		if (sink->n_skip > 0)
			sink->n_skip--;
		else if (*bytes == '\n')
			sink->n_lines--;
	}
	if (sink->st == GM_OK)
		sink->st = file_out_write(sink->out, bytes, n, sink->err);
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
	struct sink sink = {
		.out = enc->out, .n_skip = TGA_HEADER_NBYTES, .err = err};

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
	struct sink sink = {
		.out = enc->out, .n_lines = HDR_HEADER_LINES, .err = err};
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

static void
tell(struct library_version *version)
{
	snprintf(version->built, sizeof(version->built), "%s",
		 stb_image_write_version);
}

const struct library stb_write_library = {"stb_image_write", tell};
