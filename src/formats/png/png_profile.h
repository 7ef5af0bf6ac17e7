/* SPDX-License-Identifier: MIT */
/*
 * png_profile.h - is the colour profile of a PNG one of gray?
 */
#ifndef GM_FORMATS_PNG_PNG_PROFILE_H
#define GM_FORMATS_PNG_PNG_PROFILE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/*
 * Look into the payload of an iCCP (PNG 11.3.3.3), as far as the header of the
 * profile.  False, with *is_gray untouched, when it cannot be told.
 */
bool png_profile_look(const uint8_t *payload, size_t nbytes, bool *is_gray);

#endif
