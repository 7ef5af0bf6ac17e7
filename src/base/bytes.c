/* SPDX-License-Identifier: MIT */
#include "base/bytes.h"

#include <stdlib.h>
#include <string.h>

enum gm_status
bytes_reserve(struct bytes *b, size_t more, struct gm_error *err)
{
	size_t capacity;
	uint8_t *data;

	if (more <= b->capacity - b->nbytes)
		return GM_OK;
	if (more > SIZE_MAX / 2 - b->nbytes)
		return gm_fail(err, GM_ERR_NOMEM, 0, "buffer too large");
	capacity = b->nbytes + more;
	if (capacity < b->capacity + b->capacity / 2)
		capacity = b->capacity + b->capacity / 2;
	data = realloc(b->data, capacity);
	if (data == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0,
			       "out of memory (%zu bytes)", capacity);
	b->data = data;
	b->capacity = capacity;
	return GM_OK;
}

enum gm_status
bytes_append(struct bytes *b, const void *data, size_t n, struct gm_error *err)
{
	enum gm_status st;

	if (n == 0)
		return GM_OK;
	st = bytes_reserve(b, n, err);
	if (st != GM_OK)
		return st;
	memcpy(b->data + b->nbytes, data, n);
	b->nbytes += n;
	return GM_OK;
}

void
bytes_free(struct bytes *b)
{
	free(b->data);
	*b = (struct bytes){0};
}
