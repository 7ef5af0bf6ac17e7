/* SPDX-License-Identifier: MIT */
#include "formats/formats.h"

#include <string.h>

#include "formats/jpeg/codec_jpeg.h"

/* SOI, and the first byte of the marker that must follow it (T.81 B.2.1). */
static bool
sniff(const uint8_t *head, size_t nbytes)
{
	return nbytes >= 3 && memcmp(head, "\xff\xd8\xff", 3) == 0;
}

static const char *const extensions[] = {"jpg", "jpeg", "jpe", "jfif", NULL};

const struct codec codec_jpeg = {
	.name = "JPEG",
	.extensions = extensions,
	.sniff = sniff,
	.reader = &codec_jpeg_reader,
	.writer = &codec_jpeg_writer,
};
