/* SPDX-License-Identifier: MIT */
#include "meta/settle.h"

#include <string.h>

enum rule {
	DROP,
	KEEP,
	KEEP_OF_GRAY, /* the samples are those that it speaks of */
	KEEP_GRAY     /* when its colour space is gray */
};

static const enum rule rules[METADATA_N_KINDS] = {
	[METADATA_EXIF] = KEEP,
	[METADATA_XMP] = KEEP,
	[METADATA_IPTC] = KEEP,
	[METADATA_ICC] = KEEP_GRAY,
	[METADATA_COMMENT] = KEEP,
	[METADATA_TEXT] = KEEP,
	[METADATA_DENSITY] = KEEP,
	[METADATA_TIME] = KEEP,
	[METADATA_CURVE] = KEEP,
	[METADATA_PRIMARIES] = KEEP_OF_GRAY,
	[METADATA_SAMPLES] = KEEP_OF_GRAY,
	[METADATA_MODEL] = DROP,
	[METADATA_PICTURES] = DROP,
	[METADATA_CODING] = KEEP,
	[METADATA_PIXELS] = DROP,
	[METADATA_RAW] = KEEP,
};

/*
 * The colour space is bytes 16 to 19 of the profile (ICC.1 7.2.6).  What its
 * first part says goes for all; of one in disorder nothing is known.
 */
static bool
keeps_icc(struct settle *settle, const struct metadata_piece *piece)
{
	if (!settle->icc_is_known) {
		settle->icc_is_known = true;
		settle->icc_is_gray = piece->part == 1 &&
				      piece->value_nbytes >= 20 &&
				      memcmp(piece->value + 16, "GRAY", 4) == 0;
	}
	return settle->icc_is_gray;
}

bool
settle_piece(struct settle *settle, const struct metadata_piece *piece)
{
	switch (rules[piece->kind]) {
	case KEEP:
		return true;
	case KEEP_OF_GRAY:
		return !settle->is_color;
	case KEEP_GRAY:
		return keeps_icc(settle, piece);
	default:
		return false;
	}
}

enum gm_status
settle_add(struct settle *settle, struct metadata *m,
	   const struct metadata_piece *piece, struct gm_error *err)
{
	return settle_piece(settle, piece) ? metadata_add(m, piece, err)
					   : GM_OK;
}
