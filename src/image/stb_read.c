/* SPDX-License-Identifier: MIT */
#include "image/stb_read.h"

#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stb/stb_image.h>

#include "../third_party/stb_memory.h"

/* What stb keeps besides pixels: code tables, a palette. */
#define STB_OVERHEAD_BYTES (1u << 20)

/* Pictures that stb holds at a time, at most: GIF, two and a mask. */
#define STB_MAX_PICTURES 3u

struct stb_state {
	uint8_t *pixels; /* stb's */
	uint32_t channels;
	bool mirrored;
	uint32_t next_row;
};

struct stb_stream {
	const struct stb_request *request;
	size_t head_at;
	bool ran_out; /* bytes beyond the end were asked for */
};

/*
 * stb ignores a short read and goes on with what happens to be in its buffer;
 * zeros make that the same every time.
 */
static int
on_read(void *user, char *data, int size)
{
	struct stb_stream *stream = user;
	const struct stb_request *request = stream->request;
	size_t want = (size_t)size;
	size_t n = request->head_nbytes - stream->head_at;

	if (n > want)
		n = want;
	if (n > 0)
		memcpy(data, request->head + stream->head_at, n);
	stream->head_at += n;
	n += file_in_read(request->in, data + n, want - n);
	/*
	 * A refill of stb's buffer of 128 bytes may well end short, but an
	 * empty one is asked for only when a byte is needed.
	 */
	if (n == 0 || (n < want && want != 128))
		stream->ran_out = true;
	memset(data + n, 0, want - n);
	return (int)n;
}

/* Skipping beyond the end is no harm until something is read there. */
static void
on_skip(void *user, int n)
{
	struct stb_stream *stream = user;
	const struct stb_request *request = stream->request;
	size_t left = n > 0 ? (size_t)n : 0;
	size_t part = request->head_nbytes - stream->head_at;

	if (part > left)
		part = left;
	stream->head_at += part;
	stb_read_seek(request->in, request->in->n_read + (left - part));
}

static int
on_eof(void *user)
{
	struct stb_stream *stream = user;
	const uint8_t *data;

	return stream->head_at == stream->request->head_nbytes &&
	       file_in_peek(stream->request->in, 1, &data) == 0;
}

bool
stb_read_seek(struct file_in *in, uint64_t offset)
{
	while (in->n_read < offset) {
		const uint8_t *data;
		size_t n = file_in_peek(in, 1, &data);

		if (n == 0)
			return false;
		if (n > offset - in->n_read)
			n = (size_t)(offset - in->n_read);
		file_in_skip(in, n);
	}
	return true;
}

static void
warn_truncated(struct decoder *dec)
{
	if (dec->warning[0] == '\0')
		snprintf(dec->warning, sizeof(dec->warning),
			 "truncated: what is missing is blank");
}

enum gm_status
stb_read_check_length(struct decoder *dec, const struct file_in *in,
		      uint64_t least, bool salvage, struct gm_error *err)
{
	if (in->nbytes >= least)
		return GM_OK;
	if (!salvage)
		return gm_fail(err, GM_ERR_TRUNCATED, 0,
			       "truncated: %" PRIu64 " of at least %" PRIu64
			       " bytes",
			       in->nbytes, least);
	warn_truncated(dec);
	return GM_OK;
}

/* stb counts bytes in an int; 2^31 - 1 is the most it can hold. */
static enum gm_status
check_limit(const struct image_info *info, uint32_t channels,
	    struct gm_error *err)
{
	uint64_t pixel_nbytes = (uint64_t)channels * (info->bits / 8);

	if (info->height > INT_MAX / pixel_nbytes / info->width)
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "%" PRIu32 "x%" PRIu32
			       " pixels is over the limit of %" PRIu64
			       " for this format",
			       info->width, info->height,
			       INT_MAX / pixel_nbytes);
	return GM_OK;
}

static enum gm_status
explain(const struct stb_stream *stream, struct gm_error *err)
{
	const char *reason = stbi_failure_reason();

	if (stream->ran_out)
		return gm_fail(err, GM_ERR_TRUNCATED, 0,
			       "truncated: the picture is not complete");
	if (reason == NULL || reason[0] == '\0')
		reason = "the pixels cannot be decoded";
	if (strcmp(reason, "outofmem") == 0)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (pixels)");
	return gm_fail(err, GM_ERR_CORRUPT, 0, "corrupt: %s", reason);
}

/* Have stb decode; NULL with *err filled when there is no picture. */
static void *
load(const struct image_info *info, struct stb_stream *stream,
     struct gm_error *err)
{
	static const stbi_io_callbacks callbacks = {
		.read = on_read, .skip = on_skip, .eof = on_eof};
	const struct stb_request *request = stream->request;
	int channels = (int)request->channels;
	int width = 0, height = 0, in_file;
	void *pixels;

	stb_memory_limit((size_t)info->width * info->height *
				 request->channels * (info->bits / 8) *
				 STB_MAX_PICTURES +
			 STB_OVERHEAD_BYTES);
	if (info->bits == 16)
		pixels = stbi_load_16_from_callbacks(&callbacks, stream, &width,
						     &height, &in_file,
						     channels);
	else
		pixels = stbi_load_from_callbacks(&callbacks, stream, &width,
						  &height, &in_file, channels);
	if (file_in_status(request->in, err) != GM_OK) {
		stbi_image_free(pixels);
		return NULL;
	}
	if (pixels == NULL) {
		explain(stream, err);
		return NULL;
	}
	if ((uint32_t)width != info->width ||
	    (uint32_t)height != info->height) {
		gm_fail(err, GM_ERR_CORRUPT, 0, "corrupt: the size is unclear");
		stbi_image_free(pixels);
		return NULL;
	}
	return pixels;
}

enum gm_status
stb_read(struct decoder *dec, const struct stb_request *request,
	 struct gm_error *err)
{
	struct stb_stream stream = {.request = request};
	struct stb_state *state;
	enum gm_status st;

	st = check_limit(&dec->info, request->channels, err);
	if (st != GM_OK)
		return st;
	state = calloc(1, sizeof(*state));
	if (state == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (decoder)");
	dec->state = state;
	state->channels = request->channels;
	state->mirrored = request->mirrored;
	state->pixels = load(&dec->info, &stream, err);
	if (state->pixels == NULL)
		return err->status;
	if (stream.ran_out && !request->salvage)
		return gm_fail(err, GM_ERR_TRUNCATED, 0,
			       "truncated: the picture is not complete");
	if (stream.ran_out)
		warn_truncated(dec);
	return GM_OK;
}

bool
stb_read_alpha_is(const struct decoder *dec, uint8_t alpha)
{
	const struct stb_state *state = dec->state;
	size_t n_pixels = (size_t)dec->info.width * dec->info.height;

	for (size_t i = 0; i < n_pixels; i++)
		if (state->pixels[i * 4 + 3] != alpha)
			return false;
	return true;
}

/* One row, from right to left or with fewer channels than stb stored. */
static void
copy_row(const struct image_info *info, const struct stb_state *state,
	 const uint8_t *src, uint8_t *dst)
{
	size_t sample_nbytes = info->bits / 8;
	size_t src_nbytes = state->channels * sample_nbytes;
	size_t dst_nbytes = info->channels * sample_nbytes;

	for (uint32_t i = 0; i < info->width; i++) {
		size_t at = state->mirrored ? info->width - 1 - i : i;

		memcpy(dst + i * dst_nbytes, src + at * src_nbytes, dst_nbytes);
	}
}

enum gm_status
stb_read_rows(struct decoder *dec, void *rows, uint32_t n_rows,
	      struct gm_error *err)
{
	struct stb_state *state = dec->state;
	const struct image_info *info = &dec->info;
	size_t src_nbytes =
		(size_t)info->width * state->channels * (info->bits / 8);
	size_t dst_nbytes = image_row_nbytes(info);

	(void)err;
	for (uint32_t i = 0; i < n_rows; i++) {
		const uint8_t *src =
			state->pixels + src_nbytes * state->next_row++;
		uint8_t *dst = (uint8_t *)rows + dst_nbytes * i;

		if (state->mirrored || state->channels != info->channels)
			copy_row(info, state, src, dst);
		else
			memcpy(dst, src, dst_nbytes);
	}
	return GM_OK;
}

enum gm_status
stb_read_finish(struct decoder *dec, struct gm_error *err)
{
	(void)dec;
	(void)err;
	return GM_OK;
}

void
stb_read_close(struct decoder *dec)
{
	struct stb_state *state = dec->state;

	if (state != NULL) {
		stbi_image_free(state->pixels);
		free(state);
	}
	dec->state = NULL;
	dec->codec = NULL;
}
