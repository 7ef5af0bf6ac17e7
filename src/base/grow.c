/* SPDX-License-Identifier: MIT */
#include "base/grow.h"

#include <stdint.h>
#include <stdlib.h>

void *
grow_items(void *items, size_t *capacity, size_t n, size_t more,
	   size_t item_nbytes, struct gm_error *err)
{
	size_t wanted;
	void *grown;

	if (more <= *capacity - n)
		return items;
	if (more > SIZE_MAX / 2 / item_nbytes - n) {
		gm_fail(err, GM_ERR_NOMEM, 0, "buffer too large");
		return NULL;
	}
	wanted = n + more;
	if (wanted < *capacity + *capacity / 2)
		wanted = *capacity + *capacity / 2;
	grown = realloc(items, wanted * item_nbytes);
	if (grown == NULL)
		gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (%zu bytes)",
			wanted * item_nbytes);
	else
		*capacity = wanted;
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
