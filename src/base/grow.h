/* SPDX-License-Identifier: MIT */
/*
 * grow.h - arrays that grow by half, so that appending is linear over all
 */
#ifndef GM_BASE_GROW_H
#define GM_BASE_GROW_H

#include <stddef.h>

#include "base/err.h"

/*
 * Have space for `more` items after the first n of items, which has *capacity,
 * at least n.  Returns the array, which may have moved, or NULL with *err
 * filled (GM_ERR_NOMEM); items and *capacity are then as before.
 */
void *grow_items(void *items, size_t *capacity, size_t n, size_t more,
		 size_t item_nbytes, struct gm_error *err);

/* Give back what is past the first n items.  Returns the array. */
void *grow_shrink(void *items, size_t *capacity, size_t n, size_t item_nbytes);

#endif
