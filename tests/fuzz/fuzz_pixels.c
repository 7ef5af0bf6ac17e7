/* SPDX-License-Identifier: MIT */
/*
 * fuzz_pixels.c - JPEG and PNG through the pixels of their libraries
 */
#include "fuzz_harness.h"

#include "codec_check.h"
#include "formats/formats.h"

int
fuzz_input(const uint8_t *data, size_t size)
{
	static const struct codec *const codecs[] = {&codec_jpeg, &codec_png,
						     NULL};

	codec_check(data, size, codecs);
	return 0;
}
