/* SPDX-License-Identifier: MIT */
#include "formats/modules.h"

#include "formats/jp2/jp2.h"

static const struct library *const libraries[] = {&jp2_library, NULL};

const struct codec_module graymill_module_jp2 = {
	.version = GM_VERSION,
	.libraries = libraries,
	.reader = &jp2_reader,
};
