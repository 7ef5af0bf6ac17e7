/* SPDX-License-Identifier: MIT */
/*
 * Files of this kind begin with a box ftyp (ISO/IEC 14496-12, 4.3), which names
 * brands: a first one, the version of that, and others that hold, too.  Brands
 * of HEVC are ours; those of a still picture or a sequence without a coding are
 * where no brand of AV1 stands beside them (ISO/IEC 23008-12, 10.2 and B.4).
 */
#include "formats/formats.h"

#include <string.h>

#include "base/octets.h"

#define BRAND_NBYTES 4u

/* Size, "ftyp", first brand, version. */
#define HEAD_NBYTES 16u

static bool
is_one_of(const uint8_t *brand, const char *brands)
{
	for (; *brands != '\0'; brands += BRAND_NBYTES)
		if (memcmp(brand, brands, BRAND_NBYTES) == 0)
			return true;
	return false;
}

/* Does one of the brands of the box, its first among them, stand in a list? */
static bool
has_brand(const uint8_t *head, size_t nbytes, const char *brands)
{
	if (is_one_of(head + 8, brands))
		return true;
	for (size_t at = HEAD_NBYTES; at + BRAND_NBYTES <= nbytes;
	     at += BRAND_NBYTES)
		if (is_one_of(head + at, brands))
			return true;
	return false;
}

static bool
sniff(const uint8_t *head, size_t nbytes)
{
	uint32_t box;

	if (nbytes < HEAD_NBYTES || memcmp(head + 4, "ftyp", 4) != 0)
		return false;
	box = octets_u32be(head);
	if (box < HEAD_NBYTES)
		return false;
	if (nbytes > box)
		nbytes = box;
	if (is_one_of(head + 8, "avifavis"))
		return false;
	if (has_brand(head, nbytes, "heicheixheimheishevchevxhevmhevs"))
		return true;
	return has_brand(head, nbytes, "mif1msf1mif2") &&
	       !has_brand(head, nbytes, "avifavis");
}

static const char *const extensions[] = {"heic",  "heif",  "hif",
					 "heics", "heifs", NULL};

const struct codec codec_heif CODEC_ROW_OF_MODULE = {
	.name = "HEIF",
	.extensions = extensions,
	.can = {.depth16 = true,
		.alpha = true,
		.tells = 1u << METADATA_EXIF | 1u << METADATA_XMP |
			 1u << METADATA_ICC | 1u << METADATA_SRGB},
	.effort = 10,
	.sniff = sniff,
	.becomes = &codec_jpeg,
	/* Cameras call those of 10 bits so. */
	.deep_extension = "hif",
	.module = "heif",
	.is_risky = true,
};
