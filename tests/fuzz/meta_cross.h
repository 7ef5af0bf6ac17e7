/* SPDX-License-Identifier: MIT */
/*
 * meta_cross.h - does a PNG say what the file of another format said?
 */
#ifndef GM_FUZZ_META_CROSS_H
#define GM_FUZZ_META_CROSS_H

#include "base/bytes.h"

/*
 * Convert the original to PNG, read that, and fail unless what both formats
 * can hold is the same in both.
 */
void meta_cross_check(const struct bytes *original);

#endif
