/* SPDX-License-Identifier: MIT */
#include "base/grow.h"

#include <stdint.h>
#include <stdlib.h>

void *
grow_items(void *items, size_t *capacity, size_t n, size_t item_nbytes,
	   struct gm_error *err)
{
	size_t more = *capacity / 2 + 16;
	void *grown;

	if (n < *capacity)
		return items;
	if (more > SIZE_MAX / item_nbytes - *capacity) {
		gm_fail(err, GM_ERR_NOMEM, 0, "out of memory");
		return NULL;
	}
	grown = realloc(items, (*capacity + more) * item_nbytes);
	if (grown == NULL)
		gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (%zu bytes)",
			(*capacity + more) * item_nbytes);
	else
		*capacity += more;
	return grown;
}

void *
grow_shrink(void *items, size_t *capacity, size_t n, size_t item_nbytes)
{
	void *shrunk = n == 0 ? NULL : realloc(items, n * item_nbytes);

	if (shrunk == NULL)
		return items;
	*capacity = n;
	return shrunk;
}
