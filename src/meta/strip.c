/* SPDX-License-Identifier: MIT */
#include "meta/strip.h"

#include "meta/orientation.h"

/* The most that leaves the kind in the file; else STRIP_NOTHING does. */
static const enum strip_policy most[METADATA_N_KINDS] = {
	[METADATA_ICC] = STRIP_MOST,  [METADATA_DENSITY] = STRIP_MOST,
	[METADATA_SRGB] = STRIP_MOST, [METADATA_CURVE] = STRIP_ALL,
	[METADATA_CICP] = STRIP_ALL,  [METADATA_CODING] = STRIP_ALL,
};

/* One SHORT, 0x0112, in the byte order of Intel; after a header of JFIF. */
static enum gm_status
add_orientation(struct metadata *m, size_t at, unsigned orientation,
		struct gm_error *err)
{
	uint8_t exif[STRIP_EXIF_NBYTES] = {'I', 'I', 42,   0,    8, 0, 0, 0,
					   1,   0,   0x12, 0x01, 3, 0, 1};
	struct metadata_piece piece = {.kind = METADATA_EXIF,
				       .value = exif,
				       .value_nbytes = sizeof(exif),
				       .part = 1,
				       .n_parts = 1};

	exif[18] = (uint8_t)orientation;
	while (at < m->n_items && metadata_get(m, at).kind == METADATA_DENSITY)
		at++;
	return metadata_insert(m, at, &piece, err);
}

enum gm_status
strip_settle(struct metadata *m, size_t first, enum strip_policy policy,
	     struct gm_error *err)
{
	unsigned orientation;

	if (policy == STRIP_NOTHING)
		return GM_OK;
	orientation = orientation_of(m, first);
	for (unsigned kind = 0; kind < METADATA_N_KINDS; kind++)
		if (most[kind] < policy)
			metadata_drop(m, first, (enum metadata_kind)kind);
	if (policy == STRIP_ALL || orientation <= ORIENTATION_UPRIGHT)
		return GM_OK;
	return add_orientation(m, first, orientation, err);
}
