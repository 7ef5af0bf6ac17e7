/* SPDX-License-Identifier: MIT */
/*
 * fuzz_mpf.c - pictures that follow another, and the index of them, on any
 * bytes
 *
 * The first two bytes are the length of the index; it and a packet of XMP up to
 * the first NUL after it are both the start of the file and pieces of it.
 */
#include "fuzz_harness.h"

#include <stdlib.h>
#include <string.h>

#include "base/octets.h"
#include "formats/jpeg/further.h"
#include "formats/jpeg/further_look.h"
#include "formats/jpeg/mpf.h"
#include "fuzz_fail.h"
#include "fuzz_file.h"
#include "meta/claims.h"

/* Before the index in the output. */
#define BEFORE_NBYTES 6u

static void
add(struct metadata *m, enum metadata_kind kind, const uint8_t *data, size_t n,
    size_t value_at)
{
	const struct metadata_piece piece = {.kind = kind,
					     .home = "JPEG",
					     .data = data,
					     .nbytes = n,
					     .value = data + value_at,
					     .value_nbytes = n - value_at};
	struct gm_error err;

	fuzz_require(metadata_add(m, &piece, &err) == GM_OK, "a piece", &err);
}

static void
check_places(const struct metadata *m, struct file_in *in)
{
	struct file_cursor cursor = {.in = in};
	struct bytes payload = {0};
	struct gm_error err = {0};
	uint64_t at = 0;
	bool is_map;

	for (size_t i = 0; i < m->n_places; i++) {
		const struct metadata_place *place = &m->places[i];

		fuzz_require(place->at >= at && place->nbytes > 0 &&
				     place->at <= in->nbytes &&
				     place->nbytes <= in->nbytes - place->at,
			     "places stand one after another in the file",
			     NULL);
		fuzz_require(further_look(&cursor, place->at, place->nbytes,
					  &payload, &is_map, &err),
			     "a place is that of a gray JPEG", &err);
		fuzz_require(place->entry == 0 || m->has_index,
			     "an entry is in an index", NULL);
		at = place->at + place->nbytes;
	}
	fuzz_require(m->n_looked <= in->nbytes, "no byte is looked at often",
		     NULL);
	bytes_free(&payload);
}

/* What the index says of the output is there. */
static void
check_index(const struct metadata_piece *index, const struct metadata *m,
	    const uint8_t *file, const struct file_out *out)
{
	const uint8_t *base = out->buf.data + BEFORE_NBYTES + MPF_START_NBYTES;
	struct mpf mpf;
	size_t n = 0;

	fuzz_require(mpf_read(base, index->value_nbytes, &mpf),
		     "an index stays one", NULL);
	for (size_t i = 0; i < m->n_places; i++) {
		const struct metadata_place *place = &m->places[i];
		struct mpf_place at;

		if (place->entry == 0)
			continue;
		n++;
		fuzz_require(place->entry < mpf.n, "an entry is there", NULL);
		at = mpf_place(base, &mpf, place->entry);
		fuzz_require(at.nbytes == place->nbytes &&
				     memcmp(base + at.offset, file + place->at,
					    at.nbytes) == 0,
			     "an entry is that of its picture", NULL);
	}
	fuzz_require(mpf.n == n + 1, "no entry is of nothing", NULL);
}

static void
check_output(const struct metadata *m, struct file_in *in, const uint8_t *file)
{
	struct file_out out;
	struct metadata_piece index = metadata_get(m, 0);
	struct gm_error err;
	bool has_index = index.kind == METADATA_INDEX;
	size_t n = has_index ? index.nbytes : 0;

	fuzz_require(has_index == m->has_index, "an index goes or stays", NULL);
	fuzz_file_out_open(&out);
	file_out_write(&out, "before", BEFORE_NBYTES, &err);
	file_out_write(&out, index.data, n, &err);
	fuzz_require(further_write(m, has_index ? BEFORE_NBYTES : 0, in, &out,
				   &err) == GM_OK,
		     "they are written", &err);
	if (has_index)
		check_index(&index, m, file, &out);
	fuzz_file_out_close(&out);
}

int
fuzz_input(const uint8_t *data, size_t size)
{
	struct metadata m = {0};
	struct fuzz_file_in in;
	struct gm_error err;
	const uint8_t *xmp, *nul;
	size_t n_index;

	if (size < 2 + MPF_START_NBYTES)
		return 0;
	n_index = MPF_START_NBYTES + octets_u16be(data);
	data += 2;
	size -= 2;
	if (n_index > size)
		n_index = size;
	xmp = data + n_index;
	nul = memchr(xmp, 0, size - n_index);
	add(&m, METADATA_INDEX, data, n_index, MPF_START_NBYTES);
	if (nul != NULL && nul > xmp && nul - xmp < 65536)
		add(&m, METADATA_XMP, xmp, (size_t)(nul - xmp), 0);
	add(&m, METADATA_RAW, data, 1, 0);
	fuzz_file_in_open(&in, data, size, fuzz_file_lending());
	fuzz_require(further_find(&m, 0, &in.file, &err) == GM_OK,
		     "what is malformed fails nothing", &err);
	check_places(&m, &in.file);
	fuzz_require(claims_settle(&m, 0, &err) == GM_OK, "claims", &err);
	check_output(&m, &in.file, data);
	metadata_free(&m);
	fuzz_file_in_close(&in);
	return 0;
}
