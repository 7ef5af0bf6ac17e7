/* SPDX-License-Identifier: MIT */
#include "formats/stb/stb_stream.h"

#include <string.h>

/* What stb reads in advance. */
#define BUFFER_NBYTES 128u

/*
 * Bytes to give to stb of those that it asks for.  It fills its buffer whether
 * it needs all of it or not: it gets the last bytes of a file one by one, so
 * that those after the picture stay.  Only of the first filling it wants to
 * see everything; where a tail may follow few pixels, that is all of the head.
 */
static size_t
portion(struct stb_stream *stream, const char *data, size_t want)
{
	uint64_t left = stream->in->nbytes - stream->in->n_read;

	if (stream->buffer == NULL) {
		stream->buffer = data;
		return stream->tail_nbytes > 0 && stream->head_nbytes < want
			       ? stream->head_nbytes
			       : want;
	}
	if (data != stream->buffer || stream->head_at < stream->head_nbytes)
		return want;
	return left > 0 && left <= BUFFER_NBYTES + stream->tail_nbytes ? 1
								       : want;
}

/*
 * stb ignores a short read and goes on with what happens to be in its buffer;
 * zeros make that the same every time.
 */
int
stb_stream_read(void *user, char *data, int size)
{
	struct stb_stream *stream = user;
	size_t want = portion(stream, data, (size_t)size);
	size_t n = stream->head_nbytes - stream->head_at;

	if (n > want)
		n = want;
	if (n > 0)
		memcpy(data, stream->head + stream->head_at, n);
	stream->head_at += n;
	n += file_in_read(stream->in, data + n, want - n);
	/*
	 * A refill of stb's buffer may well end short, but an empty one is
	 * asked for only when a byte is needed.
	 */
	if (n == 0 || (n < want && data != stream->buffer))
		stream->ran_out = true;
	memset(data + n, stream->filler, want - n);
	return n == 0 && stream->is_endless ? (int)want : (int)n;
}

/* Skipping beyond the end is no harm until something is read there. */
void
stb_stream_skip(void *user, int n)
{
	struct stb_stream *stream = user;
	size_t left = n > 0 ? (size_t)n : 0;
	size_t part = stream->head_nbytes - stream->head_at;

	if (part > left)
		part = left;
	stream->head_at += part;
	stb_stream_seek(stream->in, stream->in->n_read + (left - part));
}

int
stb_stream_eof(void *user)
{
	struct stb_stream *stream = user;
	const uint8_t *data;

	return !stream->is_endless && stream->head_at == stream->head_nbytes &&
	       file_in_peek(stream->in, 1, &data) == 0;
}

bool
stb_stream_seek(struct file_in *in, uint64_t offset)
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
