/* SPDX-License-Identifier: MIT */
/*
 * codec_check.h - what every codec promises, of any bytes
 */
#ifndef GM_FUZZ_CODEC_CHECK_H
#define GM_FUZZ_CODEC_CHECK_H

#include <stddef.h>
#include <stdint.h>

#include "codec/codec.h"

/* Pictures with more pixels would make fuzzing slow. */
#define CODEC_CHECK_MAX_PIXELS (UINT32_C(1) << 16)

/*
 * Convert the file if its content is of one of the codecs, a list ended by
 * NULL, in all the ways that a user may ask for; fail where the outcomes do
 * not agree, or are not what a codec may say.
 */
void codec_check(const uint8_t *data, size_t size,
		 const struct codec *const *codecs);

#endif
