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

/*
 * May a gray file keep the piece?  Pieces are shown in the order of the file.
 * When it may, *piece is what to keep of it, which need not be the bytes that
 * it came with; new ones are valid until the next call.
 */
bool settle_piece(struct settle *settle, struct metadata_piece *piece);

/* Add the piece to the list if it may be kept.  Fails as metadata_add(). */
enum gm_status settle_add(struct settle *settle, struct metadata *m,
			  struct metadata_piece *piece, struct gm_error *err);

#endif
