/* SPDX-License-Identifier: MIT */
/*
 * heif_aux.h - what a file has besides its picture
 *
 * The source is ISO/IEC 23008-12, sections 6.4.4 (thumbnails, "thmb") and 6.5.8
 * (auxiliary pictures, "auxl" and auxC), and ISO/IEC 23001-17 and 23008-2 for
 * the names of what they are.
 */
#ifndef GM_FORMATS_HEIF_HEIF_AUX_H
#define GM_FORMATS_HEIF_HEIF_AUX_H

#include "formats/heif/heif_file.h"

/* The alpha of the item, or NULL. */
const struct heif_item *heif_aux_alpha(const struct heif_items *items,
				       const struct heif_item *item);

/*
 * Bits of enum metadata_left for what there is besides the picture and its
 * alpha.  Thumbnails of it are not worth saying.
 */
unsigned heif_aux_left(const struct heif_file *file,
		       const struct heif_item *picture);

#endif
