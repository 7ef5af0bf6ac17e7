/* SPDX-License-Identifier: MIT */
#include "formats/jxl/jxl.h"
#include "formats/jxl/jxl_lib.h"
#include "formats/modules.h"

static const struct codec_direct *const direct[] = {&jxl_direct,
						    &jxl_direct_jpeg, NULL};

const struct codec_module graymill_module_jxl = {
	.version = GM_VERSION,
	.libraries = (const struct library *const[]){&jxl_library, NULL},
	.direct = direct,
	.reader = &jxl_reader,
	.writer = &jxl_writer,
};
