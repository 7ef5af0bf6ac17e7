/* SPDX-License-Identifier: MIT */
#include "meta/xmp_claims.h"

#include <string.h>

#include "meta/metadata.h"
#include "meta/xmp.h"

void
xmp_blank(uint8_t *xmp, size_t at, size_t end)
{
	memset(xmp + at, ' ', end - at);
}

static const struct claim {
	const char *name; /* begins so */
	enum xmp_namespace ns;
	unsigned left;
} claims[] = {
	{"MotionPhoto", XMP_CAMERA, METADATA_LEFT_VIDEO},
	{"MicroVideo", XMP_CAMERA, METADATA_LEFT_VIDEO},
	{"", XMP_DEVICE, METADATA_LEFT_DEPTH},
	{"", XMP_DEPTH, METADATA_LEFT_DEPTH},
	{"", XMP_DEPTH_FROM, METADATA_LEFT_DEPTH},
	{"Thumbnails", XMP_BASIC, METADATA_LEFT_THUMBNAIL},
	{"", XMP_IMAGES, METADATA_LEFT_THUMBNAIL},
	{"provenance", XMP_TERMS, METADATA_LEFT_SIGNATURE},
	{"", XMP_GAIN_MAP, METADATA_LEFT_PICTURES},
	{"", XMP_APPLE_MAP, METADATA_LEFT_PICTURES},
	{"Directory", XMP_CONTAINER, 0},
	{"BitsPerSample", XMP_TIFF, 0},
	{"SamplesPerPixel", XMP_TIFF, 0},
	{"PhotometricInterpretation", XMP_TIFF, 0},
	{"YCbCr", XMP_TIFF, 0},
	{"PrimaryChromaticities", XMP_TIFF, 0},
	{"ComponentsConfiguration", XMP_EXIF, 0},
	{"ColorMode", XMP_PHOTOSHOP, 0},
	{"ICCProfile", XMP_PHOTOSHOP, 0},
};

static bool
keeps_claim(const struct xmp_keeps *keeps, const struct xmp_part *part)
{
	if (part->ns == XMP_GAIN_MAP || part->ns == XMP_APPLE_MAP)
		return keeps->gain_map;
	if (part->ns == XMP_TIFF || part->ns == XMP_EXIF ||
	    part->ns == XMP_PHOTOSHOP)
		return keeps->colors;
	return part->ns == XMP_CONTAINER && keeps->container_at != 0 &&
	       part->at == keeps->container_at;
}

static const struct claim *
find_claim(const struct xmp_keeps *keeps, const struct xmp_part *part)
{
	for (size_t i = 0; i < sizeof(claims) / sizeof(claims[0]); i++)
		if (xmp_begins(part, claims[i].ns, claims[i].name) &&
		    !keeps_claim(keeps, part))
			return &claims[i];
	return NULL;
}

/* An element that does not end goes up to the end of the packet. */
unsigned
xmp_claims_blank(uint8_t *xmp, size_t nbytes, const struct xmp_keeps *keeps)
{
	struct xmp_walk walk;
	struct xmp_part part;
	size_t from = 0, depth = 0; /* of the element that goes, or 0 */
	unsigned left = 0;

	xmp_begin(&walk, xmp, nbytes);
	while (xmp_next(&walk, &part)) {
		const struct claim *claim;

		if (depth != 0) {
			if (part.kind != XMP_END || part.depth > depth)
				continue;
			xmp_blank(xmp, from, part.end);
			depth = 0;
			continue;
		}
		claim = find_claim(keeps, &part);
		if (claim == NULL)
			continue;
		left |= claim->left;
		if (part.kind == XMP_ATTRIBUTE) {
			xmp_blank(xmp, part.at, part.end);
		} else {
			from = part.at;
			depth = part.depth;
		}
	}
	if (depth != 0)
		xmp_blank(xmp, from, nbytes);
	return left;
}

/* A container on the way, and the item that is open in it. */
struct reading {
	const uint8_t *xmp;
	struct xmp_container *container;
	size_t depth;      /* of the directory; 0 before, */
	size_t item_depth; /* of the item; 0 between two of them */
	bool is_done;
};

static bool
is_value(const struct reading *r, const struct xmp_part *part, const char *text)
{
	size_t n = strlen(text);

	return part->value_end - part->value_at >= n &&
	       memcmp(r->xmp + part->value_at, text, n) == 0;
}

/* 0 where it is no number, or one that no file can have. */
static uint64_t
number(const struct reading *r, const struct xmp_part *part)
{
	uint64_t value = 0;

	for (size_t i = part->value_at; i < part->value_end; i++) {
		unsigned digit = r->xmp[i] - (unsigned)'0';

		if (digit > 9 || value > UINT32_MAX)
			return 0;
		value = value * 10 + digit;
	}
	return value;
}

static void
begin_item(struct reading *r, const struct xmp_part *part)
{
	struct xmp_container *container = r->container;

	r->item_depth = part->depth;
	if (container->n_items < XMP_CONTAINER_MAX_ITEMS)
		container->items[container->n_items] = (struct xmp_item){
			.at = part->at,
		};
}

static void
take_property(struct reading *r, const struct xmp_part *part)
{
	struct xmp_item *item;

	if (r->container->n_items >= XMP_CONTAINER_MAX_ITEMS)
		return;
	item = &r->container->items[r->container->n_items];
	if (xmp_is(part, XMP_ITEM, "Length")) {
		item->nbytes = number(r, part);
	} else if (xmp_is(part, XMP_ITEM, "Mime")) {
		item->is_video = is_value(r, part, "video/");
	} else if (xmp_is(part, XMP_ITEM, "Padding")) {
		item->padding_at = part->value_at;
		item->padding_end = part->value_end;
	}
}

static void
take_end(struct reading *r, const struct xmp_part *part)
{
	struct xmp_container *container = r->container;

	if (r->item_depth != 0 && part->depth <= r->item_depth) {
		if (container->n_items < XMP_CONTAINER_MAX_ITEMS)
			container->items[container->n_items].end = part->end;
		container->n_items++;
		r->item_depth = 0;
	}
	if (part->depth <= r->depth) {
		container->end = part->end;
		r->is_done = true;
	}
}

static void
take_part(struct reading *r, const struct xmp_part *part)
{
	if (r->depth == 0) {
		if (part->kind == XMP_ELEMENT &&
		    xmp_is(part, XMP_CONTAINER, "Directory")) {
			r->depth = part->depth;
			r->container->at = part->at;
		}
	} else if (part->kind == XMP_END) {
		take_end(r, part);
	} else if (r->item_depth != 0) {
		take_property(r, part);
	} else if (part->kind == XMP_ELEMENT && xmp_is(part, XMP_RDF, "li")) {
		begin_item(r, part);
	}
}

void
xmp_container_read(const uint8_t *xmp, size_t nbytes,
		   struct xmp_container *container)
{
	struct reading r = {.xmp = xmp, .container = container};
	struct xmp_walk walk;
	struct xmp_part part;

	*container = (struct xmp_container){0};
	xmp_begin(&walk, xmp, nbytes);
	while (!r.is_done && xmp_next(&walk, &part))
		take_part(&r, &part);
	if (r.depth != 0 && !r.is_done)
		container->end = nbytes;
	if (!r.is_done || container->n_items > XMP_CONTAINER_MAX_ITEMS)
		container->n_items = 0;
}

/* The end of the element that the part begins. */
static size_t
end_of(struct xmp_walk *walk, const struct xmp_part *start)
{
	struct xmp_part part;

	while (xmp_next(walk, &part))
		if (part.kind == XMP_END && part.depth <= start->depth)
			return part.end;
	return walk->nbytes;
}

bool
xmp_extension_read(const uint8_t *xmp, size_t nbytes,
		   struct xmp_extension *extension)
{
	struct xmp_walk walk;
	struct xmp_part part;

	xmp_begin(&walk, xmp, nbytes);
	while (xmp_next(&walk, &part)) {
		if (!xmp_is(&part, XMP_NOTE, "HasExtendedXMP"))
			continue;
		extension->at = part.at;
		extension->end = part.kind == XMP_ATTRIBUTE
					 ? part.end
					 : end_of(&walk, &part);
		extension->guid_at = part.value_at;
		extension->has_guid =
			part.value_end - part.value_at == XMP_GUID_NBYTES;
		return true;
	}
	return false;
}
