/* SPDX-License-Identifier: MIT */
#include "image/codec_jpeg.h"

#include <string.h>

#include "image/codec_jpeg_read.h"
#include "image/codec_jpeg_write.h"

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
	.decode_open = codec_jpeg_read_open,
	.decode_rows = codec_jpeg_read_rows,
	.decode_finish = codec_jpeg_read_finish,
	.decode_close = codec_jpeg_read_close,
	.encode_open = codec_jpeg_write_open,
	.encode_rows = codec_jpeg_write_rows,
	.encode_finish = codec_jpeg_write_finish,
	.encode_close = codec_jpeg_write_close,
};
