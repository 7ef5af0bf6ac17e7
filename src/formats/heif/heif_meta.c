/* SPDX-License-Identifier: MIT */
#include "formats/heif/heif_meta.h"

#include "formats/heif/heif_boxes.h"

/* The boxes of meta that count; of each the first. */
enum part {
	PART_PITM,
	PART_IINF,
	PART_ILOC,
	PART_IREF,
	PART_IPRP,
	N_PARTS
};

/* In the order in which they are read: all others speak of the items. */
static const struct {
	uint32_t type;
	enum gm_status (*read)(struct heif_items *items, struct bmff_in in,
			       struct gm_error *err);
} parts[N_PARTS] = {
	[PART_PITM] = {HEIF_PITM, heif_boxes_pitm},
	[PART_IINF] = {HEIF_IINF, heif_boxes_iinf},
	[PART_ILOC] = {HEIF_ILOC, heif_boxes_iloc},
	[PART_IREF] = {HEIF_IREF, heif_boxes_iref},
	[PART_IPRP] = {HEIF_IPRP, heif_boxes_iprp},
};

/* Note where a box is, if it is one of those that count. */
static void
note(const struct bmff_box *box, struct bmff_box found[N_PARTS],
     struct bmff_box *idat)
{
	for (unsigned i = 0; i < N_PARTS; i++)
		if (parts[i].type == box->type && found[i].type == 0)
			found[i] = *box;
	if (box->type == HEIF_IDAT && idat->type == 0)
		*idat = *box;
}

static enum gm_status
find_parts(struct file_cursor *cursor, const struct bmff_box *meta,
	   struct bmff_box found[N_PARTS], struct bmff_box *idat,
	   struct gm_error *err)
{
	/* After the version of a full box. */
	struct bmff_range range = {.at = meta->at + 4,
				   .end = meta->at + meta->nbytes};
	enum gm_status st = GM_OK;
	bool is_there = true;

	if (meta->nbytes < 4)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: an empty box meta");
	if (range.end > cursor->in->nbytes)
		return file_in_fail_at_end(cursor->in, "within the box meta",
					   err);
	while (st == GM_OK && is_there) {
		struct bmff_box box;

		st = bmff_next(cursor, &range, &box, &is_there, err);
		if (st == GM_OK && is_there)
			note(&box, found, idat);
	}
	return st;
}

enum gm_status
heif_meta_read(struct heif_items *items, struct file_cursor *cursor,
	       const struct bmff_box *meta, struct gm_error *err)
{
	struct bmff_box found[N_PARTS] = {{0}};
	struct bytes payload = {0};
	enum gm_status st = find_parts(cursor, meta, found, &items->idat, err);

	if (st == GM_OK && found[PART_IINF].type == 0)
		st = gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			     "unsupported: a HEIF file without items");
	for (unsigned i = 0; st == GM_OK && i < N_PARTS; i++) {
		if (found[i].type == 0)
			continue;
		st = bmff_load(cursor, &found[i], &payload, err);
		if (st == GM_OK)
			st = parts[i].read(
				items, bmff_in(payload.data, payload.nbytes),
				err);
	}
	bytes_free(&payload);
	return st;
}
