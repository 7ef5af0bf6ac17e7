/* SPDX-License-Identifier: MIT */
/*
 * fuzz_own.c - the formats that are read without a library
 */
#include "fuzz_harness.h"

#include "codec_check.h"
#include "formats/formats.h"

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static const struct codec *const codecs[] = {&codec_pnm, &codec_hdr,
						     NULL};

	codec_check(data, size, codecs);
	return 0;
}
