/* SPDX-License-Identifier: MIT */
#include "formats/formats.h"

#include <string.h>

#include "formats/jpeg/chroma.h"
#include "formats/jpeg/codec_jpeg.h"
#include "formats/jpeg/luma.h"

/* SOI, and the first byte of the marker that must follow it (T.81 B.2.1). */
static bool
sniff(const uint8_t *head, size_t nbytes)
{
	return nbytes >= 3 && memcmp(head, "\xff\xd8\xff", 3) == 0;
}

/* T.871 section 7: the Y of a JPEG is its Rec.601 gray. */
static bool
serves_y(const struct conversion *conversion)
{
	return !conversion->pixels && conversion->gray == GRAY_REC601 &&
	       conversion->quality == 0;
}

/*
 * The bits of the luma keep the Huffman tables of the source, which also code
 * its chroma: tables of the luma's own make a smaller file.
 */
static bool
serves_bits(const struct conversion *conversion)
{
	return serves_y(conversion) && conversion->compress != COMPRESS_BEST;
}

static const struct codec_direct bits = {
	.way = CONVERSION_DIRECT,
	.serves = serves_bits,
	.copy = luma_copy,
};

static const struct codec_direct coefficients = {
	.way = CONVERSION_COEFFICIENTS,
	.serves = serves_y,
	.copy = codec_jpeg_coefs_copy,
};

const struct codec_direct *const codec_jpeg_direct[] = {&bits, &coefficients,
							NULL};

static const char *const extensions[] = {
	"jpg", "jpeg", "jpe", "jfif",      "jfi",        "jif", "pjpeg",
	"pjp", "mpo",  "thm", "jpg_large", "jpeg_large", NULL};

#define METADATA                                                               \
	(1u << METADATA_EXIF | 1u << METADATA_XMP | 1u << METADATA_IPTC |      \
	 1u << METADATA_ICC | 1u << METADATA_COMMENT | 1u << METADATA_DENSITY)

const struct codec codec_jpeg = {
	.name = "JPEG",
	.extensions = extensions,
	.libraries = (const struct library *const[]){&codec_jpeg_library, NULL},
	.can = {.tells = METADATA, .holds = METADATA},
	.effort = 1,
	.sniff = sniff,
	.look = chroma_look,
	.direct = codec_jpeg_direct,
	.reader = &codec_jpeg_reader,
	.writer = &codec_jpeg_writer,
};
