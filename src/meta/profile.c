/* SPDX-License-Identifier: MIT */
#include "meta/profile.h"

#include <string.h>

/* The first piece of that kind from number i on, or n_items. */
static size_t
find(const struct metadata *m, size_t i, enum metadata_kind kind)
{
	while (i < m->n_items && metadata_get(m, i).kind != kind)
		i++;
	return i;
}

static bool
is_same(const struct bytes *a, const struct bytes *b)
{
	return a->nbytes == b->nbytes && a->nbytes > 0 &&
	       memcmp(a->data, b->data, a->nbytes) == 0;
}

/* Look it up, or look into it. */
static enum gm_status
find_entry(struct profile_book *book, struct profile_entry **entry,
	   struct gm_error *err)
{
	const struct bytes *profile = &book->joined;
	struct profile_entry *e = book->entries;
	enum gm_status st;

	for (; e < book->entries + PROFILE_BOOK_N; e++)
		if (is_same(&e->source, profile)) {
			*entry = e;
			return GM_OK;
		}
	e = *entry = &book->entries[book->next];
	if (profile->nbytes <= PROFILE_BOOK_NBYTES)
		book->next = (book->next + 1) % PROFILE_BOOK_N;
	bytes_free(&e->source);
	bytes_free(&e->gray);
	st = icc_look(profile->data, profile->nbytes, &e->kind, err);
	if (st == GM_OK)
		st = bytes_append(&e->source, profile->data, profile->nbytes,
				  err);
	return st;
}

static enum gm_status
insert(struct metadata *m, size_t i, enum metadata_kind kind, const void *value,
       size_t nbytes, struct gm_error *err)
{
	return metadata_insert(m, i,
			       &(struct metadata_piece){.kind = kind,
							.value = value,
							.value_nbytes = nbytes,
							.part = 1,
							.n_parts = 1},
			       err);
}

/* Unless it is said already. */
static enum gm_status
say_srgb(struct metadata *m, size_t i, const uint8_t *profile,
	 struct gm_error *err)
{
	/* The profile's rendering intent (ICC.1 7.2.15). */
	uint8_t intent = profile[67] & 3;

	return find(m, 0, METADATA_SRGB) < m->n_items
		       ? GM_OK
		       : insert(m, i, METADATA_SRGB, &intent, 1, err);
}

static enum gm_status
put_gray(struct metadata *m, size_t i, struct profile_entry *entry,
	 struct gm_error *err)
{
	enum gm_status st = GM_OK;

	if (entry->gray.nbytes == 0)
		st = icc_make_gray(entry->source.data, entry->source.nbytes,
				   &entry->gray, err);
	if (st != GM_OK)
		return st;
	return insert(m, i, METADATA_ICC, entry->gray.data, entry->gray.nbytes,
		      err);
}

/* A file without a profile, whose samples are on no other curve. */
static enum gm_status
tag(struct metadata *m, struct profile_book *book, struct gm_error *err)
{
	size_t i = find(m, 0, METADATA_SRGB);
	enum gm_status st;

	if (find(m, 0, METADATA_CURVE) < m->n_items)
		return GM_OK;
	metadata_drop(m, 0, METADATA_SRGB);
	if (i > m->n_items)
		i = m->n_items;
	st = icc_make_srgb_gray(&book->joined, err);
	if (st != GM_OK)
		return st;
	return insert(m, i, METADATA_ICC, book->joined.data,
		      book->joined.nbytes, err);
}

/* The profile in the book is that of the pieces from number i on. */
static enum gm_status
replace(struct metadata *m, size_t i, enum profile_policy policy,
	struct profile_book *book, const char **warning, struct gm_error *err)
{
	struct profile_entry *entry;
	enum gm_status st = find_entry(book, &entry, err);
	const uint8_t *profile;

	if (st != GM_OK || entry->kind == ICC_GRAY)
		return st;
	profile = entry->source.data;
	metadata_drop(m, i, METADATA_ICC);
	switch (entry->kind) {
	case ICC_SRGB:
		return policy == PROFILE_ALWAYS ? put_gray(m, i, entry, err)
						: say_srgb(m, i, profile, err);
	case ICC_CURVE:
		return put_gray(m, i, entry, err);
	case ICC_OTHER:
		/* What inks are is not asked of it yet. */
		if (memcmp(profile + 16, "RGB ", 4) == 0)
			*warning = PROFILE_OTHER_WARNING;
		return GM_OK;
	default:
		*warning = PROFILE_DAMAGED_WARNING;
		return GM_OK;
	}
}

enum gm_status
profile_settle(struct metadata *m, size_t first, enum profile_policy policy,
	       struct profile_book *book, const char **warning,
	       struct gm_error *err)
{
	struct gm_error joining = {0};
	size_t i = find(m, first, METADATA_ICC);

	if (policy == PROFILE_NEVER) {
		metadata_drop(m, first, METADATA_ICC);
		return GM_OK;
	}
	if (i == m->n_items)
		return first == 0 && policy == PROFILE_ALWAYS
			       ? tag(m, book, err)
			       : GM_OK;
	book->joined.nbytes = 0;
	if (metadata_join_icc(m, i, &book->joined, &joining))
		return replace(m, i, policy, book, warning, err);
	if (joining.status != GM_OK) {
		*err = joining;
		return joining.status;
	}
	metadata_drop(m, first, METADATA_ICC);
	*warning = PROFILE_DAMAGED_WARNING;
	return GM_OK;
}

void
profile_book_free(struct profile_book *book)
{
	for (unsigned i = 0; i < PROFILE_BOOK_N; i++) {
		bytes_free(&book->entries[i].source);
		bytes_free(&book->entries[i].gray);
	}
	bytes_free(&book->joined);
	*book = (struct profile_book){0};
}
