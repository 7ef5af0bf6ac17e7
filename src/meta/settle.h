/* SPDX-License-Identifier: MIT */
/*
 * settle.h - which metadata still hold for a gray picture: for all formats
 *
 * Kept: whatever is not about colour or pixels; of a picture that was gray
 * before, also what is about its samples; and a colour profile of gray, since
 * any other in a gray file is invalid.
 */
#ifndef GM_META_SETTLE_H
#define GM_META_SETTLE_H

#include "meta/metadata.h"

/* One file.  Zeroed but for is_color before its first piece. */
struct settle {
	bool is_color;     /* the picture was; its samples are new ones */
	bool icc_is_known; /* a profile, or its first part, was seen */
	bool icc_is_gray;
};

/* May a gray file keep the piece?  Pieces are shown in the order of the file.
 */
bool settle_piece(struct settle *settle, const struct metadata_piece *piece);

/* Add the piece to the list if it may be kept.  Fails as metadata_add(). */
enum gm_status settle_add(struct settle *settle, struct metadata *m,
			  const struct metadata_piece *piece,
			  struct gm_error *err);

#endif
