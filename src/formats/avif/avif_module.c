/* SPDX-License-Identifier: MIT */
#include "formats/modules.h"

#include "formats/avif/avif.h"
#include "formats/avif/avif_lib.h"

static const struct library *const libraries[] = {&avif_library, NULL};

static const struct codec_direct *const direct[] = {&avif_direct, NULL};

const struct codec_module graymill_module_avif = {
	.version = GM_VERSION,
	.libraries = libraries,
	.direct = direct,
	.reader = &avif_reader,
	.writer = &avif_writer,
};
