/* SPDX-License-Identifier: MIT */
/*
 * png_oracle.h - is a gray PNG what libpng's way makes of its original?
 *
 * Knows nothing of how the gray one was made.
 */
#ifndef GM_FUZZ_PNG_ORACLE_H
#define GM_FUZZ_PNG_ORACLE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "image/gray.h"

/* Pictures with more pixels would make fuzzing slow. */
#define PNG_ORACLE_MAX_PIXELS (UINT32_C(1) << 18)

/* What was said of the original, and how it was converted. */
struct png_oracle_claim {
	enum gray_method method;
	uint32_t width;
	uint32_t height;
	bool has_more;       /* bytes follow its IEND */
	const char *warning; /* "" is none */
};

/*
 * Print what is wrong and abort unless gray has the pixels and the chunks that
 * the other way gives the original, and is in order to the last byte.  Alpha
 * that is opaque everywhere may be left out, palettes must have become gray of
 * the least depth.
 */
void png_oracle_check(const struct bytes *original, const struct bytes *gray,
		      const struct png_oracle_claim *claim);

#endif
