/* SPDX-License-Identifier: MIT */
#include "formats/formats.h"

#include <string.h>

#include "formats/jp2/jp2.h"

/* JP2 and what is built on it, and a bare codestream (T.800 I.5.1, A.4.1). */
static bool
sniff(const uint8_t *head, size_t nbytes)
{
	static const uint8_t box[] = "\0\0\0\x0cjP  \r\n\x87\n";
	static const uint8_t bare[] = "\xff\x4f\xff\x51";

	return (nbytes >= 12 && memcmp(head, box, 12) == 0) ||
	       (nbytes >= 4 && memcmp(head, bare, 4) == 0);
}

#define METADATA                                                               \
	(1u << METADATA_EXIF | 1u << METADATA_XMP | 1u << METADATA_IPTC |      \
	 1u << METADATA_ICC | 1u << METADATA_COMMENT | 1u << METADATA_DENSITY)

const struct codec codec_jp2 CODEC_ROW_OF_MODULE = {
	.name = JP2_NAME,
	.extensions = (const char *const[]){"jp2", "j2k", "jpf", "jpx", "j2c",
					    "jpc", "jph", "jhc", NULL},
	.can = {.depth16 = true, .alpha = true, .tells = METADATA},
	.effort = 70,
	.sniff = sniff,
	.module = "jp2",
	.becomes = &codec_png,
};
