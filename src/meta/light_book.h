/* SPDX-License-Identifier: MIT */
/*
 * light_book.h - the linear gray of samples that have no profile
 *
 * By what a PNG may say instead: cICP, or gAMA and cHRM.  Sections of PNG are
 * those of the third edition.
 */
#ifndef GM_META_LIGHT_BOOK_H
#define GM_META_LIGHT_BOOK_H

#include "image/gray_light.h"
#include "meta/metadata.h"

/* Which of the two, and its bytes. */
#define LIGHT_BOOK_SAID_NBYTES 37u

/* The last one that was made.  Zeroed before its first use. */
struct light_book {
	uint8_t said[LIGHT_BOOK_SAID_NBYTES]; /* of which it is */
	struct gray_light light;              /* owned */
};

/*
 * Are the samples those of sRGB, by the pieces from number first on?  If there
 * is a cICP, it alone decides.  Else they are where there is sRGB, no gamma, or
 * one of 0; where the primaries cannot make white; and by PNG 11.3.2.5, where
 * the gamma is 0.45455 and no primaries are others than those of sRGB.
 */
bool light_book_is_srgb(const struct metadata *m, size_t first);

/*
 * Make *light, for samples of 8 or 16 bits, of what the pieces say, which must
 * not be sRGB; it is the book's, until it is asked for the next one.  Fails
 * with GM_ERR_UNSUPPORTED as cicp_make_light() does, or with GM_ERR_NOMEM.
 */
enum gm_status light_book_make(struct light_book *book,
			       const struct metadata *m, unsigned bits,
			       const struct gray_light **light,
			       struct gm_error *err);

/* Release what it owns, and zero it. */
void light_book_free(struct light_book *book);

#endif
