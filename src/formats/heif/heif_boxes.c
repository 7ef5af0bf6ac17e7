/* SPDX-License-Identifier: MIT */
#include "formats/heif/heif_boxes.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

#define XMP_TYPE "application/rdf+xml"

static enum gm_status
fail_cut(const char *name, struct gm_error *err)
{
	return gm_fail(err, GM_ERR_CORRUPT, 0,
		       "corrupt: the box %s ends too early", name);
}

static enum gm_status
fail_many(const char *what, unsigned long most, struct gm_error *err)
{
	return gm_fail(err, GM_ERR_LIMIT, 0, "more than %lu %s", most, what);
}

enum gm_status
heif_boxes_pitm(struct heif_items *items, struct bmff_in in,
		struct gm_error *err)
{
	uint32_t flags;
	unsigned version = bmff_version(&in, &flags);

	items->primary = version == 0 ? bmff_u16(&in) : bmff_u32(&in);
	return in.is_short ? fail_cut("pitm", err) : GM_OK;
}

static bool
is_text(const struct bmff_in *text, const char *wanted)
{
	return text->left == strlen(wanted) &&
	       memcmp(text->at, wanted, text->left) == 0;
}

/* A box infe; versions 0 and 1 have no type, and no pictures. */
static struct heif_item
read_infe(struct bmff_in *in)
{
	struct heif_item item = {0};
	struct bmff_in content, encoding;
	uint32_t flags;
	unsigned version = bmff_version(in, &flags);

	item.id = version >= 3 ? bmff_u32(in) : bmff_u16(in);
	item.is_locked = bmff_u16(in) != 0;
	item.is_hidden = (flags & 1) != 0;
	if (version < 2)
		return item;
	item.type = bmff_u32(in);
	bmff_text(in);
	if (item.type != HEIF_MIME || in->is_short)
		return item;
	content = bmff_text(in);
	encoding = bmff_text(in);
	item.is_xmp = is_text(&content, XMP_TYPE) && encoding.left == 0;
	return item;
}

static int
compare(const void *left, const void *right)
{
	uint32_t a = ((const struct heif_item *)left)->id;
	uint32_t b = ((const struct heif_item *)right)->id;

	return a < b ? -1 : a > b;
}

static enum gm_status
sort(struct heif_items *items, struct gm_error *err)
{
	if (items->n_items > 0)
		qsort(items->items, items->n_items, sizeof(*items->items),
		      compare);
	for (size_t i = 1; i < items->n_items; i++)
		if (items->items[i].id == items->items[i - 1].id)
			return gm_fail(err, GM_ERR_CORRUPT, 0,
				       "corrupt: two items of one number");
	return GM_OK;
}

enum gm_status
heif_boxes_iinf(struct heif_items *items, struct bmff_in in,
		struct gm_error *err)
{
	size_t capacity = 0;
	struct bmff_in child;
	uint32_t type, flags;
	unsigned version = bmff_version(&in, &flags);

	/* How many there are is seen. */
	bmff_number(&in, version == 0 ? 2 : 4);
	while (bmff_child(&in, &type, &child)) {
		struct heif_item *grown;

		if (type != HEIF_INFE)
			continue;
		if (items->n_items == HEIF_MAX_ITEMS)
			return fail_many("items", HEIF_MAX_ITEMS, err);
		grown = grow_items(items->items, &capacity, items->n_items, 1,
				   sizeof(*grown), err);
		if (grown == NULL)
			return GM_ERR_NOMEM;
		items->items = grown;
		grown[items->n_items++] = read_infe(&child);
		in.is_short |= child.is_short;
	}
	return in.is_short ? fail_cut("iinf", err) : sort(items, err);
}

/* The item of that id, to be filled, or one that is nobody's. */
static struct heif_item *
find(struct heif_items *items, uint32_t id, struct heif_item *nobody)
{
	const struct heif_item *item = heif_items_find(items, id);

	*nobody = (struct heif_item){0};
	return item == NULL ? nobody : &items->items[item - items->items];
}

/* How many bytes the numbers of iloc have. */
struct widths {
	unsigned offset;
	unsigned length;
	unsigned base;
	unsigned index;
};

static bool
is_width(unsigned nbytes)
{
	return nbytes == 0 || nbytes == 4 || nbytes == 8;
}

/* What follows the number of an item: where its bytes are. */
static enum gm_status
read_extents(struct heif_items *items, struct bmff_in *in,
	     const struct widths *widths, struct heif_item *item,
	     size_t *capacity, struct gm_error *err)
{
	uint64_t base;
	struct heif_extent *grown;

	/* The number of another file; 0 is this one. */
	item->is_locked |= bmff_u16(in) != 0;
	base = bmff_number(in, widths->base);
	item->extent = (uint32_t)items->n_extents;
	item->n_extents = bmff_u16(in);
	if (item->n_extents > HEIF_MAX_EXTENTS - items->n_extents)
		return fail_many("places of items", HEIF_MAX_EXTENTS, err);
	grown = grow_items(items->extents, capacity, items->n_extents,
			   item->n_extents, sizeof(*grown), err);
	if (grown == NULL && item->n_extents > 0)
		return GM_ERR_NOMEM;
	items->extents = grown;
	for (uint32_t i = 0; i < item->n_extents && !in->is_short; i++) {
		struct heif_extent extent;

		bmff_number(in, widths->index);
		extent.at = bmff_number(in, widths->offset);
		extent.nbytes = bmff_number(in, widths->length);
		if (extent.at > UINT64_MAX - base)
			return gm_fail(err, GM_ERR_CORRUPT, 0,
				       "corrupt: an item beyond any file");
		extent.at += base;
		items->extents[items->n_extents++] = extent;
	}
	return GM_OK;
}

enum gm_status
heif_boxes_iloc(struct heif_items *items, struct bmff_in in,
		struct gm_error *err)
{
	enum gm_status st = GM_OK;
	size_t capacity = 0;
	uint32_t flags, sizes, n;
	unsigned version = bmff_version(&in, &flags);
	struct widths widths;

	sizes = bmff_u16(&in);
	widths = (struct widths){sizes >> 12, sizes >> 8 & 15, sizes >> 4 & 15,
				 version >= 1 ? sizes & 15 : 0};
	if (version > 2 || !is_width(widths.offset) ||
	    !is_width(widths.length) || !is_width(widths.base) ||
	    !is_width(widths.index))
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: the box iloc, version %u", version);
	n = version < 2 ? bmff_u16(&in) : bmff_u32(&in);
	for (; n > 0 && st == GM_OK && !in.is_short; n--) {
		struct heif_item nobody, *item;
		uint32_t id = version < 2 ? bmff_u16(&in) : bmff_u32(&in);

		item = find(items, id, &nobody);
		if (version >= 1)
			item->method = bmff_u16(&in) & 15;
		st = read_extents(items, &in, &widths, item, &capacity, err);
	}
	return st == GM_OK && in.is_short ? fail_cut("iloc", err) : st;
}

/* What follows the numbers of the targets is the next reference. */
static enum gm_status
read_targets(struct heif_items *items, struct bmff_in *in, unsigned id_nbytes,
	     uint32_t n, size_t *capacity, struct gm_error *err)
{
	uint32_t *grown;

	if (n > HEIF_MAX_REFERENCES - items->n_targets)
		return fail_many("references", HEIF_MAX_REFERENCES, err);
	grown = grow_items(items->targets, capacity, items->n_targets, n,
			   sizeof(*grown), err);
	if (grown == NULL && n > 0)
		return GM_ERR_NOMEM;
	items->targets = grown;
	for (; n > 0 && !in->is_short; n--)
		items->targets[items->n_targets++] =
			(uint32_t)bmff_number(in, id_nbytes);
	return GM_OK;
}

static int
compare_references(const void *left, const void *right)
{
	const struct heif_reference *a = left, *b = right;

	if (a->from != b->from)
		return a->from < b->from ? -1 : 1;
	/* As they stood. */
	return a->target < b->target ? -1 : a->target > b->target;
}

/* Have them by where they come from, and items know that they are inputs. */
static void
settle_references(struct heif_items *items)
{
	if (items->n_references > 0)
		qsort(items->references, items->n_references,
		      sizeof(*items->references), compare_references);
	for (size_t i = 0; i < items->n_references; i++) {
		const struct heif_reference *r = &items->references[i];

		for (uint32_t t = 0; r->type == HEIF_DIMG && t < r->n_targets;
		     t++) {
			struct heif_item nobody;

			find(items, items->targets[r->target + t], &nobody)
				->is_input = true;
		}
	}
}

enum gm_status
heif_boxes_iref(struct heif_items *items, struct bmff_in in,
		struct gm_error *err)
{
	enum gm_status st = GM_OK;
	size_t capacity = 0, targets_capacity = 0;
	struct heif_reference reference;
	struct bmff_in child;
	uint32_t flags;
	unsigned id_nbytes = bmff_version(&in, &flags) == 0 ? 2 : 4;

	while (st == GM_OK && bmff_child(&in, &reference.type, &child)) {
		struct heif_reference *grown;

		reference.from = (uint32_t)bmff_number(&child, id_nbytes);
		reference.target = (uint32_t)items->n_targets;
		reference.n_targets = bmff_u16(&child);
		if (items->n_references == HEIF_MAX_REFERENCES)
			return fail_many("references", HEIF_MAX_REFERENCES,
					 err);
		grown = grow_items(items->references, &capacity,
				   items->n_references, 1, sizeof(*grown), err);
		if (grown == NULL)
			return GM_ERR_NOMEM;
		items->references = grown;
		grown[items->n_references++] = reference;
		st = read_targets(items, &child, id_nbytes, reference.n_targets,
				  &targets_capacity, err);
		in.is_short |= child.is_short;
	}
	if (st == GM_OK && in.is_short)
		return fail_cut("iref", err);
	settle_references(items);
	return st;
}

/* 9.3.2, ipco: the properties, which are kept as they stand. */
static enum gm_status
read_kinds(struct heif_items *items, struct bmff_in in, struct gm_error *err)
{
	const uint8_t *start = in.at;
	size_t capacity = 0;
	struct bmff_in child;
	uint32_t type;
	enum gm_status st =
		bytes_append(&items->properties, in.at, in.left, err);

	while (st == GM_OK && bmff_child(&in, &type, &child)) {
		struct heif_kind *grown;

		if (items->n_kinds == HEIF_MAX_KINDS)
			return fail_many("properties", HEIF_MAX_KINDS, err);
		grown = grow_items(items->kinds, &capacity, items->n_kinds, 1,
				   sizeof(*grown), err);
		if (grown == NULL)
			return GM_ERR_NOMEM;
		items->kinds = grown;
		grown[items->n_kinds++] = (struct heif_kind){
			type, (size_t)(child.at - start), child.left};
	}
	return st == GM_OK && in.is_short ? fail_cut("ipco", err) : st;
}

/* The properties of an item, of which index 0 is none (9.3.2). */
static enum gm_status
read_links(struct heif_items *items, struct bmff_in *in, bool is_wide,
	   struct heif_item *item, size_t *capacity, struct gm_error *err)
{
	uint32_t n = bmff_u8(in);
	struct heif_link *grown;

	if (n > HEIF_MAX_PROPERTIES - items->n_links)
		return fail_many("properties", HEIF_MAX_PROPERTIES, err);
	grown = grow_items(items->links, capacity, items->n_links, n,
			   sizeof(*grown), err);
	if (grown == NULL && n > 0)
		return GM_ERR_NOMEM;
	items->links = grown;
	item->link = (uint32_t)items->n_links;
	for (; n > 0 && !in->is_short; n--) {
		uint32_t value = is_wide ? bmff_u16(in) : bmff_u8(in);
		uint32_t essential = is_wide ? 0x8000 : 0x80;
		uint32_t index = value & (essential - 1);

		if (index > items->n_kinds)
			return gm_fail(err, GM_ERR_CORRUPT, 0,
				       "corrupt: a property that is not there");
		if (index == 0)
			continue;
		items->links[items->n_links++] = (struct heif_link){
			(uint16_t)(index - 1), (value & essential) != 0};
	}
	item->n_links = (uint32_t)items->n_links - item->link;
	return GM_OK;
}

static enum gm_status
read_ipma(struct heif_items *items, struct bmff_in in, size_t *capacity,
	  struct gm_error *err)
{
	enum gm_status st = GM_OK;
	uint32_t flags, n;
	unsigned version = bmff_version(&in, &flags);

	for (n = bmff_u32(&in); n > 0 && st == GM_OK && !in.is_short; n--) {
		struct heif_item nobody, *item;
		uint32_t id = version == 0 ? bmff_u16(&in) : bmff_u32(&in);

		item = find(items, id, &nobody);
		st = read_links(items, &in, (flags & 1) != 0, item, capacity,
				err);
	}
	return st == GM_OK && in.is_short ? fail_cut("ipma", err) : st;
}

enum gm_status
heif_boxes_iprp(struct heif_items *items, struct bmff_in in,
		struct gm_error *err)
{
	enum gm_status st = GM_OK;
	size_t capacity = 0;
	struct bmff_in child;
	uint32_t type;

	while (st == GM_OK && bmff_child(&in, &type, &child)) {
		if (type == HEIF_IPCO && items->n_kinds == 0)
			st = read_kinds(items, child, err);
		else if (type == HEIF_IPMA)
			st = read_ipma(items, child, &capacity, err);
	}
	return st == GM_OK && in.is_short ? fail_cut("iprp", err) : st;
}
