/* SPDX-License-Identifier: MIT */
/*
 * light_book.h - how much light samples are that no profile tells of
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
 * Is the light of the samples that of sRGB, as far as the pieces from number
 * first on say, of which cICP counts before the others?  So it is where they
 * say nothing, where a gamma cannot be, and by PNG 11.3.2.5, of a gamma of
 * 0.45455 with no other primaries.
 */
bool light_book_is_srgb(const struct metadata *m, size_t first);

/*
 * Make *light, the book's until the next one, of what the pieces say that is
 * not sRGB.  Fails with GM_ERR_UNSUPPORTED as cicp_make_light() does, or with
 * GM_ERR_NOMEM.
 */
enum gm_status light_book_make(struct light_book *book,
			       const struct metadata *m, unsigned bits,
			       const struct gray_light **light,
			       struct gm_error *err);

/* Release what it owns, and zero it. */
void light_book_free(struct light_book *book);

#endif
