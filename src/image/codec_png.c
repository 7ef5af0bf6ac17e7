/* SPDX-License-Identifier: MIT */
#include "image/codec_png.h"

#include <string.h>

#include "image/codec_png_read.h"
#include "image/codec_png_write.h"

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

const struct codec codec_png_format = {
	.name = "PNG",
	.extensions = extensions,
	.sniff = sniff,
	.decode_open = codec_png_read_open,
	.decode_rows = codec_png_read_rows,
	.decode_finish = codec_png_read_finish,
	.decode_close = codec_png_read_close,
	.encode_open = codec_png_write_open,
	.encode_rows = codec_png_write_rows,
	.encode_finish = codec_png_write_finish,
	.encode_close = codec_png_write_close,
};
