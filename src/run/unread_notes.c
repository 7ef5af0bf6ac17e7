/* SPDX-License-Identifier: MIT */
#include "run/unread_notes.h"

#include <stdio.h>
#include <string.h>

#include "report/line.h"
#include "run/naming.h"

/* Holds all kinds, with the largest numbers that there are. */
#define NOTE_BYTES 4096u

struct notes {
	bool shows;
	size_t n_pictures;
};

/* The kind of which there are most; 0 when there are none. */
static unsigned
most_of(const size_t *counts)
{
	unsigned most = 0;

	for (unsigned kind = 1; kind < PLAN_MAX_UNREAD; kind++)
		if (counts[kind] > (most > 0 ? counts[most] : 0))
			most = kind;
	return most;
}

/* "12 pictures of formats that are not read here: 7 heic, 5 webp" */
static void
show(const char *folder, size_t sum, const size_t *counts)
{
	size_t left[PLAN_MAX_UNREAD];
	char text[NOTE_BYTES];
	const char *mark = ": ";
	unsigned kind;
	size_t n;

	memcpy(left, counts, sizeof(left));
	n = (size_t)snprintf(text, sizeof(text),
			     sum == 1 ? "%zu picture of a format that is not "
					"read here"
				      : "%zu pictures of formats that are not "
					"read here",
			     sum);
	while ((kind = most_of(left)) != 0 && n < sizeof(text)) {
		n += (size_t)snprintf(text + n, sizeof(text) - n, "%s%zu %s",
				      mark, left[kind], naming_unread(kind));
		mark = ", ";
		left[kind] = 0;
	}
	line_put_notice(folder, text);
}

static void
take_folder(void *ctx, const char *folder, const size_t *counts)
{
	struct notes *notes = ctx;
	size_t sum = 0;

	for (unsigned kind = 1; kind < PLAN_MAX_UNREAD; kind++)
		sum += counts[kind];
	notes->n_pictures += sum;
	if (notes->shows)
		show(folder, sum, counts);
}

size_t
unread_notes(const struct plan *plan, bool shows)
{
	struct notes notes = {.shows = shows};

	plan_each_unread(plan, take_folder, &notes);
	return notes.n_pictures;
}
