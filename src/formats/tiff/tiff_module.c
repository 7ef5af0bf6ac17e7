/* SPDX-License-Identifier: MIT */
/*
 * What the program gets when it loads TIFF.
 */
#include <stdio.h>
#include <string.h>

#include "base/library.h"
#include "formats/modules.h"
#include "formats/tiff/tiff.h"
#include "formats/tiff/tiff_direct.h"
#include "formats/tiff/tiff_lib.h"

/* "LIBTIFF, Version 4.5.0", and a copyright in further lines. */
static void
tell(struct library_version *version)
{
	static const char before[] = "LIBTIFF, Version ";
	const char *text = TIFFGetVersion();
	size_t n = sizeof(before) - 1;

	snprintf(version->built, sizeof(version->built), "%d.%d.%d",
		 TIFFLIB_MAJOR_VERSION, TIFFLIB_MINOR_VERSION,
		 TIFFLIB_MICRO_VERSION);
	if (strncmp(text, before, n) == 0)
		snprintf(version->loaded, sizeof(version->loaded), "%.*s",
			 (int)strcspn(text + n, "\n"), text + n);
}

static const struct library tiff_library = {.name = "libtiff", .tell = tell};

static const struct library *const libraries[] = {&tiff_library, NULL};

static const struct codec_direct *const direct[] = {&tiff_direct_bits,
						    &tiff_direct_pixels, NULL};

const struct codec_module graymill_module_tiff = {
	.version = GM_VERSION,
	.libraries = libraries,
	.direct = direct,
	.reader = &tiff_reader,
	.writer = &tiff_writer,
};
