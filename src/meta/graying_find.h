/* SPDX-License-Identifier: MIT */
/*
 * graying_find.h - which of what a picture says of its colours makes them gray
 *
 * In the order of PNG (third edition, 4.3), which is that of all formats: code
 * points, the profile, sRGB, a gamma.  Codes that are gray where R = G = B need
 * nothing of it but for linear light.
 */
#ifndef GM_META_GRAYING_FIND_H
#define GM_META_GRAYING_FIND_H

#include "meta/graying.h"
#include "meta/light_book.h"
#include "meta/metadata.h"
#include "meta/profile_book.h"

/* Zeroed before their first use. */
struct graying_books {
	struct profile_book profiles;
	struct light_book lights;
};

/*
 * Fill *graying, which has its method, for colours of samples of 8 or 16 bits,
 * or inks that become such colours, by the pieces, which must be all that come
 * before the pixels.  What it points to is the books', and stays until they are
 * asked for the next picture.  A profile by which samples become those of sRGB
 * is taken out of the list: the pieces then say sRGB.  Fails with GM_ERR_NOMEM,
 * GM_ERR_LIMIT, or GM_ERR_UNSUPPORTED where linear light is asked for and not
 * known.
 */
enum gm_status graying_find(struct metadata *m, unsigned bits, bool has_inks,
			    struct graying_books *books,
			    struct graying *graying, struct gm_error *err);

/*
 * Is the gray of colours made of the codes alone, by the pieces from number
 * first on?  Fails with GM_ERR_NOMEM.
 */
enum gm_status graying_look(const struct metadata *m, size_t first,
			    enum gray_method method,
			    struct graying_books *books, bool *is_plain,
			    struct gm_error *err);

/* Release what they own, and zero them. */
void graying_books_free(struct graying_books *books);

#endif
