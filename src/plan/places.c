/* SPDX-License-Identifier: MIT */
#include "plan/places.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>

#include "base/file_handle.h"
#include "base/grow.h"

static uint64_t
hash_place(const struct places *places, const struct place *place,
	   const char *name)
{
	uint64_t word[4] = {place->major, place->inode, place->handle, 0};

	word[3] = hash_bytes(&places->key, name, place->name_n);
	return hash_bytes(&places->key, word, sizeof(word));
}

static const char *
name_of(const struct places *places, const struct place *place)
{
	return (const char *)places->names.data + place->name_at;
}

static bool
is_same(const struct places *places, const struct place *a,
	const struct place *b, const char *b_name)
{
	return a->major == b->major && a->inode == b->inode &&
	       a->handle == b->handle && a->name_n == b->name_n &&
	       memcmp(name_of(places, a), b_name, a->name_n) == 0;
}

/* The slot that holds the place, or the empty one where it belongs. */
static size_t
find_slot(const struct places *places, const struct place *place,
	  const char *name)
{
	size_t mask = places->n_slots - 1;
	size_t i = (size_t)hash_place(places, place, name) & mask;

	while (places->slots[i] != 0 &&
	       !is_same(places, &places->items[places->slots[i] - 1], place,
			name))
		i = (i + 1) & mask;
	return i;
}

static enum gm_status
grow_slots(struct places *places, struct gm_error *err)
{
	size_t n_slots = hash_table_size(2 * (places->n_items + 1));
	uint32_t *slots = calloc(n_slots, sizeof(*slots));

	if (slots == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory");
	free(places->slots);
	places->slots = slots;
	places->n_slots = n_slots;
	for (size_t i = 0; i < places->n_items; i++) {
		const struct place *place = &places->items[i];
		size_t slot = find_slot(places, place, name_of(places, place));

		slots[slot] = (uint32_t)i + 1;
	}
	return GM_OK;
}

static enum gm_status
append(struct places *places, struct place *place, const char *name,
       struct gm_error *err)
{
	struct place *items =
		grow_items(places->items, &places->capacity, places->n_items, 1,
			   sizeof(*items), err);
	enum gm_status st;

	if (items == NULL)
		return err->status;
	places->items = items;
	place->name_at = places->names.nbytes;
	/* One more, so that names are somewhere when all are empty. */
	st = bytes_reserve(&places->names, place->name_n + (size_t)1, err);
	if (st != GM_OK)
		return st;
	(void)bytes_append(&places->names, name, place->name_n, err);
	items[places->n_items++] = *place;
	return GM_OK;
}

/* Number the place that *wanted describes, anew if it is not known. */
static enum gm_status
intern(struct places *places, struct place *wanted, const char *name,
       uint32_t *place, struct gm_error *err)
{
	enum gm_status st = GM_OK;
	size_t slot;

	if (hash_table_size(places->n_items + 1) > places->n_slots)
		st = grow_slots(places, err);
	if (st != GM_OK)
		return st;
	slot = find_slot(places, wanted, name);
	if (places->slots[slot] == 0) {
		st = append(places, wanted, name, err);
		if (st != GM_OK)
			return st;
		places->slots[slot] = (uint32_t)places->n_items;
	}
	*place = places->slots[slot] - 1;
	return GM_OK;
}

enum gm_status
places_existing(struct places *places, const char *path,
		const struct stat *info, uint32_t *place, struct gm_error *err)
{
	struct file_handle_of handle;
	struct place wanted = {
		.major = (uint64_t)info->st_dev,
		.inode = (uint64_t)info->st_ino,
	};

	file_handle_get(&handle, AT_FDCWD, path);
	if (handle.nbytes > 0)
		wanted.handle =
			hash_bytes(&places->key, handle.data, handle.nbytes);
	return intern(places, &wanted, "", place, err);
}

enum gm_status
places_missing(struct places *places, uint32_t parent, const char *name,
	       size_t n, uint32_t *place, struct gm_error *err)
{
	struct place wanted = {.major = parent, .name_n = (uint32_t)n};

	return intern(places, &wanted, name, place, err);
}

bool
places_exists(const struct places *places, uint32_t place)
{
	return places->items[place].name_n == 0;
}

void
places_free(struct places *places)
{
	free(places->items);
	free(places->slots);
	bytes_free(&places->names);
	*places = (struct places){0};
}
