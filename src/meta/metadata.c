/* SPDX-License-Identifier: MIT */
#include "meta/metadata.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

enum gm_status
metadata_add(struct metadata *m, enum metadata_kind kind, const uint8_t tag[4],
	     const void *payload, size_t nbytes, struct gm_error *err)
{
	struct metadata_item *items, item = {.kind = kind, .nbytes = nbytes};
	enum gm_status st;
	size_t held;

	/* Empty pieces count too: a file may hold millions of them. */
	held = m->bytes.nbytes + (m->n_items + 1) * sizeof(item);
	if (held > METADATA_MAX_BYTES || nbytes > METADATA_MAX_BYTES - held)
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "more than %u bytes of metadata",
			       METADATA_MAX_BYTES);
	items = grow_items(m->items, &m->capacity, m->n_items, 1,
			   sizeof(*items), err);
	if (items == NULL)
		return err->status;
	m->items = items;
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
