/* SPDX-License-Identifier: MIT */
#include "meta/metadata.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "base/octets.h"

struct metadata_item {
	struct metadata_piece piece; /* without its pointers to bytes */
	size_t at;                   /* offsets in metadata.bytes.data */
	size_t value_at;
};

/* Is the value a part of the data? */
static bool
is_within(const struct metadata_piece *piece)
{
	uintptr_t data = (uintptr_t)piece->data;
	uintptr_t value = (uintptr_t)piece->value;

	return value >= data && value - data <= piece->nbytes &&
	       piece->value_nbytes <= piece->nbytes - (value - data);
}

/* Empty pieces count too: a file may hold millions of them. */
static enum gm_status
reserve(struct metadata *m, size_t nbytes, struct gm_error *err)
{
	size_t held = m->bytes.nbytes +
		      (m->n_items + 1) * sizeof(struct metadata_item);
	void *items;

	if (held > METADATA_MAX_BYTES || nbytes > METADATA_MAX_BYTES - held)
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "more than %u bytes of metadata",
			       METADATA_MAX_BYTES);
	items = grow_items(m->items, &m->capacity, m->n_items, 1,
			   sizeof(struct metadata_item), err);
	if (items == NULL)
		return err->status;
	m->items = items;
	return bytes_reserve(&m->bytes, nbytes, err);
}

enum gm_status
metadata_add(struct metadata *m, const struct metadata_piece *piece,
	     struct gm_error *err)
{
	struct metadata_item item = {.piece = *piece, .at = m->bytes.nbytes};
	bool is_apart = piece->value_nbytes > 0 && !is_within(piece);
	size_t nbytes = piece->nbytes + (is_apart ? piece->value_nbytes : 0);
	enum gm_status st = reserve(m, nbytes, err);

	if (st != GM_OK)
		return st;
	bytes_append(&m->bytes, piece->data, piece->nbytes, err);
	item.value_at = m->bytes.nbytes;
	if (is_apart)
		bytes_append(&m->bytes, piece->value, piece->value_nbytes, err);
	else if (piece->value_nbytes > 0)
		item.value_at = item.at + (size_t)(piece->value - piece->data);
	m->items[m->n_items++] = item;
	return GM_OK;
}

enum gm_status
metadata_insert(struct metadata *m, size_t i,
		const struct metadata_piece *piece, struct gm_error *err)
{
	struct metadata_item *items, item;
	enum gm_status st = metadata_add(m, piece, err);

	if (st != GM_OK)
		return st;
	items = m->items;
	item = items[m->n_items - 1];
	memmove(items + i + 1, items + i,
		(m->n_items - 1 - i) * sizeof(items[0]));
	items[i] = item;
	return GM_OK;
}

void
metadata_drop(struct metadata *m, size_t i, enum metadata_kind kind)
{
	size_t n = i;

	for (; i < m->n_items; i++)
		if (m->items[i].piece.kind != kind)
			m->items[n++] = m->items[i];
	m->n_items = n;
}

void
metadata_cut(struct metadata *m, size_t i)
{
	if (i < m->n_items)
		m->n_items = i;
}

/* NULL when empty: metadata may then hold no bytes at all. */
struct metadata_piece
metadata_get(const struct metadata *m, size_t i)
{
	const struct metadata_item *item = &m->items[i];
	struct metadata_piece piece = item->piece;

	piece.data = piece.nbytes == 0 ? NULL : m->bytes.data + item->at;
	piece.value =
		piece.value_nbytes == 0 ? NULL : m->bytes.data + item->value_at;
	return piece;
}

size_t
metadata_find(const struct metadata *m, size_t i, enum metadata_kind kind)
{
	while (i < m->n_items && m->items[i].piece.kind != kind)
		i++;
	return i;
}

uint8_t *
metadata_edit(struct metadata *m, size_t i)
{
	const struct metadata_item *item = &m->items[i];

	return item->piece.value_nbytes == 0 ? NULL
					     : m->bytes.data + item->value_at;
}

void
metadata_exchange_density(struct metadata *m, size_t i)
{
	struct metadata_piece *piece = &m->items[i].piece;
	double x = piece->density.x;

	if (x == piece->density.y)
		return;
	piece->density.x = piece->density.y;
	piece->density.y = x;
	piece->home = NULL;
}

void
metadata_set_text(struct metadata_piece *piece, const void *text, size_t nbytes)
{
	piece->value = text;
	piece->value_nbytes = nbytes == 0 ? 0 : strnlen(text, nbytes);
}

bool
metadata_is_from(const struct metadata_piece *piece, const char *home)
{
	return piece->home != NULL && strcmp(piece->home, home) == 0;
}

bool
metadata_find_density(const struct metadata *m, double *x, double *y)
{
	for (size_t i = 0; i < m->n_items; i++) {
		struct metadata_piece piece = metadata_get(m, i);

		if (piece.kind != METADATA_DENSITY)
			continue;
		*x = piece.density.x;
		*y = piece.density.y;
		return !piece.density.is_ratio && *x > 0 && *y > 0;
	}
	return false;
}

/* ICC.1 7.2.2: a profile begins with its size. */
bool
metadata_join_icc(const struct metadata *m, size_t i, struct bytes *profile,
		  struct gm_error *err)
{
	unsigned n_parts = metadata_get(m, i).n_parts, n = 0;
	size_t at = profile->nbytes;

	for (; i < m->n_items && n < n_parts; i++) {
		struct metadata_piece piece = metadata_get(m, i);

		if (piece.kind != METADATA_ICC)
			continue;
		if (piece.part != ++n || piece.n_parts != n_parts ||
		    bytes_append(profile, piece.value, piece.value_nbytes,
				 err) != GM_OK)
			return false;
	}
	return n > 0 && n == n_parts && profile->nbytes - at >= 4 &&
	       octets_u32be(profile->data + at) == profile->nbytes - at;
}

void
metadata_clear(struct metadata *m)
{
	m->n_items = 0;
	m->bytes.nbytes = 0;
	m->was_color = false;
	m->n_places = 0;
	m->n_looked = 0;
	m->has_index = false;
	m->left_out = 0;
}

void
metadata_free(struct metadata *m)
{
	free(m->items);
	bytes_free(&m->bytes);
	*m = (struct metadata){0};
}
