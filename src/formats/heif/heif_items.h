/* SPDX-License-Identifier: MIT */
/*
 * heif_items.h - the items of a HEIF file, and what is said of them
 *
 * The source is ISO/IEC 14496-12, section 8.11 (the box meta: pitm, iinf, iloc,
 * idat, iref), and ISO/IEC 23008-12, section 9.3 (iprp: properties, and which
 * items have them).  Nothing that is coded is looked at.  A file may say
 * anything: what is kept of it is bounded here, whatever memory there is.
 */
#ifndef GM_FORMATS_HEIF_HEIF_ITEMS_H
#define GM_FORMATS_HEIF_HEIF_ITEMS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "formats/heif/bmff.h"
#include "formats/heif/heif_types.h"

/* A grid of 256 x 256 tiles, and as many items again. */
#define HEIF_MAX_ITEMS (UINT32_C(1) << 17)

/* Of all items together: places of their bytes, properties, and references. */
#define HEIF_MAX_EXTENTS    (UINT32_C(1) << 18)
#define HEIF_MAX_PROPERTIES (UINT32_C(1) << 20)
#define HEIF_MAX_REFERENCES (UINT32_C(1) << 18)

/* Of one file: kinds of properties (14496-12 has an index of 15 bits). */
#define HEIF_MAX_KINDS 32767u

/* Where an item has its bytes: iloc's construction_method. */
enum heif_method {
	HEIF_IN_FILE = 0,
	HEIF_IN_IDAT = 1,
	HEIF_IN_ITEM = 2 /* in other items, which is not read */
};

struct heif_item {
	uint32_t id;
	uint32_t type;   /* "hvc1", or 0 where it is of an old version */
	bool is_hidden;  /* not to be shown on its own */
	bool is_input;   /* other items are made of it */
	bool is_locked;  /* encrypted, or in another file */
	bool is_xmp;     /* of the type "mime", as XMP has it */
	unsigned method; /* enum heif_method, or a number beyond */
	uint32_t extent; /* the first, in heif_items.extents */
	uint32_t n_extents;
	uint32_t link; /* the first, in heif_items.links */
	uint32_t n_links;
};

/* Bytes of an item, from the start of the file or of what idat holds. */
struct heif_extent {
	uint64_t at;
	uint64_t nbytes; /* 0: all there is */
};

/* That an item has a property. */
struct heif_link {
	uint16_t kind; /* its index in heif_items.kinds, from 0 */
	bool is_essential;
};

/* A property, which several items may have. */
struct heif_kind {
	uint32_t type;
	size_t at; /* in heif_items.properties */
	size_t nbytes;
};

/* That an item refers to others. */
struct heif_reference {
	uint32_t type;
	uint32_t from;   /* the id of the item */
	uint32_t target; /* the first, in heif_items.targets */
	uint32_t n_targets;
};

/* A zeroed struct is valid and empty; the arrays are owned. */
struct heif_items {
	uint32_t primary;        /* its id; 0 for none */
	struct heif_item *items; /* by id */
	size_t n_items;
	struct heif_extent *extents;
	size_t n_extents;
	struct heif_link *links;
	size_t n_links;
	struct heif_kind *kinds;
	size_t n_kinds;
	struct bytes properties;           /* what ipco holds */
	struct heif_reference *references; /* by from */
	size_t n_references;
	uint32_t *targets; /* ids */
	size_t n_targets;
	struct bmff_box idat; /* of 0 bytes for none */
};

/* The item of that id, or NULL. */
const struct heif_item *heif_items_find(const struct heif_items *items,
					uint32_t id);

/*
 * The next property of that type from number *i of the item's on, after which
 * *i then is; false where there is none.
 */
bool heif_items_property(const struct heif_items *items,
			 const struct heif_item *item, uint32_t type,
			 uint32_t *i, struct bmff_in *property);

/* The first reference of that type from the item of that id, or NULL. */
const struct heif_reference *
heif_items_reference(const struct heif_items *items, uint32_t type,
		     uint32_t from);

/* Does it go to the item of that id? */
bool heif_items_points_to(const struct heif_items *items,
			  const struct heif_reference *reference, uint32_t id);

/* Does one of that type go from an item to another? */
bool heif_items_refers(const struct heif_items *items, uint32_t type,
		       uint32_t from, uint32_t to);

/* Release the memory and zero *items. */
void heif_items_free(struct heif_items *items);

#endif
