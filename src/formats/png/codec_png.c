/* SPDX-License-Identifier: MIT */
#include "formats/formats.h"

#include <string.h>

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

static const char *const extensions[] = {"png", "apng", NULL};

const struct codec codec_png = {
	.name = "PNG",
	.extensions = extensions,
	.sniff = sniff,
	.reader = &codec_png_reader,
	.writer = &codec_png_writer,
};
