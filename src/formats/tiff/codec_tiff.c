/* SPDX-License-Identifier: MIT */
#include "formats/formats.h"

#include <string.h>

#include "formats/raw_maker.h"
#include "formats/tiff/tiff_meta.h"

/* Classic and BigTIFF; what cameras call raw begins so, too. */
static bool
sniff(const uint8_t *head, size_t nbytes)
{
	static const char starts[][5] = {"II*\0", "MM\0*", "II+\0", "MM\0+"};

	for (size_t i = 0; i < sizeof(starts) / sizeof(starts[0]); i++)
		if (nbytes >= 8 && memcmp(head, starts[i], 4) == 0)
			return raw_maker_name(head, nbytes) == NULL;
	return false;
}

const struct codec codec_tiff CODEC_ROW_OF_MODULE = {
	.name = "TIFF",
	.extensions = (const char *const[]){"tiff", "tif", NULL},
	.can = {.depth16 = true,
		.floats = true,
		.alpha = true,
		.frames = true,
		.tells = TIFF_META_KINDS,
		.holds = TIFF_META_KINDS},
	.effort = 2,
	.sniff = sniff,
	.module = "tiff",
	.is_written = true,
	.is_risky = true,
};
