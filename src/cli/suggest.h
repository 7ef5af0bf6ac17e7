/* SPDX-License-Identifier: MIT */
/*
 * suggest.h - "did you mean": which of some words a mistyped one is nearest to
 */
#ifndef GM_CLI_SUGGEST_H
#define GM_CLI_SUGGEST_H

#include <stddef.h>

struct suggestion {
	const char *word; /* the nearest so far; NULL while none is near */
	const char *typed;
	size_t typed_nbytes;
	size_t distance; /* mistakes between typed and word, or one more than
			    there may be */
};

/* For the first nbytes of typed, which must outlive the suggestion. */
struct suggestion suggest_begin(const char *typed, size_t nbytes);

/*
 * Take word when it is nearer than all before it.  A mistake is a letter too
 * many, too few or wrong, or two that changed places; capitals are none, nor
 * is a '_' for a '-'.  One is allowed in three letters, two from six on, three
 * from ten on.  What begins with a word of four letters is one mistake more
 * than allowed from it, so that it is taken when nothing is near.
 */
void suggest_consider(struct suggestion *suggestion, const char *word);

#endif
