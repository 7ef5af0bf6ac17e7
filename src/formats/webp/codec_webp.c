/* SPDX-License-Identifier: MIT */
#include "formats/formats.h"

#include <string.h>

#include "formats/webp/webp.h"
#include "formats/webp/webp_decode.h"
#include "formats/webp/webp_direct.h"
#include "formats/webp/webp_file.h"

static bool
sniff(const uint8_t *head, size_t nbytes)
{
	return nbytes >= WEBP_RIFF_HEAD_NBYTES &&
	       memcmp(head, "RIFF", 4) == 0 && memcmp(head + 8, "WEBP", 4) == 0;
}

#define METADATA (1u << METADATA_EXIF | 1u << METADATA_XMP | 1u << METADATA_ICC)

static const char *const extensions[] = {"webp", NULL};

static const struct library *const libraries[] = {&webp_library, NULL};

static const struct codec_direct *const direct[] = {
	&webp_direct, &webp_animation_direct, NULL};

const struct codec codec_webp = {
	.name = WEBP_NAME,
	.extensions = extensions,
	.can = {.only_colors = true,
		.alpha = true,
		.frames = true,
		.model = PROFILE_OF_RGB,
		.tells = METADATA,
		.holds = METADATA},
	.libraries = libraries,
	.effort = 20,
	.sniff = sniff,
	.direct = direct,
	.reader = &webp_reader,
	.writer = &webp_writer,
};
