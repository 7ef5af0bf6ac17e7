/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/further.h"

#include <string.h>

#include "formats/jpeg/further_look.h"
#include "formats/jpeg/mpf.h"
#include "meta/xmp_claims.h"

_Static_assert(MPF_MAX_PICTURES == METADATA_MAX_PLACES + 1,
	       "an entry for each place, and one of the picture itself");

#define COPY_NBYTES 16384u

struct search {
	struct metadata *m;
	struct file_in *in;
	struct file_cursor cursor;
	struct bytes payload; /* scratch */
	struct gm_error *err;
};

/* Where in the order of the file it belongs; false if it lies over another. */
static bool
find_rank(const struct metadata *m, uint64_t at, uint64_t nbytes, size_t *rank)
{
	*rank = 0;
	for (size_t i = 0; i < m->n_places; i++) {
		const struct metadata_place *place = &m->places[i];

		if (at >= place->at + place->nbytes)
			*rank = i + 1;
		else if (at + nbytes > place->at)
			return false;
	}
	return true;
}

static struct metadata_place *
find_place(struct metadata *m, uint64_t at, uint64_t nbytes)
{
	for (size_t i = 0; i < m->n_places; i++)
		if (m->places[i].at == at && m->places[i].nbytes == nbytes)
			return &m->places[i];
	return NULL;
}

/* Keep what stands there, if it is a gray JPEG.  entry: of the index, or 0. */
static void
try_place(struct search *s, uint64_t at, uint64_t nbytes, unsigned entry)
{
	struct metadata *m = s->m;
	struct metadata_place *known = find_place(m, at, nbytes);
	uint64_t file_nbytes = s->in->nbytes;
	bool is_map;
	size_t rank;

	if (known != NULL && known->entry == 0)
		known->entry = entry;
	if (known != NULL || m->n_places == METADATA_MAX_PLACES ||
	    nbytes == 0 || at > file_nbytes || nbytes > file_nbytes - at ||
	    nbytes > file_nbytes - m->n_looked || s->err->status != GM_OK ||
	    !find_rank(m, at, nbytes, &rank))
		return;
	m->n_looked += nbytes;
	if (!further_look(&s->cursor, at, nbytes, &s->payload, &is_map, s->err))
		return;
	memmove(m->places + rank + 1, m->places + rank,
		(m->n_places - rank) * sizeof(m->places[0]));
	m->places[rank] = (struct metadata_place){at, nbytes, entry, is_map};
	m->n_places++;
}

/* Items stand one after another, and the last one ends with the file. */
static void
try_container(struct search *s, const struct metadata_piece *xmp)
{
	struct xmp_container container;
	uint64_t at = s->in->nbytes;

	xmp_container_read(xmp->value, xmp->value_nbytes, &container);
	for (size_t i = container.n_items; i-- > 1;) {
		const struct xmp_item *item = &container.items[i];

		if (item->nbytes > at)
			return;
		at -= item->nbytes;
		if (!item->is_video)
			try_place(s, at, item->nbytes, 0);
	}
}

static void
try_containers(struct search *s, size_t first)
{
	for (size_t i = first; i < s->m->n_items; i++) {
		struct metadata_piece piece = metadata_get(s->m, i);

		if (piece.kind == METADATA_XMP && piece.value_nbytes > 0)
			try_container(s, &piece);
	}
}

/*
 * An entry without a place, as some write it, is of the picture that comes next
 * in the directory.
 */
static void
claim_place(struct metadata *m, unsigned entry)
{
	for (size_t i = 0; i < m->n_places; i++) {
		if (m->places[i].entry != 0)
			continue;
		m->places[i].entry = entry;
		return;
	}
}

/* Take out of the index what is not kept; false when that is all of it. */
static bool
settle_index(struct metadata *m, uint8_t *data, struct mpf *mpf)
{
	bool kept[MPF_MAX_PICTURES] = {false};
	unsigned numbers[MPF_MAX_PICTURES] = {0}, n = 0;

	for (size_t i = 0; i < m->n_places; i++)
		kept[m->places[i].entry] = true;
	for (size_t i = 1; i < mpf->n; i++) {
		if (kept[i])
			numbers[i] = ++n;
		else
			m->left_out |= METADATA_LEFT_PICTURES;
	}
	for (size_t i = 0; i < m->n_places; i++)
		m->places[i].entry = numbers[m->places[i].entry];
	mpf_keep(data, mpf, kept);
	return n > 0;
}

/* The index is piece number i: false when it goes. */
static bool
take_index(struct search *s, size_t first, size_t i)
{
	struct metadata_piece piece = metadata_get(s->m, i);
	struct mpf mpf;
	uint8_t *data;

	if (piece.value_nbytes == 0 || s->m->has_index ||
	    !mpf_read(piece.value, piece.value_nbytes, &mpf)) {
		s->m->left_out |= METADATA_LEFT_PICTURES;
		return false;
	}
	for (unsigned entry = 1; entry < mpf.n; entry++) {
		struct mpf_place place = mpf_place(piece.value, &mpf, entry);

		if (place.offset != 0)
			try_place(s, piece.at + MPF_START_NBYTES + place.offset,
				  place.nbytes, entry);
	}
	try_containers(s, first);
	for (unsigned entry = 1; entry < mpf.n; entry++) {
		struct mpf_place place = mpf_place(piece.value, &mpf, entry);

		if (place.offset == 0 && place.nbytes == 0)
			claim_place(s->m, entry);
	}
	data = metadata_edit(s->m, i);
	s->m->has_index = settle_index(s->m, data, &mpf);
	return s->m->has_index;
}

static bool
tells_of_some(const struct metadata *m, size_t first, size_t *index_i)
{
	bool has_xmp = false;

	*index_i = m->n_items;
	for (size_t i = m->n_items; i-- > first;) {
		enum metadata_kind kind = metadata_get(m, i).kind;

		if (kind == METADATA_INDEX)
			*index_i = i;
		has_xmp |= kind == METADATA_XMP;
	}
	return has_xmp || *index_i < m->n_items;
}

/* The index is piece number index_i; n_items is none. */
static void
search(struct metadata *m, size_t first, size_t index_i, struct file_in *in,
       struct gm_error *err)
{
	struct search s = {.m = m, .in = in, .cursor = {.in = in}, .err = err};

	if (index_i == m->n_items)
		try_containers(&s, first);
	else if (!take_index(&s, first, index_i))
		metadata_drop(m, index_i, METADATA_INDEX);
	else
		metadata_drop(m, index_i + 1, METADATA_INDEX);
	bytes_free(&s.payload);
}

enum gm_status
further_find(struct metadata *m, size_t first, struct file_in *in,
	     struct gm_error *err)
{
	size_t index_i;

	*err = (struct gm_error){0};
	if (tells_of_some(m, first, &index_i))
		search(m, first, index_i, in, err);
	return err->status;
}

/* Places are where a file says that they are: within the picture, for one. */
bool
further_leaves_some(const struct metadata *m, struct file_in *in)
{
	uint64_t n_kept = 0;

	if (m->n_places == 0)
		return file_in_has_more(in);
	for (size_t i = 0; i < m->n_places; i++) {
		const struct metadata_place *place = &m->places[i];
		uint64_t end = place->at + place->nbytes;

		if (place->at >= in->n_read)
			n_kept += place->nbytes;
		else if (end > in->n_read)
			n_kept += end - in->n_read;
	}
	return in->nbytes - in->n_read > n_kept;
}

static enum gm_status
copy(struct file_in *in, const struct metadata_place *place,
     struct file_out *out, struct gm_error *err)
{
	uint8_t buffer[COPY_NBYTES];
	enum gm_status st = GM_OK;
	size_t n;

	for (uint64_t at = 0; at < place->nbytes && st == GM_OK; at += n) {
		uint64_t left = place->nbytes - at;

		n = file_in_read_at(in, place->at + at, buffer,
				    left < COPY_NBYTES ? (size_t)left
						       : COPY_NBYTES);
		if (n == 0)
			return file_in_fail_at_end(
				in, "the file became shorter", err);
		st = file_out_write(out, buffer, n, err);
	}
	return st;
}

/* The index as it was read, with where the pictures are now. */
static enum gm_status
patch_index(const struct metadata *m, uint64_t index_at,
	    const uint64_t starts[METADATA_MAX_PLACES + 1],
	    struct file_out *out, struct gm_error *err)
{
	uint64_t from = index_at + MPF_START_NBYTES;
	struct metadata_piece piece = {0};
	struct bytes data = {0};
	struct mpf mpf;
	enum gm_status st;

	for (size_t i = 0; i < m->n_items && piece.kind != METADATA_INDEX; i++)
		piece = metadata_get(m, i);
	if (out->n_written > UINT32_MAX)
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "further pictures beyond 4 GiB");
	/* That of take_index(), so it can be read. */
	st = bytes_append(&data, piece.value, piece.value_nbytes, err);
	if (st != GM_OK || !mpf_read(data.data, data.nbytes, &mpf))
		goto done;
	mpf_set_place(data.data, &mpf, 0,
		      (struct mpf_place){.nbytes = (uint32_t)starts[0]});
	for (size_t i = 0; i < m->n_places; i++)
		if (m->places[i].entry != 0)
			mpf_set_place(data.data, &mpf, m->places[i].entry,
				      (struct mpf_place){
					      (uint32_t)m->places[i].nbytes,
					      (uint32_t)(starts[i] - from)});
	st = file_out_patch(out, from + mpf.entries_at,
			    data.data + mpf.entries_at,
			    mpf.n * MPF_ENTRY_NBYTES, err);
done:
	bytes_free(&data);
	return st;
}

enum gm_status
further_write(const struct metadata *m, uint64_t index_at, struct file_in *in,
	      struct file_out *out, struct gm_error *err)
{
	uint64_t starts[METADATA_MAX_PLACES + 1] = {0};
	enum gm_status st = GM_OK;

	for (size_t i = 0; i < m->n_places && st == GM_OK; i++) {
		starts[i] = out->n_written;
		st = copy(in, &m->places[i], out, err);
	}
	return st == GM_OK && index_at != 0
		       ? patch_index(m, index_at, starts, out, err)
		       : st;
}
