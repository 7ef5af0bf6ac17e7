/* SPDX-License-Identifier: MIT */
#include "base/bytes.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

enum gm_status
bytes_reserve(struct bytes *b, size_t more, struct gm_error *err)
{
	uint8_t *data;

	if (more <= b->capacity - b->nbytes)
		return GM_OK;
	data = grow_items(b->data, &b->capacity, b->nbytes, more, 1, err);
	if (data == NULL)
		return err->status;
	b->data = data;
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
