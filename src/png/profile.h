/* SPDX-License-Identifier: MIT */
/*
 * profile.h - is the colour profile of a PNG one of gray?
 */
#ifndef GM_PNG_PROFILE_H
#define GM_PNG_PROFILE_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/err.h"

/*
 * Look into the payload of an iCCP (PNG 11.3.3.3).  Fails with
 * GM_ERR_UNSUPPORTED when it cannot be told.
 */
enum gm_status profile_is_gray(const struct bytes *payload, bool *is_gray,
			       struct gm_error *err);

#endif
