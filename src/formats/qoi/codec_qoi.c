/* SPDX-License-Identifier: MIT */
#include "formats/formats.h"

#include <string.h>

#include "formats/qoi/qoi.h"

static bool
sniff(const uint8_t *head, size_t nbytes)
{
	return nbytes >= 4 && memcmp(head, QOI_MAGIC, 4) == 0;
}

static const char *const extensions[] = {"qoi", NULL};

const struct codec codec_qoi = {
	.name = QOI_NAME,
	.extensions = extensions,
	.can = {.only_colors = true, .alpha = true},
	.effort = 3,
	.sniff = sniff,
	.reader = &qoi_reader,
	.writer = &qoi_writer,
};
