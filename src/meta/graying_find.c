/* SPDX-License-Identifier: MIT */
#include "meta/graying_find.h"

#include "meta/profile.h"

/* What there is to do, and by which profile, if by one. */
struct choice {
	enum {
		PLAIN,
		BY_TRANSFORM,
		BY_PROFILE_LIGHT,
		BY_LIGHT
	} what;
	struct profile_entry *entry;
	size_t i; /* the number of its first piece */
};

/* Of a profile whose R = G = B is gray. */
static enum gm_status
choose_light(struct choice *choice, struct gm_error *err)
{
	enum gm_status st = profile_book_light_kind(choice->entry, err);

	switch (choice->entry->light_kind) {
	case ICC_LIGHT_NONE:
		choice->what = BY_TRANSFORM;
		break;
	case ICC_LIGHT_OTHER:
		choice->what = BY_PROFILE_LIGHT;
		break;
	default:
		break;
	}
	return st;
}

static enum gm_status
choose_for_colors(struct choice *choice, const struct metadata *m, size_t first,
		  enum gray_method method, struct graying_books *books,
		  struct gm_error *err)
{
	bool is_linear = method == GRAY_LINEAR;
	bool has_cicp = metadata_find(m, first, METADATA_CICP) < m->n_items;
	enum icc_kind kind = ICC_DAMAGED;
	enum gm_status st = GM_OK;

	*choice = (struct choice){.what = PLAIN, .i = first};
	if (!has_cicp)
		st = profile_book_find(&books->profiles, m, &choice->i,
				       &choice->entry, err);
	if (st == GM_OK && choice->entry != NULL)
		kind = choice->entry->kind;
	if (kind == ICC_OTHER)
		choice->what = BY_TRANSFORM;
	else if (is_linear && (kind == ICC_SRGB || kind == ICC_CURVE))
		st = choose_light(choice, err);
	else if (is_linear && !light_book_is_srgb(m, first))
		choice->what = BY_LIGHT;
	return st;
}

static enum gm_status
choose_for_inks(struct choice *choice, const struct metadata *m,
		struct graying_books *books, struct gm_error *err)
{
	enum gm_status st;

	*choice = (struct choice){.what = PLAIN};
	st = profile_book_find(&books->profiles, m, &choice->i, &choice->entry,
			       err);
	if (st == GM_OK && choice->entry != NULL &&
	    choice->entry->kind == ICC_INKS)
		choice->what = BY_TRANSFORM;
	return st;
}

static enum gm_status
transform(const struct choice *choice, struct metadata *m,
	  enum icc_samples samples, unsigned bits, struct profile_book *book,
	  const struct icc_transform **to, struct gm_error *err)
{
	enum gm_status st =
		profile_book_transform(book, choice->entry, samples, bits, err);

	if (st != GM_OK || choice->entry->transform == NULL)
		return st;
	*to = choice->entry->transform;
	return profile_use_up(m, choice->i, choice->entry, err);
}

enum gm_status
graying_find(struct metadata *m, unsigned bits, bool has_inks,
	     struct graying_books *books, struct graying *graying,
	     struct gm_error *err)
{
	struct choice choice;
	enum gm_status st =
		has_inks ? choose_for_inks(&choice, m, books, err)
			 : choose_for_colors(&choice, m, 0, graying->method,
					     books, err);

	if (st != GM_OK)
		return st;
	switch (choice.what) {
	case BY_TRANSFORM:
		return transform(
			&choice, m,
			has_inks ? ICC_SAMPLES_INKS : ICC_SAMPLES_RGB, bits,
			&books->profiles,
			has_inks ? &graying->inks : &graying->transform, err);
	case BY_PROFILE_LIGHT:
		graying->light = &choice.entry->light;
		return profile_book_light(&books->profiles, choice.entry, bits,
					  err);
	case BY_LIGHT:
		return light_book_make(&books->lights, m, bits, &graying->light,
				       err);
	default:
		return GM_OK;
	}
}

enum gm_status
graying_look(const struct metadata *m, size_t first, enum gray_method method,
	     struct graying_books *books, bool *is_plain, struct gm_error *err)
{
	struct choice choice;
	enum gm_status st =
		choose_for_colors(&choice, m, first, method, books, err);

	*is_plain = choice.what == PLAIN;
	return st;
}

void
graying_books_free(struct graying_books *books)
{
	profile_book_free(&books->profiles);
	light_book_free(&books->lights);
}
