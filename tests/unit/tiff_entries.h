/* SPDX-License-Identifier: MIT */
/*
 * tiff_entries.h - the entries of a directory, one after another
 */
#ifndef GM_UNIT_TIFF_ENTRIES_H
#define GM_UNIT_TIFF_ENTRIES_H

#include "tiff_raw_fixture.h"

#define TIFF_ENTRIES_MAX 20u

/* Zeroed, there are none; they must stay where they are. */
struct tiff_entries {
	struct tiff_fixture_entry entries[TIFF_ENTRIES_MAX + 1];
	uint64_t ones[TIFF_ENTRIES_MAX];
	size_t n;
};

/* One of n LONGs, which are the caller's. */
static inline void
tiff_entries_add_all(struct tiff_entries *e, unsigned tag, size_t n,
		     const uint64_t *numbers)
{
	assert_true(e->n < TIFF_ENTRIES_MAX);
	e->entries[e->n++] = (struct tiff_fixture_entry){tag, TIFF_TYPE_LONG, n,
							 numbers, NULL};
}

static inline void
tiff_entries_add(struct tiff_entries *e, unsigned tag, uint64_t number)
{
	e->ones[e->n] = number;
	tiff_entries_add_all(e, tag, 1, &e->ones[e->n]);
}

#endif
