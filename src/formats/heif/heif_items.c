/* SPDX-License-Identifier: MIT */
#include "formats/heif/heif_items.h"

#include <stdlib.h>

static int
compare(const void *key, const void *item)
{
	uint32_t id = *(const uint32_t *)key;
	uint32_t other = ((const struct heif_item *)item)->id;

	return id < other ? -1 : id > other;
}

const struct heif_item *
heif_items_find(const struct heif_items *items, uint32_t id)
{
	return items->n_items == 0 ? NULL
				   : bsearch(&id, items->items, items->n_items,
					     sizeof(*items->items), compare);
}

bool
heif_items_property(const struct heif_items *items,
		    const struct heif_item *item, uint32_t type, uint32_t *i,
		    struct bmff_in *property)
{
	while (*i < item->n_links) {
		const struct heif_link *link =
			&items->links[item->link + (*i)++];
		const struct heif_kind *kind = &items->kinds[link->kind];

		if (kind->type != type)
			continue;
		*property = bmff_in(items->properties.data + kind->at,
				    kind->nbytes);
		return true;
	}
	return false;
}

/* The first reference from that item, if there is one. */
static size_t
first_reference(const struct heif_items *items, uint32_t from)
{
	size_t low = 0, high = items->n_references;

	while (low < high) {
		size_t i = low + (high - low) / 2;

		if (items->references[i].from < from)
			low = i + 1;
		else
			high = i;
	}
	return low;
}

const struct heif_reference *
heif_items_reference(const struct heif_items *items, uint32_t type,
		     uint32_t from)
{
	const struct heif_reference *all = items->references;

	for (size_t i = first_reference(items, from);
	     i < items->n_references && all[i].from == from; i++)
		if (all[i].type == type)
			return &all[i];
	return NULL;
}

bool
heif_items_points_to(const struct heif_items *items,
		     const struct heif_reference *reference, uint32_t id)
{
	for (uint32_t i = 0; i < reference->n_targets; i++)
		if (items->targets[reference->target + i] == id)
			return true;
	return false;
}

bool
heif_items_refers(const struct heif_items *items, uint32_t type, uint32_t from,
		  uint32_t to)
{
	const struct heif_reference *all = items->references;

	for (size_t i = first_reference(items, from);
	     i < items->n_references && all[i].from == from; i++)
		if (all[i].type == type &&
		    heif_items_points_to(items, &all[i], to))
			return true;
	return false;
}

void
heif_items_free(struct heif_items *items)
{
	free(items->items);
	free(items->extents);
	free(items->links);
	free(items->kinds);
	free(items->references);
	free(items->targets);
	bytes_free(&items->properties);
	*items = (struct heif_items){0};
}
