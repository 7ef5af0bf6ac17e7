/* SPDX-License-Identifier: MIT */
/*
 * png_other.h - a PNG to its gray one by way of libpng's pixels
 */
#ifndef GM_FUZZ_PNG_OTHER_H
#define GM_FUZZ_PNG_OTHER_H

#include "image/codec.h"

/* Pictures with more pixels would make fuzzing slow. */
#define PNG_OTHER_MAX_PIXELS (UINT32_C(1) << 18)

/*
 * Decode the original, make it gray and append the encoded file to *gray.
 * warning becomes what the decoder warned of, "" for nothing.
 */
enum gm_status png_other_convert(const struct bytes *original,
				 enum gray_method method, struct bytes *gray,
				 char warning[GM_ERROR_TEXT_BYTES],
				 struct gm_error *err);

#endif
