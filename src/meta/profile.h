/* SPDX-License-Identifier: MIT */
/*
 * profile.h - the colour profile of a gray picture
 *
 * Gray samples here are codes on the curve of the colours that they were made
 * of.  Where that is the curve of sRGB a gray file needs no profile; else it
 * gets one of gray with the same curve (see icc/icc.h).
 */
#ifndef GM_META_PROFILE_H
#define GM_META_PROFILE_H

#include "icc/icc.h"
#include "icc/icc_transform.h"
#include "meta/metadata.h"

enum profile_policy {
	PROFILE_AUTO,   /* where the curve is not that of sRGB */
	PROFILE_ALWAYS, /* in every file */
	PROFILE_NEVER   /* in none, not even that of a gray picture */
};

/*
 * Profiles that are known by their bytes: the last ones that were met; one that
 * is longer makes room for the next one.
 */
#define PROFILE_BOOK_N      8u
#define PROFILE_BOOK_NBYTES 1048576u

struct profile_entry {
	struct bytes source;
	enum icc_kind kind;
	struct bytes gray; /* made of it; empty when it was not asked for */
	struct icc_transform *transform; /* likewise, or NULL; only one entry
					    of a book has one */
};

/* Zeroed before its first use. */
struct profile_book {
	struct profile_entry entries[PROFILE_BOOK_N]; /* owned */
	unsigned next;       /* which is given up next */
	unsigned in_use;     /* the one that may have a transform */
	struct bytes joined; /* the profile at hand */
};

#define PROFILE_DAMAGED_WARNING "the colour profile is damaged, and left out"

/* Of RGB without a gray curve in a gray picture, of inks in one of RGB. */
#define PROFILE_OTHER_WARNING                                                  \
	"the colour profile is not for such a picture, and is left out"

/*
 * By the profile among the pieces: which transform to sRGB do samples need
 * before they are made gray?  That is so of inks, and of RGB whose R = G = B is
 * no gray.  *transform is NULL where none is needed, or can be made.  Where
 * there is one, it is the book's, and stays until the next profile is looked
 * for in it; the pieces then say sRGB, and nothing else of colours.  Fails with
 * GM_ERR_NOMEM or GM_ERR_LIMIT.
 */
enum gm_status profile_find_transform(struct metadata *m,
				      enum icc_samples samples, unsigned bits,
				      struct profile_book *book,
				      const struct icc_transform **transform,
				      struct gm_error *err);

/* Is one needed for R, G and B, by the pieces from number first on? */
enum gm_status profile_needs_transform(const struct metadata *m, size_t first,
				       struct profile_book *book, bool *needs,
				       struct gm_error *err);

/*
 * Put in the place of the profile among the pieces from number first on what a
 * gray file may have; one that has none gets one when first is 0.
 * Sets *warning where it cannot be told what it says, and leaves it else.
 * Fails with GM_ERR_NOMEM or GM_ERR_LIMIT.
 */
enum gm_status profile_settle(struct metadata *m, size_t first,
			      enum profile_policy policy,
			      struct profile_book *book, const char **warning,
			      struct gm_error *err);

/* Release what it owns, and zero it. */
void profile_book_free(struct profile_book *book);

#endif
