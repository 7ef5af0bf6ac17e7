/* SPDX-License-Identifier: MIT */
#include "formats/heif/heif_aux.h"

#include <string.h>

#include "meta/metadata.h"

enum role {
	ROLE_ALPHA,
	ROLE_DEPTH,
	ROLE_OTHER
};

/* In MIAF's words, and in HEVC's. */
static const struct {
	const char *name;
	enum role role;
} roles[] = {
	{"urn:mpeg:mpegB:cicp:systems:auxiliary:alpha", ROLE_ALPHA},
	{"urn:mpeg:hevc:2015:auxid:1", ROLE_ALPHA},
	{"urn:mpeg:mpegB:cicp:systems:auxiliary:depth", ROLE_DEPTH},
	{"urn:mpeg:hevc:2015:auxid:2", ROLE_DEPTH},
};

static enum role
role_of(const struct heif_items *items, const struct heif_item *item)
{
	struct bmff_in in, name;
	uint32_t i = 0, flags;

	if (!heif_items_property(items, item, HEIF_AUXC, &i, &in))
		return ROLE_OTHER;
	bmff_version(&in, &flags);
	name = bmff_text(&in);
	for (size_t k = 0; k < sizeof(roles) / sizeof(roles[0]); k++)
		if (name.left == strlen(roles[k].name) &&
		    memcmp(name.at, roles[k].name, name.left) == 0)
			return roles[k].role;
	return ROLE_OTHER;
}

const struct heif_item *
heif_aux_alpha(const struct heif_items *items, const struct heif_item *item)
{
	for (size_t i = 0; i < items->n_references; i++) {
		const struct heif_reference *r = &items->references[i];
		const struct heif_item *from;

		if (r->type != HEIF_AUXL ||
		    !heif_items_points_to(items, r, item->id))
			continue;
		from = heif_items_find(items, r->from);
		if (from != NULL && role_of(items, from) == ROLE_ALPHA)
			return from;
	}
	return NULL;
}

static bool
is_picture(const struct heif_item *item)
{
	static const uint32_t others[] = {0, HEIF_EXIF, HEIF_MIME, HEIF_URI,
					  HEIF_IPTC};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (others[i] == item->type)
			return false;
	return true;
}

/* What an item is to the file, by where it refers to. */
static unsigned
left_of(const struct heif_items *items, const struct heif_item *item)
{
	if (heif_items_reference(items, HEIF_THMB, item->id) != NULL)
		return 0;
	if (heif_items_reference(items, HEIF_AUXL, item->id) != NULL) {
		enum role role = role_of(items, item);

		if (role == ROLE_ALPHA)
			return 0;
		return role == ROLE_DEPTH ? METADATA_LEFT_DEPTH
					  : METADATA_LEFT_PICTURES;
	}
	return item->is_hidden || item->is_input ? 0 : METADATA_LEFT_PICTURES;
}

unsigned
heif_aux_left(const struct heif_file *file, const struct heif_item *picture)
{
	const struct heif_items *items = &file->items;
	unsigned left = file->has_tracks ? METADATA_LEFT_VIDEO : 0;

	if (file->is_signed)
		left |= METADATA_LEFT_SIGNATURE;
	for (size_t i = 0; i < items->n_items; i++)
		if (is_picture(&items->items[i]) &&
		    items->items[i].id != picture->id)
			left |= left_of(items, &items->items[i]);
	return left;
}
