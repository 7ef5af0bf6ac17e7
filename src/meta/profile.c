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

static void
free_entry(struct profile_entry *e)
{
	bytes_free(&e->source);
	bytes_free(&e->gray);
	icc_transform_close(e->transform);
	*e = (struct profile_entry){0};
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
	free_entry(e);
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
	case ICC_DAMAGED:
		*warning = PROFILE_DAMAGED_WARNING;
		return GM_OK;
	default:
		*warning = PROFILE_OTHER_WARNING;
		return GM_OK;
	}
}

/*
 * The profile of the pieces from number *i on, which becomes that of its first
 * one; *entry is NULL where there is none that is whole.
 */
static enum gm_status
look_up(const struct metadata *m, size_t *i, struct profile_book *book,
	struct profile_entry **entry, struct gm_error *err)
{
	struct gm_error joining = {0};

	*entry = NULL;
	*i = find(m, *i, METADATA_ICC);
	if (*i == m->n_items)
		return GM_OK;
	book->joined.nbytes = 0;
	if (metadata_join_icc(m, *i, &book->joined, &joining))
		return find_entry(book, entry, err);
	if (joining.status != GM_OK)
		*err = joining;
	return joining.status;
}

/* What the samples are before they are gray. */
static enum icc_kind
kind_to_transform(enum icc_samples samples)
{
	return samples == ICC_SAMPLES_INKS ? ICC_INKS : ICC_OTHER;
}

/* What cannot be made of a profile now cannot be made of it again. */
static enum gm_status
make_transform(struct profile_book *book, struct profile_entry *entry,
	       enum icc_samples samples, unsigned bits, struct gm_error *err)
{
	struct profile_entry *before = &book->entries[book->in_use];
	enum gm_status st;

	if (entry->transform != NULL &&
	    icc_transform_is_for(entry->transform, samples, bits))
		return GM_OK;
	icc_transform_close(before->transform);
	before->transform = NULL;
	book->in_use = (unsigned)(entry - book->entries);
	st = icc_transform_open(&entry->transform, entry->source.data,
				entry->source.nbytes, samples, bits, err);
	if (st == GM_OK && entry->transform == NULL)
		entry->kind = ICC_DAMAGED;
	return st;
}

enum gm_status
profile_find_transform(struct metadata *m, enum icc_samples samples,
		       unsigned bits, struct profile_book *book,
		       const struct icc_transform **transform,
		       struct gm_error *err)
{
	struct profile_entry *entry;
	size_t i = 0;
	enum gm_status st = look_up(m, &i, book, &entry, err);

	*transform = NULL;
	if (st != GM_OK || entry == NULL ||
	    entry->kind != kind_to_transform(samples))
		return st;
	st = make_transform(book, entry, samples, bits, err);
	if (st != GM_OK || entry->transform == NULL)
		return st;
	*transform = entry->transform;
	metadata_drop(m, i, METADATA_ICC);
	st = say_srgb(m, i, entry->source.data, err);
	metadata_drop(m, 0, METADATA_CURVE);
	metadata_drop(m, 0, METADATA_PRIMARIES);
	return st;
}

enum gm_status
profile_needs_transform(const struct metadata *m, size_t first,
			struct profile_book *book, bool *needs,
			struct gm_error *err)
{
	struct profile_entry *entry;
	size_t i = first;
	enum gm_status st = look_up(m, &i, book, &entry, err);

	*needs = st == GM_OK && entry != NULL && entry->kind == ICC_OTHER;
	return st;
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
	for (unsigned i = 0; i < PROFILE_BOOK_N; i++)
		free_entry(&book->entries[i]);
	bytes_free(&book->joined);
	*book = (struct profile_book){0};
}
