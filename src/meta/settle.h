/* SPDX-License-Identifier: MIT */
/*
 * settle.h - which metadata still hold for a gray picture: for all formats
 *
 * Kept: whatever is not about colour or pixels; of a picture that was gray
 * before, also what is about its samples.  A colour profile in a gray file is
 * invalid: what becomes of it is in meta/profile.h.
 */
#ifndef GM_META_SETTLE_H
#define GM_META_SETTLE_H

#include "meta/graying.h"
#include "meta/graying_find.h"
#include "meta/insets.h"
#include "meta/metadata.h"
#include "meta/orientation.h"
#include "meta/profile.h"
#include "meta/strip.h"

/* One file.  Zeroed but for is_color before its first piece. */
struct settle {
	bool is_color; /* the picture was; its samples are new ones */
};

/* What is settled alike for all files of a process.  A zeroed struct is valid.
 */
struct settler {
	enum profile_policy profile;
	enum profile_model model;
	enum strip_policy strip;
	enum gray_method gray;            /* for settle_check_codes() */
	struct graying_books books;       /* owned */
	struct orientation_turner turner; /* of thumbnails, or zeroed */
	struct inset_maker insets; /* makes them gray; zeroed: they stay */
};

/*
 * May a gray file of these metadata have the piece, as it is or as settle_end()
 * makes it?  If not, m->left_out says so where it is worth saying.
 */
bool settle_piece(const struct settle *settle, struct metadata *m,
		  const struct metadata_piece *piece);

/* Add the piece to the list if so.  Fails as metadata_add(). */
enum gm_status settle_add(const struct settle *settle, struct metadata *m,
			  const struct metadata_piece *piece,
			  struct gm_error *err);

/*
 * The pieces up to the pixels are all in the list: how do colours of the shape
 * of info become gray, or inks that become such colours?  Where their profile
 * is used up by that, the pieces say so.  *graying is valid until the list is
 * cleared.  Without a settler it is the method alone.  Fails as graying_find().
 */
enum gm_status settle_find_graying(struct metadata *m,
				   const struct image_info *info, bool has_inks,
				   enum gray_method method,
				   struct graying *graying,
				   struct gm_error *err);

/*
 * For the ways that take codes for what they are: is the gray made of them
 * alone, as far as the pieces from number first on say?  Fails with
 * GM_ERR_UNSUPPORTED where it is not, or with GM_ERR_NOMEM.
 */
enum gm_status settle_check_codes(const struct metadata *m, size_t first,
				  struct gm_error *err);

/*
 * The pieces up to the pixels, or up to the end, are all in the list, and those
 * from number first on are not written: make of them what a gray file may have,
 * as m->settler says.  Sets *warning to a constant where something is worth
 * saying that does not fail the picture, and leaves it else.  Fails with
 * GM_ERR_NOMEM or GM_ERR_LIMIT.
 */
enum gm_status settle_end(struct metadata *m, size_t first,
			  const char **warning, struct gm_error *err);

/* Release what it owns, and zero it. */
void settle_free(struct settler *settler);

#endif
