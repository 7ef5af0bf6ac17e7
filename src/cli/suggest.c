/* SPDX-License-Identifier: MIT */
#include "cli/suggest.h"

#include <string.h>

/* Nothing that we know is longer; what is, is not looked at. */
#define MAX_NBYTES 32

static char
fold(char c)
{
	if (c >= 'A' && c <= 'Z')
		return (char)(c - 'A' + 'a');
	if (c == '_')
		return '-';
	return c;
}

static size_t
least_of(size_t a, size_t b)
{
	return a < b ? a : b;
}

/*
 * The distance of optimal string alignment, by rows of the usual table:
 * mistakes[i][j] lie between the first i letters of a and the first j of b.
 */
static size_t
distance(const char *a, size_t a_nbytes, const char *b, size_t b_nbytes)
{
	size_t mistakes[MAX_NBYTES + 1][MAX_NBYTES + 1];

	for (size_t i = 0; i <= a_nbytes; i++) {
		for (size_t j = 0; j <= b_nbytes; j++) {
			size_t *here = &mistakes[i][j];

			if (i == 0 || j == 0) {
				*here = i + j;
				continue;
			}
			*here = mistakes[i - 1][j - 1] +
				(fold(a[i - 1]) != fold(b[j - 1]));
			*here = least_of(*here, mistakes[i - 1][j] + 1);
			*here = least_of(*here, mistakes[i][j - 1] + 1);
			if (i > 1 && j > 1 &&
			    fold(a[i - 1]) == fold(b[j - 2]) &&
			    fold(a[i - 2]) == fold(b[j - 1]))
				*here = least_of(*here,
						 mistakes[i - 2][j - 2] + 1);
		}
	}
	return mistakes[a_nbytes][b_nbytes];
}

static size_t
allowed(size_t typed_nbytes)
{
	return typed_nbytes < 3 ? 0 : least_of((typed_nbytes + 2) / 4, 3);
}

struct suggestion
suggest_begin(const char *typed, size_t nbytes)
{
	return (struct suggestion){.typed = typed,
				   .typed_nbytes = nbytes,
				   .distance = allowed(nbytes) + 2};
}

void
suggest_consider(struct suggestion *suggestion, const char *word)
{
	size_t n = strlen(word), n_typed = suggestion->typed_nbytes;
	size_t found;

	if (n_typed < 3 || n_typed > MAX_NBYTES || n > MAX_NBYTES)
		return;
	found = distance(suggestion->typed, n_typed, word, n);
	if (found > allowed(n_typed)) {
		if (n < 4 || n > n_typed ||
		    distance(suggestion->typed, n, word, n) > 0)
			return;
		found = allowed(n_typed) + 1;
	}
	if (found >= suggestion->distance)
		return;
	suggestion->distance = found;
	suggestion->word = word;
}
