/* SPDX-License-Identifier: MIT */
/*
 * fuzz_own.c - the formats that are read without a library
 */
#include "fuzz_harness.h"

#include "codec_check.h"
#include "formats/formats.h"

/* Those have a harness elsewhere. */
static bool
has_library(const struct codec *codec)
{
	static const struct codec *const others[] = {&codec_jpeg, &codec_png,
						     &codec_tga, &codec_pic};

	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (codec == others[i])
			return true;
	return false;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct codec *codecs[FORMATS_MAX + 1];
	size_t n = 0;

	if (codecs[0] == NULL)
		for (size_t i = 0; formats_all()[i] != NULL; i++)
			if (!has_library(formats_all()[i]))
				codecs[n++] = formats_all()[i];
	codec_check(data, size, codecs);
	return 0;
}
