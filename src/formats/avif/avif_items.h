/* SPDX-License-Identifier: MIT */
/*
 * avif_items.h - the items of a file: where the picture is, what else there is
 *
 * The source is ISO/IEC 14496-12, section 8.11 (the boxes within meta), and
 * ISO/IEC 23008-12, sections 6 and 7 (grids, auxiliary pictures, thumbnails).
 * The library reads all of that for itself, and has the last word; this tells
 * what it does not: of a damaged file nothing.
 */
#ifndef GM_FORMATS_AVIF_AVIF_ITEMS_H
#define GM_FORMATS_AVIF_AVIF_ITEMS_H

#include "formats/avif/avif_boxes.h"
#include "formats/avif/avif_place.h"

/* Items, and references, above which none are said to be left out. */
#define AVIF_ITEMS_MAX 1024u

struct avif_items {
	/* What is coded; of a grid the first tile. */
	struct avif_place colors;
	struct avif_place alpha;
	struct avif_span idat; /* of meta */
	bool is_grid;
	unsigned left_out; /* bits of enum metadata_left */
};

/* Look at the content of meta, which *items points into. */
void avif_items_look(struct avif_span meta, struct avif_items *items);

#endif
