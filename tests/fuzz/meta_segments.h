/* SPDX-License-Identifier: MIT */
/*
 * meta_segments.h - does a gray JPEG keep the segments that it should?
 *
 * By the rules of meta/settle.h, in other words, and by what
 * libjpeg makes of a colour profile.
 */
#ifndef GM_FUZZ_META_SEGMENTS_H
#define GM_FUZZ_META_SEGMENTS_H

#include "base/bytes.h"

/* Fail unless gray keeps of the original what still holds, and no more. */
void meta_segments_check(const struct bytes *original,
			 const struct bytes *gray);

#endif
