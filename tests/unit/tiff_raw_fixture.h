/* SPDX-License-Identifier: MIT */
/*
 * tiff_raw_fixture.h - TIFFs of any make, byte by byte
 *
 * Directories are put one after another; where one leads is patched later.
 */
#ifndef GM_UNIT_TIFF_RAW_FIXTURE_H
#define GM_UNIT_TIFF_RAW_FIXTURE_H

#include "codec_fixture.h"

#include "formats/tiff/tiff_raw.h"

#include <tiff.h>

/* A file that grows; a zeroed one but for its order is empty. */
struct tiff_fixture {
	struct tiff_order order;
	struct bytes file;
	uint64_t link_at; /* where the next directory's offset stands */
};

/* An entry; numbers, or where they are NULL bytes. */
struct tiff_fixture_entry {
	unsigned tag;
	unsigned type;
	uint64_t n;
	const uint64_t *numbers;
	const void *bytes;
};

static inline void
tiff_fixture_put(struct tiff_fixture *f, const void *data, size_t n)
{
	struct gm_error err;

	assert_int_equal(bytes_append(&f->file, data, n, &err), GM_OK);
}

static inline void
tiff_fixture_number(struct tiff_fixture *f, size_t nbytes, uint64_t number)
{
	uint8_t p[8];

	tiff_order_put(&f->order, p, nbytes, number);
	tiff_fixture_put(f, p, nbytes);
}

static inline void
tiff_fixture_patch(struct tiff_fixture *f, uint64_t at, uint64_t number)
{
	tiff_order_put(&f->order, f->file.data + at,
		       tiff_order_offset_nbytes(&f->order), number);
}

static inline void
tiff_fixture_begin(struct tiff_fixture *f)
{
	size_t word = tiff_order_offset_nbytes(&f->order);

	f->file.nbytes = 0;
	tiff_fixture_put(f, f->order.is_big_endian ? "MM" : "II", 2);
	tiff_fixture_number(f, 2, f->order.is_big ? 43 : 42);
	if (f->order.is_big)
		tiff_fixture_number(f, 4,
				    f->order.is_big_endian ? 8u << 16 : 8);
	f->link_at = f->file.nbytes;
	tiff_fixture_number(f, word, 0);
}

static inline void
tiff_fixture_values(struct tiff_fixture *f, const struct tiff_fixture_entry *e)
{
	size_t nbytes = tiff_type_nbytes(e->type);

	if (e->numbers == NULL)
		tiff_fixture_put(f, e->bytes, (size_t)e->n * nbytes);
	else
		for (size_t i = 0; i < e->n; i++)
			tiff_fixture_number(f, nbytes, e->numbers[i]);
}

/*
 * Put a directory, whose place is returned, after the values that do not fit
 * into it; entries end with one of tag 0.  at gets where the values of each
 * are, unless it is NULL.
 */
static inline uint64_t
tiff_fixture_directory(struct tiff_fixture *f,
		       const struct tiff_fixture_entry *entries, uint64_t *at)
{
	size_t word = tiff_order_offset_nbytes(&f->order), n = 0;
	uint64_t places[64], place;

	for (; entries[n].tag != 0; n++) {
		places[n] = f->file.nbytes;
		if (entries[n].n * tiff_type_nbytes(entries[n].type) > word)
			tiff_fixture_values(f, &entries[n]);
	}
	place = f->file.nbytes;
	tiff_fixture_number(f, f->order.is_big ? 8 : 2, n);
	for (size_t i = 0; i < n; i++) {
		const struct tiff_fixture_entry *e = &entries[i];
		size_t end;

		tiff_fixture_number(f, 2, e->tag);
		tiff_fixture_number(f, 2, e->type);
		tiff_fixture_number(f, word, e->n);
		end = f->file.nbytes + word;
		if (e->n * tiff_type_nbytes(e->type) > word) {
			tiff_fixture_number(f, word, places[i]);
		} else {
			places[i] = f->file.nbytes;
			tiff_fixture_values(f, e);
		}
		while (f->file.nbytes < end)
			tiff_fixture_put(f, "", 1);
		if (at != NULL)
			at[i] = places[i];
	}
	f->link_at = f->file.nbytes;
	tiff_fixture_number(f, word, 0);
	return place;
}

/* The same, and the one before leads to it. */
static inline uint64_t
tiff_fixture_page(struct tiff_fixture *f,
		  const struct tiff_fixture_entry *entries)
{
	uint64_t link_at = f->link_at;
	uint64_t place = tiff_fixture_directory(f, entries, NULL);

	tiff_fixture_patch(f, link_at, place);
	return place;
}

#endif
