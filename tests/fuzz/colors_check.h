/* SPDX-License-Identifier: MIT */
/*
 * colors_check.h - what a codec promises of colours that are only looked at
 */
#ifndef GM_FUZZ_COLORS_CHECK_H
#define GM_FUZZ_COLORS_CHECK_H

#include "base/bytes.h"
#include "codec/codec.h"

/*
 * Read all frames and pages of the file for --check, in colour; fail where that
 * ends without a reason, or where what is seen without pixels is not so.
 */
void colors_check(const struct bytes *file, const struct codec *codec,
		  uint64_t max_pixels);

#endif
