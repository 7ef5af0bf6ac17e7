/* SPDX-License-Identifier: MIT */
#include "base/file_cursor.h"

#include <string.h>

#include "base/octets.h"

void
file_cursor_seek(struct file_cursor *cursor, uint64_t offset)
{
	size_t held = cursor->to - cursor->from;

	if (offset >= cursor->offset && offset - cursor->offset <= held)
		cursor->from += (size_t)(offset - cursor->offset);
	else
		cursor->from = cursor->to = 0;
	cursor->offset = offset;
}

void
file_cursor_skip(struct file_cursor *cursor, uint64_t n)
{
	uint64_t left = UINT64_MAX - cursor->offset;

	file_cursor_seek(cursor, cursor->offset + (n < left ? n : left));
}

size_t
file_cursor_peek(struct file_cursor *cursor, const uint8_t **data)
{
	if (cursor->from == cursor->to) {
		cursor->from = 0;
		cursor->to =
			file_in_read_at(cursor->in, cursor->offset,
					cursor->buffer, sizeof(cursor->buffer));
	}
	*data = cursor->buffer + cursor->from;
	return cursor->to - cursor->from;
}

/* What is longer than the buffer does not go through it. */
static size_t
read_some(struct file_cursor *cursor, uint8_t *dst, size_t n)
{
	const uint8_t *data;
	size_t held = cursor->to - cursor->from;

	if (held == 0 && n >= sizeof(cursor->buffer)) {
		n = file_in_read_at(cursor->in, cursor->offset, dst, n);
	} else {
		held = file_cursor_peek(cursor, &data);
		n = n < held ? n : held;
		memcpy(dst, data, n);
	}
	file_cursor_skip(cursor, n);
	return n;
}

size_t
file_cursor_read(struct file_cursor *cursor, void *dst, size_t n)
{
	size_t n_done = 0, part = 1;

	for (; n_done < n && part > 0; n_done += part)
		part = read_some(cursor, (uint8_t *)dst + n_done, n - n_done);
	return n_done;
}

uint64_t
file_cursor_number(struct file_cursor *cursor, size_t nbytes)
{
	uint8_t octets[8] = {0};

	file_cursor_read(cursor, octets + 8 - nbytes, nbytes);
	return octets_u64be(octets);
}
