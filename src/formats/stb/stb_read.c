/* SPDX-License-Identifier: MIT */
#include "formats/stb/stb.h"

#include <assert.h>
#include <inttypes.h>
#include <limits.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <stb/stb_image.h>

#include "../third_party/stb_memory.h"
#include "base/octets.h"
#include "codec/palette_gap.h"

/* What stb reads in advance. */
#define BUFFER_NBYTES 128u

/* What stb keeps besides pixels: code tables, a palette. */
#define STB_OVERHEAD_BYTES (1u << 20)

/* Pictures that stb holds at a time, at most: in two numbers of channels. */
#define STB_MAX_PICTURES 2u

/*
 * The bytes that stb is handed: first a header in memory, then what is left of
 * a file.  Notices when more is asked for than there is, which stb itself does
 * not tell.
 */
struct stream {
	const struct stb_request *request;
	size_t head_at;     /* bytes of its head handed out */
	bool ran_out;       /* bytes beyond the end were asked for */
	const char *buffer; /* stb's own, known from the first call on */
};

struct stb_state {
	uint8_t *pixels; /* stb's */
	uint32_t channels;
	struct stb_palette *palette; /* owned, or NULL */
	bool mirrored;
	uint32_t next_row;
};

static void
warn_truncated(struct decoder *dec)
{
	conversion_warn(dec->outcome, "truncated: what is missing is blank");
}

enum gm_status
stb_read_check_length(struct decoder *dec, const struct file_in *in,
		      uint64_t least, uint64_t least_salvaged, bool salvage,
		      struct gm_error *err)
{
	uint64_t needed = salvage ? least_salvaged : least;

	if (in->nbytes < needed)
		return gm_fail(err, GM_ERR_TRUNCATED, 0,
			       "truncated: %" PRIu64 " of at least %" PRIu64
			       " bytes",
			       in->nbytes, needed);
	if (in->nbytes < least)
		warn_truncated(dec);
	return GM_OK;
}

/* stb counts bytes in an int; 2^31 - 1 is the most it can hold. */
static enum gm_status
check_memory(const struct image_info *info, const struct stb_request *request,
	     struct gm_error *err)
{
	uint64_t pixel_nbytes = (uint64_t)request->channels * (info->bits / 8);

	if (info->height > INT_MAX / pixel_nbytes / info->width)
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "%" PRIu32 "x%" PRIu32
			       " pixels is over the limit of %" PRIu64
			       " for this format",
			       info->width, info->height,
			       INT_MAX / pixel_nbytes);
	return image_check_held(request->in, info->width, info->height,
				pixel_nbytes * info->width * info->height,
				request->conversion->max_nbytes, err);
}

static enum gm_status
explain(const struct stream *stream, struct gm_error *err)
{
	const char *reason = stbi_failure_reason();

	/* PIC looks whether there is a byte left before it asks for one. */
	if (stream->ran_out ||
	    (reason != NULL && strstr(reason, "too short") != NULL))
		return file_in_fail_at_end(stream->request->in,
					   CODEC_INCOMPLETE, err);
	if (reason != NULL && strcmp(reason, "Out of memory") == 0)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (pixels)");
	if (reason == NULL || reason[0] == '\0')
		reason = "the pixels cannot be decoded";
	return gm_fail(err, GM_ERR_CORRUPT, 0, "corrupt: %s", reason);
}

/*
 * Bytes to give to stb of those that it asks for.  It fills its buffer whether
 * it needs all of it or not: it gets the last bytes of a file one by one, so
 * that those after the picture stay.  Only of the first filling it wants to
 * see everything; where a tail may follow few pixels, that is all of the head.
 */
static size_t
portion(struct stream *stream, const char *data, size_t want)
{
	const struct stb_request *request = stream->request;
	uint64_t left = request->in->nbytes - request->in->n_read;

	if (stream->buffer == NULL) {
		stream->buffer = data;
		return request->tail_nbytes > 0 && request->head_nbytes < want
			       ? request->head_nbytes
			       : want;
	}
	if (data != stream->buffer || stream->head_at < request->head_nbytes)
		return want;
	return left > 0 && left <= BUFFER_NBYTES + request->tail_nbytes ? 1
									: want;
}

/*
 * stb ignores a short read and goes on with what happens to be in its buffer;
 * zeros make that the same every time.
 */
static int
stream_read(void *user, char *data, int size)
{
	struct stream *stream = user;
	const struct stb_request *request = stream->request;
	size_t want = portion(stream, data, (size_t)size);
	size_t n = request->head_nbytes - stream->head_at;

	if (n > want)
		n = want;
	if (n > 0)
		memcpy(data, request->head + stream->head_at, n);
	stream->head_at += n;
	n += file_in_read(request->in, data + n, want - n);
	/*
	 * A refill of stb's buffer may well end short, but an empty one is
	 * asked for only when a byte is needed.
	 */
	if (n == 0 || (n < want && data != stream->buffer))
		stream->ran_out = true;
	memset(data + n, request->filler, want - n);
	return n == 0 && request->is_endless ? (int)want : (int)n;
}

/* Heads are made so that stb has nothing to pass over. */
static void
stream_skip(void *user, int n)
{
	struct stream *stream = user;

	stream->ran_out = stream->ran_out || n != 0;
}

static int
stream_eof(void *user)
{
	struct stream *stream = user;
	const struct stb_request *request = stream->request;
	const uint8_t *data;

	return !request->is_endless &&
	       stream->head_at == request->head_nbytes &&
	       file_in_peek(request->in, 1, &data) == 0;
}

/* Have stb decode; NULL with *err filled when there is no picture. */
static void *
load(const struct image_info *info, struct stream *stream, struct gm_error *err)
{
	static const stbi_io_callbacks callbacks = {
		.read = stream_read, .skip = stream_skip, .eof = stream_eof};
	int channels = (int)stream->request->channels;
	int width = 0, height = 0, in_file;
	void *pixels;

	stb_memory_limit((size_t)info->width * info->height *
				 stream->request->channels * (info->bits / 8) *
				 STB_MAX_PICTURES +
			 STB_OVERHEAD_BYTES);
	pixels = stbi_load_from_callbacks(&callbacks, stream, &width, &height,
					  &in_file, channels);
	if (file_in_status(stream->request->in, err) != GM_OK) {
		stbi_image_free(pixels);
		return NULL;
	}
	if (pixels == NULL) {
		explain(stream, err);
		return NULL;
	}
	/* A codec here that misreads a header must not overrun the pixels. */
	assert((uint32_t)width == info->width &&
	       (uint32_t)height == info->height);
	return pixels;
}

enum gm_status
stb_read(struct decoder *dec, const struct stb_request *request,
	 struct gm_error *err)
{
	struct stream stream = {.request = request};
	struct stb_state *state;
	const uint8_t *next;
	enum gm_status st;

	state = calloc(1, sizeof(*state));
	if (state == NULL) {
		free(request->palette);
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (decoder)");
	}
	dec->state = state;
	state->channels = request->channels;
	state->palette = request->palette;
	state->mirrored = request->mirrored;
	st = check_memory(&dec->info, request, err);
	if (st != GM_OK)
		return st;
	state->pixels = load(&dec->info, &stream, err);
	if (state->pixels == NULL)
		return err->status;
	dec->held_nbytes = (uint64_t)dec->info.width * dec->info.height *
			   request->channels * (dec->info.bits / 8);
	if (stream.ran_out && !request->conversion->salvage)
		return file_in_fail_at_end(request->in, CODEC_INCOMPLETE, err);
	if (stream.ran_out)
		warn_truncated(dec);
	if (request->ends_here)
		dec->outcome->has_more =
			file_in_peek(request->in, 1, &next) > 0;
	return GM_OK;
}

/* Where there is a palette, the index of a pixel. */
static uint32_t
index_at(const struct stb_state *state, const uint8_t *row, size_t i)
{
	return state->channels == 1 ? row[i] : octets_u16le(row + i * 2);
}

bool
stb_read_alpha_is(const struct decoder *dec, uint8_t alpha)
{
	const struct stb_state *state = dec->state;
	const struct stb_palette *palette = state->palette;
	size_t n_pixels = (size_t)dec->info.width * dec->info.height;

	for (size_t i = 0; i < n_pixels; i++)
		if ((palette != NULL ? palette->colors[index_at(
					       state, state->pixels, i)][3]
				     : state->pixels[i * 4 + 3]) != alpha)
			return false;
	return true;
}

/* False where an index names an entry that is not there. */
static bool
look_up_row(const struct image_info *info, const struct stb_state *state,
	    const uint8_t *src, uint8_t *dst)
{
	const struct stb_palette *palette = state->palette;
	bool is_whole = true;

	for (uint32_t i = 0; i < info->width; i++) {
		size_t at = state->mirrored ? info->width - 1 - i : i;
		uint32_t index = index_at(state, src, at);

		is_whole &= index >= palette->first && index < palette->end;
		memcpy(dst, palette->colors[index], info->channels);
		dst += info->channels;
	}
	return is_whole;
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

		if (state->palette != NULL) {
			if (!look_up_row(info, state, src, dst))
				conversion_warn(dec->outcome,
						PALETTE_GAP_WARNING);
		} else if (state->mirrored ||
			   state->channels != info->channels) {
			copy_row(info, state, src, dst);
		} else {
			memcpy(dst, src, dst_nbytes);
		}
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
		free(state->palette);
		free(state);
	}
	dec->state = NULL;
}

static void
tell(struct library_version *version)
{
	snprintf(version->built, sizeof(version->built), "%s",
		 stb_image_version);
}

const struct library stb_read_library = {"stb_image", tell};
