/* SPDX-License-Identifier: MIT */
#include "meta/insets.h"

#include <string.h>

#include "meta/exif.h"
#include "meta/irb.h"

struct settling {
	struct metadata *m;
	const struct inset_maker *maker;
	struct bytes joined; /* of several pieces */
};

/* Where pictures may stand. */
struct part {
	uint8_t *data;
	size_t nbytes;
};

static bool
has_resources(const struct metadata_piece *piece)
{
	return piece->kind == METADATA_IPTC &&
	       piece->nbytes >= IRB_SEGMENT_START_NBYTES &&
	       memcmp(piece->data, IRB_SEGMENT_START,
		      IRB_SEGMENT_START_NBYTES) == 0;
}

/* The part of piece number i, if it is of that kind and has one. */
static bool
find_part(const struct settling *s, enum metadata_kind kind, size_t i,
	  struct part *part)
{
	struct metadata_piece piece = metadata_get(s->m, i);
	const uint8_t *from = piece.data;

	*part = (struct part){.nbytes = piece.nbytes};
	if (piece.kind != kind)
		return false;
	if (kind == METADATA_EXIF) {
		from = piece.value;
		part->nbytes = piece.value_nbytes;
	} else if (kind == METADATA_IPTC) {
		if (!has_resources(&piece))
			return false;
		from += IRB_SEGMENT_START_NBYTES;
		part->nbytes -= IRB_SEGMENT_START_NBYTES;
	}
	if (part->nbytes == 0)
		return false;
	part->data = s->m->bytes.data + (from - s->m->bytes.data);
	return true;
}

static void
make_gray(const struct settling *s, enum metadata_kind kind, uint8_t *data,
	  size_t nbytes)
{
	if (kind == METADATA_EXIF)
		exif_make_gray(data, nbytes, s->m->was_color, s->maker);
	else if (kind == METADATA_IPTC)
		irb_make_gray(data, nbytes, s->maker);
	else
		inset_make_all_gray(s->maker, data, nbytes);
}

/* Put the parts of the joined ones back. */
static void
put_back(const struct settling *s, enum metadata_kind kind, size_t from,
	 size_t to)
{
	struct part part;
	size_t at = 0;

	for (size_t i = from; i < to && at < s->joined.nbytes; i++) {
		if (!find_part(s, kind, i, &part))
			continue;
		memcpy(part.data, s->joined.data + at, part.nbytes);
		at += part.nbytes;
	}
}

/* The pieces of one kind from number `from` to before `to` are one value. */
static enum gm_status
settle_together(struct settling *s, enum metadata_kind kind, size_t from,
		size_t to, struct gm_error *err)
{
	enum gm_status st = GM_OK;
	struct part part, only = {0};
	size_t n = 0;

	for (size_t i = from; i < to; i++)
		if (find_part(s, kind, i, &part) && n++ == 0)
			only = part;
	if (n <= 1) {
		if (n == 1)
			make_gray(s, kind, only.data, only.nbytes);
		return GM_OK;
	}
	s->joined.nbytes = 0;
	for (size_t i = from; i < to && st == GM_OK; i++)
		if (find_part(s, kind, i, &part))
			st = bytes_append(&s->joined, part.data, part.nbytes,
					  err);
	if (st != GM_OK)
		return st;
	make_gray(s, kind, s->joined.data, s->joined.nbytes);
	put_back(s, kind, from, to);
	return GM_OK;
}

/* EXIF begins with the order of its bytes; what does not goes on with it. */
static bool
begins_exif(const struct settling *s, size_t i)
{
	struct part part;

	return find_part(s, METADATA_EXIF, i, &part) && part.nbytes >= 2 &&
	       (memcmp(part.data, "II", 2) == 0 ||
		memcmp(part.data, "MM", 2) == 0);
}

static enum gm_status
settle_exif(struct settling *s, size_t first, struct gm_error *err)
{
	enum gm_status st = GM_OK;
	size_t from = first;

	for (size_t i = first; i <= s->m->n_items && st == GM_OK; i++) {
		if (i < s->m->n_items && !begins_exif(s, i))
			continue;
		st = settle_together(s, METADATA_EXIF, from, i, err);
		from = i;
	}
	return st;
}

enum gm_status
insets_settle(struct metadata *m, size_t first, const struct inset_maker *maker,
	      struct gm_error *err)
{
	struct settling s = {.m = m, .maker = maker};
	enum gm_status st = settle_exif(&s, first, err);
	struct part part;

	if (st == GM_OK)
		st = settle_together(&s, METADATA_IPTC, first, m->n_items, err);
	for (size_t i = first; i < m->n_items; i++)
		if (find_part(&s, METADATA_RAW, i, &part))
			make_gray(&s, METADATA_RAW, part.data, part.nbytes);
	bytes_free(&s.joined);
	return st;
}
