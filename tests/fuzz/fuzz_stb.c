/* SPDX-License-Identifier: MIT */
/*
 * fuzz_stb.c - the formats that are read through stb_image
 */
#include "fuzz_harness.h"

#include "codec_check.h"
#include "formats/formats.h"

int
fuzz_input(const uint8_t *data, size_t size)
{
	static const struct codec *const codecs[] = {&codec_tga, &codec_pic,
						     NULL};

	codec_check(data, size, codecs);
	return 0;
}
