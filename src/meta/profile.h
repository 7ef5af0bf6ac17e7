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

#include "meta/metadata.h"
#include "meta/profile_book.h"

enum profile_policy {
	PROFILE_AUTO,   /* where the curve is not that of sRGB */
	PROFILE_ALWAYS, /* in every file */
	PROFILE_NEVER   /* in none, not even that of a gray picture */
};

/* What the format of the copy makes of gray samples. */
enum profile_model {
	PROFILE_OF_GRAY,
	PROFILE_OF_RGB /* its readers see R = G = B: a profile of gray is not
			  for them, and one of RGB that has a gray curve is */
};

#define PROFILE_DAMAGED_WARNING "the colour profile is damaged, and left out"

/* Of RGB without a gray curve in a gray picture, of inks in one of RGB. */
#define PROFILE_OTHER_WARNING                                                  \
	"the colour profile is not for such a picture, and is left out"

/*
 * The samples become those of sRGB by the profile at number i: have the pieces
 * say so, and nothing else of colours.  Fails with GM_ERR_NOMEM or
 * GM_ERR_LIMIT.
 */
enum gm_status profile_use_up(struct metadata *m, size_t i,
			      const struct profile_entry *entry,
			      struct gm_error *err);

/*
 * Put in the place of the profile among the pieces from number first on what a
 * gray file of that model may have; by PROFILE_ALWAYS, and with first 0, a file
 * without one gets one.  Sets *warning to a constant where a profile goes
 * because nothing can be made of it, and leaves it else.  Fails with
 * GM_ERR_NOMEM or GM_ERR_LIMIT.
 */
enum gm_status profile_settle(struct metadata *m, size_t first,
			      enum profile_policy policy,
			      enum profile_model model,
			      struct profile_book *book, const char **warning,
			      struct gm_error *err);

#endif
