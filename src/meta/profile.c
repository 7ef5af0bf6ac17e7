/* SPDX-License-Identifier: MIT */
#include "meta/profile.h"

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

	return metadata_find(m, 0, METADATA_SRGB) < m->n_items
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
tag(struct metadata *m, enum profile_model model, struct profile_book *book,
    struct gm_error *err)
{
	size_t i = metadata_find(m, 0, METADATA_SRGB);
	enum gm_status st;

	if (metadata_find(m, 0, METADATA_CURVE) < m->n_items ||
	    metadata_find(m, 0, METADATA_CICP) < m->n_items)
		return GM_OK;
	metadata_drop(m, 0, METADATA_SRGB);
	if (i > m->n_items)
		i = m->n_items;
	st = model == PROFILE_OF_RGB ? icc_make_srgb(&book->joined, err)
				     : icc_make_srgb_gray(&book->joined, err);
	if (st != GM_OK)
		return st;
	return insert(m, i, METADATA_ICC, book->joined.data,
		      book->joined.nbytes, err);
}

enum gm_status
profile_use_up(struct metadata *m, size_t i, const struct profile_entry *entry,
	       struct gm_error *err)
{
	enum gm_status st;

	metadata_drop(m, i, METADATA_ICC);
	st = say_srgb(m, i, entry->source.data, err);
	metadata_drop(m, 0, METADATA_CURVE);
	metadata_drop(m, 0, METADATA_PRIMARIES);
	return st;
}

/* What takes the place of the profile that was at number i. */
static enum gm_status
replace(struct metadata *m, size_t i, enum profile_policy policy,
	struct profile_entry *entry, const char **warning, struct gm_error *err)
{
	switch (entry->kind) {
	case ICC_SRGB:
		return policy == PROFILE_ALWAYS
			       ? put_gray(m, i, entry, err)
			       : say_srgb(m, i, entry->source.data, err);
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

/* Does it stay as it is? */
static bool
stays(const struct profile_entry *entry, enum profile_policy policy,
      enum profile_model model)
{
	if (model == PROFILE_OF_GRAY)
		return entry->kind == ICC_GRAY;
	return entry->kind == ICC_CURVE ||
	       (entry->kind == ICC_SRGB && policy == PROFILE_ALWAYS);
}

/* For readers that see RGB, in the place of a profile of gray. */
static enum gm_status
put_rgb(struct metadata *m, size_t i, enum profile_policy policy,
	struct profile_entry *entry, const char **warning, struct gm_error *err)
{
	enum gm_status st = GM_OK;

	if (entry->rgb.nbytes == 0)
		st = icc_make_rgb(entry->source.data, entry->source.nbytes,
				  &entry->rgb, &entry->rgb_is_srgb, err);
	if (st != GM_OK)
		return st;
	if (entry->rgb.nbytes == 0) {
		*warning = PROFILE_OTHER_WARNING;
		return GM_OK;
	}
	if (entry->rgb_is_srgb && policy != PROFILE_ALWAYS)
		return say_srgb(m, i, entry->source.data, err);
	return insert(m, i, METADATA_ICC, entry->rgb.data, entry->rgb.nbytes,
		      err);
}

enum gm_status
profile_settle(struct metadata *m, size_t first, enum profile_policy policy,
	       enum profile_model model, struct profile_book *book,
	       const char **warning, struct gm_error *err)
{
	struct profile_entry *entry;
	size_t i = first;
	enum gm_status st;

	if (policy == PROFILE_NEVER) {
		metadata_drop(m, first, METADATA_ICC);
		return GM_OK;
	}
	st = profile_book_find(book, m, &i, &entry, err);
	if (st != GM_OK)
		return st;
	if (i == m->n_items)
		return first == 0 && policy == PROFILE_ALWAYS
			       ? tag(m, model, book, err)
			       : GM_OK;
	if (entry != NULL && stays(entry, policy, model))
		return GM_OK;
	metadata_drop(m, i, METADATA_ICC);
	if (entry == NULL)
		*warning = PROFILE_DAMAGED_WARNING;
	else if (entry->kind == ICC_GRAY)
		return put_rgb(m, i, policy, entry, warning, err);
	else
		return replace(m, i, policy, entry, warning, err);
	return GM_OK;
}
