/* SPDX-License-Identifier: MIT */
/*
 * png_profile.h - the colour profile of a PNG (PNG 11.3.3.3)
 */
#ifndef GM_FORMATS_PNG_PNG_PROFILE_H
#define GM_FORMATS_PNG_PNG_PROFILE_H

#include <stdbool.h>
#include <stdint.h>

#include "meta/metadata.h"

/* Header of a profile (ICC.1 7.2), which is all that is inflated. */
#define PNG_PROFILE_HEADER_NBYTES 128u

/*
 * Make header, and so the beginning of the profile, the value of the piece
 * that an iCCP is.  False, with the piece untouched, when it cannot be read.
 */
bool png_profile_read(struct metadata_piece *piece,
		      uint8_t header[PNG_PROFILE_HEADER_NBYTES]);

/*
 * Append the payload of an iCCP with this profile.  False with *err filled
 * (GM_ERR_NOMEM).
 */
bool png_profile_make(const struct bytes *profile, struct bytes *payload,
		      struct gm_error *err);

#endif
