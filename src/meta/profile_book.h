/* SPDX-License-Identifier: MIT */
/*
 * profile_book.h - colour profiles that were met, and what was made of them
 *
 * For a process: most of the files that it takes have one of a few profiles,
 * and to look into one, or to make a transform of it, takes longer than to
 * convert a small picture.
 */
#ifndef GM_META_PROFILE_BOOK_H
#define GM_META_PROFILE_BOOK_H

#include "icc/icc.h"
#include "icc/icc_light.h"
#include "icc/icc_transform.h"
#include "meta/metadata.h"

/*
 * How many are kept, known by their bytes: those that were met last.  One that
 * is longer than that makes room for the next one.
 */
#define PROFILE_BOOK_N      8u
#define PROFILE_BOOK_NBYTES 1048576u

/* What is made of it is empty, or NULL, until it is asked for. */
struct profile_entry {
	struct bytes source; /* the profile; owned, as is all below */
	enum icc_kind kind;
	struct bytes gray; /* see icc_make_gray() */
	struct bytes rgb;  /* see icc_make_rgb() */
	bool rgb_is_srgb;  /* likewise */
	bool has_light_kind;
	enum icc_light_kind light_kind;
	/* Only one entry of a book has these. */
	struct icc_transform *transform;
	struct gray_light light;
};

/* Zeroed before its first use. */
struct profile_book {
	struct profile_entry entries[PROFILE_BOOK_N]; /* owned */
	unsigned next;       /* which is given up next */
	unsigned in_use;     /* which may have a transform, or light */
	struct bytes joined; /* the profile at hand */
};

/*
 * Look up the profile of the pieces from number *i on, which becomes that of
 * its first one, or n_items; *entry, the book's, is NULL where it is not whole.
 * Fails with GM_ERR_NOMEM.
 */
enum gm_status profile_book_find(struct profile_book *book,
				 const struct metadata *m, size_t *i,
				 struct profile_entry **entry,
				 struct gm_error *err);

/*
 * Have entry->transform for such samples; where none can be made it is NULL,
 * and the profile counts as damaged.  It stays until another profile is looked
 * up.  Fails with GM_ERR_NOMEM.
 */
enum gm_status profile_book_transform(struct profile_book *book,
				      struct profile_entry *entry,
				      enum icc_samples samples, unsigned bits,
				      struct gm_error *err);

/* Have entry->light_kind.  Fails with GM_ERR_NOMEM. */
enum gm_status profile_book_light_kind(struct profile_entry *entry,
				       struct gm_error *err);

/*
 * Have entry->light, of an entry of ICC_LIGHT_OTHER, for samples of 8 or 16
 * bits; it stays as long as a transform.  Fails as icc_light_make().
 */
enum gm_status profile_book_light(struct profile_book *book,
				  struct profile_entry *entry, unsigned bits,
				  struct gm_error *err);

/* Release what it owns, and zero it. */
void profile_book_free(struct profile_book *book);

#endif
