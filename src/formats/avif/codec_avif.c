/* SPDX-License-Identifier: MIT */
#include "formats/formats.h"

#include <string.h>

#include "base/octets.h"
#include "formats/avif/avif.h"

/* Of ftyp: size, name, major brand and version (ISO/IEC 14496-12, 4.3). */
#define TYPE_NBYTES 16u

static bool
is_brand(const uint8_t *brand)
{
	return memcmp(brand, "avif", 4) == 0 || memcmp(brand, "avis", 4) == 0;
}

/* Files of other brands, as mif1 and msf1, say among those that they are
   compatible with that they are AVIF. */
static bool
sniff(const uint8_t *head, size_t nbytes)
{
	size_t end;

	if (nbytes < 12 || memcmp(head + 4, "ftyp", 4) != 0)
		return false;
	if (is_brand(head + 8))
		return true;
	end = octets_u32be(head);
	if (end > nbytes)
		end = nbytes;
	for (size_t at = TYPE_NBYTES; at + 4 <= end; at += 4)
		if (is_brand(head + at))
			return true;
	return false;
}

#define METADATA                                                               \
	(1u << METADATA_EXIF | 1u << METADATA_XMP | 1u << METADATA_ICC |       \
	 1u << METADATA_SRGB)

static const char *const extensions[] = {"avif", "avifs", NULL};

const struct codec codec_avif CODEC_ROW_OF_MODULE = {
	.name = AVIF_NAME,
	.extensions = extensions,
	.can = {.depth16 = true,
		.alpha = true,
		.model = PROFILE_OF_GRAY,
		.tells = METADATA,
		.holds = METADATA},
	.effort = 100,
	.sniff = sniff,
	.module = "avif",
	.is_written = true,
};
