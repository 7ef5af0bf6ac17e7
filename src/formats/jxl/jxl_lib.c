/* SPDX-License-Identifier: MIT */
#include "formats/jxl/jxl_lib.h"

#include <errno.h>
#include <stdio.h>

#include "base/spare.h"

static void
tell(struct library_version *version)
{
	const uint32_t number = JxlDecoderVersion();

	snprintf(version->built, sizeof(version->built), "%d.%d.%d",
		 JPEGXL_MAJOR_VERSION, JPEGXL_MINOR_VERSION,
		 JPEGXL_PATCH_VERSION);
	snprintf(version->loaded, sizeof(version->loaded), "%u.%u.%u",
		 number / 1000000, number / 1000 % 1000, number % 1000);
}

const struct library jxl_library = {.name = "libjxl", .tell = tell};

enum gm_status
jxl_lib_begin(struct hush *hush, uint64_t nbytes, struct gm_error *err)
{
	enum gm_status st = spare_check(nbytes, "JXL", err);

	if (st == GM_OK)
		st = hush_begin(hush, err);
	errno = 0;
	return st;
}

enum gm_status
jxl_lib_fail(enum gm_status status, const char *text, struct gm_error *err)
{
	return errno == ENOMEM
		       ? gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (JXL)")
		       : gm_fail(err, status, 0, "%s", text);
}
