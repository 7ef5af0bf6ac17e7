/* SPDX-License-Identifier: MIT */
/*
 * strip.h - metadata left out because somebody asked for that
 *
 * Comes after meta/profile.h and before meta/insets.h: what is left out needs
 * no pictures made gray.
 */
#ifndef GM_META_STRIP_H
#define GM_META_STRIP_H

#include "meta/metadata.h"

enum strip_policy {
	STRIP_NOTHING,
	STRIP_MOST, /* all but what the pixels need: the gray profile or its
		       like, the density, and the orientation, in EXIF of
		       nothing else */
	STRIP_ALL   /* these, too: how much light a sample is stays where
		       that is no profile, and how pixels are coded */
};

/*
 * EXIF that says an orientation only: a TIFF of one folder with one entry
 * (TIFF 6.0 section 2).
 */
#define STRIP_EXIF_NBYTES 26u

/*
 * Of the pieces from number first on, take out of the list what the policy
 * leaves out.  An orientation that stays gets EXIF of its own, after the
 * density if that comes first.  Fails with GM_ERR_NOMEM or GM_ERR_LIMIT.
 */
enum gm_status strip_settle(struct metadata *m, size_t first,
			    enum strip_policy policy, struct gm_error *err);

#endif
