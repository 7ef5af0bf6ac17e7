/* SPDX-License-Identifier: MIT */
/*
 * avif_place.h - where the bytes of an item are
 *
 * The source is ISO/IEC 14496-12, section 8.11.3 (iloc).
 */
#ifndef GM_FORMATS_AVIF_AVIF_PLACE_H
#define GM_FORMATS_AVIF_AVIF_PLACE_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/avif/avif_boxes.h"

/* The first extent of an item, which may have more.  A zeroed struct is none.
 */
struct avif_place {
	uint64_t at; /* from the start of the file, or of idat within meta */
	uint64_t nbytes;
	bool is_in_meta;
};

/* That of an item, after the version and flags of meta; none where meta does
   not say, or in a way that is not known. */
struct avif_place avif_place_find(struct avif_span meta, uint32_t id);

#endif
