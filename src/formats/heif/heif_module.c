/* SPDX-License-Identifier: MIT */
#include "formats/heif/heif.h"
#include "formats/heif/heif_decode.h"
#include "formats/modules.h"

static const struct library *const libraries[] = {&heif_library, NULL};

const struct codec_module graymill_module_heif = {
	.version = GM_VERSION,
	.libraries = libraries,
	.reader = &heif_reader,
};
