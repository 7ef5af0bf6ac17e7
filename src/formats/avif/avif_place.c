/* SPDX-License-Identifier: MIT */
#include "formats/avif/avif_place.h"

/* Bytes of each number, by the head of the box. */
struct widths {
	unsigned version;
	size_t offset;
	size_t length;
	size_t base;
	size_t index;
};

/* construction_method */
enum {
	METHOD_FILE = 0,
	METHOD_IDAT = 1
};

static bool
read_widths(struct avif_span *iloc, struct widths *widths)
{
	unsigned version = avif_span_version(iloc);
	unsigned sizes = (unsigned)avif_span_number(iloc, 2);

	*widths = (struct widths){.version = version,
				  .offset = sizes >> 12,
				  .length = sizes >> 8 & 15,
				  .base = sizes >> 4 & 15,
				  .index = version > 0 ? sizes & 15 : 0};
	return widths->offset <= 8 && widths->length <= 8 &&
	       widths->base <= 8 && widths->index <= 8;
}

/* Take an item off the span; its id. */
static uint32_t
read_item(struct avif_span *iloc, const struct widths *w,
	  struct avif_place *place)
{
	size_t id_nbytes = w->version < 2 ? 2 : 4;
	uint32_t id = (uint32_t)avif_span_number(iloc, id_nbytes);
	uint64_t method =
		w->version > 0 ? avif_span_number(iloc, 2) & 15 : METHOD_FILE;
	uint64_t base, n;

	*place = (struct avif_place){0};
	avif_span_number(iloc, 2); /* in which file */
	base = avif_span_number(iloc, w->base);
	n = avif_span_number(iloc, 2);
	for (uint64_t i = 0; i < n && iloc->nbytes > 0; i++) {
		uint64_t at, nbytes;

		avif_span_number(iloc, w->index);
		at = avif_span_number(iloc, w->offset);
		nbytes = avif_span_number(iloc, w->length);
		if (i > 0 || method > METHOD_IDAT)
			continue;
		place->at = base + at;
		place->nbytes = nbytes;
		place->is_in_meta = method == METHOD_IDAT;
	}
	return id;
}

struct avif_place
avif_place_find(struct avif_span meta, uint32_t id)
{
	struct avif_span iloc;
	struct widths widths;
	uint64_t n;

	if (!avif_span_find(meta, "iloc", &iloc) ||
	    !read_widths(&iloc, &widths))
		return (struct avif_place){0};
	n = avif_span_number(&iloc, widths.version < 2 ? 2 : 4);
	for (; n > 0 && iloc.nbytes > 0; n--) {
		struct avif_place place;

		if (read_item(&iloc, &widths, &place) == id)
			return place;
	}
	return (struct avif_place){0};
}
