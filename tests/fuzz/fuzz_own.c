/* SPDX-License-Identifier: MIT */
/*
 * fuzz_own.c - the formats that are read without a library, and what is said
 * of those that are not read at all
 */
#include "fuzz_harness.h"

#include <stdlib.h>
#include <string.h>

#include "codec_check.h"
#include "formats/formats.h"
#include "formats/unread.h"
#include "fuzz_fail.h"

/* Those have a harness elsewhere, and so has each module. */
static bool
has_library(const struct codec *codec)
{
	static const struct codec *const others[] = {&codec_jpeg, &codec_png,
						     &codec_tga, &codec_pic};

	if (codec->module != NULL)
		return true;
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++)
		if (codec == others[i])
			return true;
	return false;
}

/* Beyond the head nothing may be looked at: it is a block of its own. */
static void
check_unread(const uint8_t *data, size_t size)
{
	size_t n = size < CODEC_HEAD_BYTES ? size : CODEC_HEAD_BYTES;
	uint8_t *head = malloc(n > 0 ? n : 1);
	struct gm_error err;

	if (head == NULL)
		return;
	if (n > 0)
		memcpy(head, data, n);
	unread_fail(head, n, &err);
	fuzz_require(err.status == GM_ERR_FORMAT, "no picture", &err);
	fuzz_require_line(err.text);
	free(head);
}

int
fuzz_input(const uint8_t *data, size_t size)
{
	static const struct codec *codecs[FORMATS_MAX + 1];
	size_t n = 0;

	if (codecs[0] == NULL)
		for (size_t i = 0; formats_all()[i] != NULL; i++)
			if (!has_library(formats_all()[i]))
				codecs[n++] = formats_all()[i];
	codec_check(data, size, codecs);
	check_unread(data, size);
	return 0;
}
