/* SPDX-License-Identifier: MIT */
#include "meta/metadata.h"

#include <stdlib.h>
#include <string.h>

static enum gm_status
grow_items(struct metadata *m, struct gm_error *err)
{
	size_t capacity = m->capacity == 0 ? 16 : m->capacity * 2;
	struct metadata_item *items;

	items = realloc(m->items, capacity * sizeof(*items));
	if (items == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0,
			       "out of memory (metadata)");
	m->items = items;
	m->capacity = capacity;
	return GM_OK;
}

enum gm_status
metadata_add(struct metadata *m, enum metadata_kind kind, const uint8_t tag[4],
	     const void *payload, size_t nbytes, struct gm_error *err)
{
	struct metadata_item item = {.kind = kind, .nbytes = nbytes};
	enum gm_status st;
	size_t held;

	/* Empty pieces count too: a file may hold millions of them. */
	held = m->bytes.nbytes + (m->n_items + 1) * sizeof(item);
	if (held > METADATA_MAX_BYTES || nbytes > METADATA_MAX_BYTES - held)
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "more than %u bytes of metadata",
			       METADATA_MAX_BYTES);
	if (m->n_items == m->capacity) {
		st = grow_items(m, err);
		if (st != GM_OK)
			return st;
	}
	item.at = m->bytes.nbytes;
	memcpy(item.tag, tag, sizeof(item.tag));
	st = bytes_append(&m->bytes, payload, nbytes, err);
	if (st != GM_OK)
		return st;
	m->items[m->n_items++] = item;
	return GM_OK;
}

void
metadata_clear(struct metadata *m)
{
	m->n_items = 0;
	m->bytes.nbytes = 0;
}

void
metadata_free(struct metadata *m)
{
	free(m->items);
	bytes_free(&m->bytes);
	*m = (struct metadata){0};
}
