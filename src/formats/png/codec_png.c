/* SPDX-License-Identifier: MIT */
#include "formats/formats.h"

#include <string.h>

#include "deflate/deflate_lib.h"
#include "deflate/zlib_lib.h"
#include "formats/png/codec_png.h"

/*
 * Half of the signature is enough: the other half is there to be spoilt by
 * text conversion (PNG 5.2), and the decoder says when it was.
 */
static bool
sniff(const uint8_t *head, size_t nbytes)
{
	return nbytes >= 4 && memcmp(head, "\x89PNG", 4) == 0;
}

static const struct codec_direct *const direct[] = {&codec_png_direct, NULL};

static const char *const extensions[] = {"png", "apng", NULL};

#define METADATA                                                               \
	(1u << METADATA_EXIF | 1u << METADATA_XMP | 1u << METADATA_IPTC |      \
	 1u << METADATA_ICC | 1u << METADATA_COMMENT | 1u << METADATA_TEXT |   \
	 1u << METADATA_DENSITY | 1u << METADATA_TIME | 1u << METADATA_SRGB)

static const struct library *const libraries[] = {
	&codec_png_library, &deflate_lib_library, &zlib_lib_library, NULL};

const struct codec codec_png = {
	.name = "PNG",
	.extensions = extensions,
	.libraries = libraries,
	.can = {.depth16 = true,
		.alpha = true,
		.frames = true,
		.tells = METADATA,
		.holds = METADATA},
	.effort = 6,
	.sniff = sniff,
	.direct = direct,
	.reader = &codec_png_reader,
	.writer = &codec_png_writer,
};
