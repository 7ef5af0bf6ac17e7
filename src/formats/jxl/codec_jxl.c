/* SPDX-License-Identifier: MIT */
#include "formats/formats.h"

#include <string.h>

#include "formats/jxl/jxl.h"

/* A code stream (ISO/IEC 18181-1), or a file of boxes (18181-2). */
static bool
sniff(const uint8_t *head, size_t nbytes)
{
	static const uint8_t stream[] = {0xff, 0x0a};
	static const uint8_t box[] = {0,   0,   0,    12,   'J',  'X',
				      'L', ' ', 0x0d, 0x0a, 0x87, 0x0a};

	return (nbytes >= sizeof(stream) &&
		memcmp(head, stream, sizeof(stream)) == 0) ||
	       (nbytes >= sizeof(box) && memcmp(head, box, sizeof(box)) == 0);
}

#define METADATA                                                               \
	(1u << METADATA_EXIF | 1u << METADATA_XMP | 1u << METADATA_ICC |       \
	 1u << METADATA_SRGB)

CODEC_ROW_OF_MODULE const struct codec codec_jxl = {
	.name = JXL_NAME,
	.extensions = (const char *const[]){"jxl", NULL},
	.can = {.depth16 = true,
		.floats = true,
		.alpha = true,
		.tells = METADATA,
		.holds = METADATA},
	.effort = 60,
	.sniff = sniff,
	.module = "jxl",
	.is_written = true,
};
