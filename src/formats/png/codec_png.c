/* SPDX-License-Identifier: MIT */
#include "formats/formats.h"

#include <string.h>

#include "base/octets.h"
#include "formats/png/codec_png.h"
#include "formats/png/gray_png.h"

/*
 * Half of the signature is enough: the other half is there to be spoilt by
 * text conversion (PNG 5.2), and the decoder says when it was.
 */
static bool
sniff(const uint8_t *head, size_t nbytes)
{
	return nbytes >= 4 && memcmp(head, "\x89PNG", 4) == 0;
}

/* PNG 5.3 and 11.2.2: width and height follow the head of IHDR. */
static uint64_t
cost(const uint8_t *head, size_t nbytes)
{
	if (nbytes < 24 || memcmp(head + 12, "IHDR", 4) != 0)
		return 0;
	return (uint64_t)octets_u32be(head + 16) * octets_u32be(head + 20);
}

/* Any way gives the same pixels. */
static bool
serves_all(const struct conversion *conversion)
{
	(void)conversion;
	return true;
}

static enum gm_status
copy_whole(void **state, struct file_in *in, struct file_out *out,
	   const struct conversion *conversion, struct metadata *metadata,
	   struct outcome *outcome, struct gm_error *err)
{
	struct gray_png *png = *state;
	enum gm_status st = GM_OK;

	(void)metadata;
	if (png == NULL)
		st = gray_png_new(&png, err);
	*state = png;
	return st == GM_OK
		       ? gray_png_copy(png, in, out, conversion, outcome, err)
		       : st;
}

static const struct codec_direct whole = {
	.way = CONVERSION_DIRECT,
	.serves = serves_all,
	.copy = copy_whole,
};

static const struct codec_direct *const direct[] = {&whole, NULL};

static const char *const extensions[] = {"png", "apng", NULL};

#define METADATA                                                               \
	(1u << METADATA_EXIF | 1u << METADATA_XMP | 1u << METADATA_ICC |       \
	 1u << METADATA_COMMENT | 1u << METADATA_TEXT |                        \
	 1u << METADATA_DENSITY | 1u << METADATA_TIME)

const struct codec codec_png = {
	.name = "PNG",
	.extensions = extensions,
	.can = {.depth16 = true,
		.alpha = true,
		.tells = METADATA,
		.holds = METADATA | 1u << METADATA_IPTC},
	.sniff = sniff,
	.cost = cost,
	.direct = direct,
	.reader = &codec_png_reader,
	.writer = &codec_png_writer,
};
