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
};

/* Zeroed before its first use. */
struct profile_book {
	struct profile_entry entries[PROFILE_BOOK_N]; /* owned */
	unsigned next;       /* which is given up next */
	struct bytes joined; /* the profile at hand */
};

#define PROFILE_DAMAGED_WARNING "the colour profile is damaged, and left out"

/* It is of RGB, and R = G = B is no gray. */
#define PROFILE_OTHER_WARNING                                                  \
	"the colour profile has no gray curve, and is left out"

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
