/* SPDX-License-Identifier: MIT */
#include "meta/profile_book.h"

#include <string.h>

static bool
is_same(const struct bytes *a, const struct bytes *b)
{
	return a->nbytes == b->nbytes && a->nbytes > 0 &&
	       memcmp(a->data, b->data, a->nbytes) == 0;
}

/* What is large of what was made of it. */
static void
free_made(struct profile_entry *e)
{
	icc_transform_close(e->transform);
	e->transform = NULL;
	gray_light_free(&e->light);
}

static void
free_entry(struct profile_entry *e)
{
	bytes_free(&e->source);
	bytes_free(&e->gray);
	bytes_free(&e->rgb);
	free_made(e);
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

enum gm_status
profile_book_find(struct profile_book *book, const struct metadata *m,
		  size_t *i, struct profile_entry **entry, struct gm_error *err)
{
	struct gm_error joining = {0};

	*entry = NULL;
	*i = metadata_find(m, *i, METADATA_ICC);
	if (*i == m->n_items)
		return GM_OK;
	book->joined.nbytes = 0;
	if (metadata_join_icc(m, *i, &book->joined, &joining))
		return find_entry(book, entry, err);
	if (joining.status != GM_OK)
		*err = joining;
	return joining.status;
}

/* Make room for what is large. */
static void
use(struct profile_book *book, const struct profile_entry *entry)
{
	free_made(&book->entries[book->in_use]);
	book->in_use = (unsigned)(entry - book->entries);
}

enum gm_status
profile_book_transform(struct profile_book *book, struct profile_entry *entry,
		       enum icc_samples samples, unsigned bits,
		       struct gm_error *err)
{
	enum gm_status st;

	if (entry->transform != NULL &&
	    icc_transform_is_for(entry->transform, samples, bits))
		return GM_OK;
	use(book, entry);
	st = icc_transform_open(&entry->transform, entry->source.data,
				entry->source.nbytes, samples, bits, err);
	if (st == GM_OK && entry->transform == NULL)
		entry->kind = ICC_DAMAGED;
	return st;
}

enum gm_status
profile_book_light_kind(struct profile_entry *entry, struct gm_error *err)
{
	enum gm_status st;

	if (entry->has_light_kind)
		return GM_OK;
	st = icc_light_look(entry->source.data, entry->source.nbytes,
			    &entry->light_kind, err);
	entry->has_light_kind = st == GM_OK;
	return st;
}

enum gm_status
profile_book_light(struct profile_book *book, struct profile_entry *entry,
		   unsigned bits, struct gm_error *err)
{
	if (entry->light.bits == bits)
		return GM_OK;
	use(book, entry);
	return icc_light_make(entry->source.data, entry->source.nbytes, bits,
			      &entry->light, err);
}

void
profile_book_free(struct profile_book *book)
{
	for (unsigned i = 0; i < PROFILE_BOOK_N; i++)
		free_entry(&book->entries[i]);
	bytes_free(&book->joined);
	*book = (struct profile_book){0};
}
