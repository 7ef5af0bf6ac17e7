/* SPDX-License-Identifier: MIT */
/*
 * png_profile.h - the colour profile of a PNG (PNG 11.3.2.3)
 */
#ifndef GM_FORMATS_PNG_PNG_PROFILE_H
#define GM_FORMATS_PNG_PNG_PROFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "meta/metadata.h"

/* Longest profile that is looked at: 16 MiB. */
#define PNG_PROFILE_MAX_NBYTES (16u << 20)

/*
 * Make profile, which is emptied before, and gets what the piece of an iCCP
 * holds zipped, the value of that piece.  What cannot be read, or is longer
 * than PNG_PROFILE_MAX_NBYTES, is left without a value.  Fails with
 * GM_ERR_NOMEM.
 */
enum gm_status png_profile_read(struct metadata_piece *piece,
				struct bytes *profile, struct gm_error *err);

/*
 * Append the payload of an iCCP with the profile whose first part is piece
 * number i.  False when it is no whole profile, or with *err filled
 * (GM_ERR_NOMEM).
 */
bool png_profile_make(const struct metadata *metadata, size_t i,
		      struct bytes *payload, struct gm_error *err);

#endif
