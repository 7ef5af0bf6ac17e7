/* SPDX-License-Identifier: MIT */
#include "base/err.h"

#include <assert.h>
#include <errno.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

enum gm_status
gm_fail(struct gm_error *err, enum gm_status status, int errnum,
	const char *format, ...)
{
	va_list args;
	int n;

	assert(status != GM_OK);
	err->status = status;
	va_start(args, format);
	n = vsnprintf(err->text, sizeof(err->text), format, args);
	va_end(args);
	if (errnum != 0 && n >= 0 && (size_t)n < sizeof(err->text)) {
		char reason[96];

		if (strerror_r(errnum, reason, sizeof(reason)) != 0)
			snprintf(reason, sizeof(reason), "error %d", errnum);
		snprintf(err->text + n, sizeof(err->text) - (size_t)n, ": %s",
			 reason);
	}
	return status;
}

enum gm_status
gm_write_status(int errnum)
{
	switch (errnum) {
	case ENOSPC:
	case EDQUOT:
	case EROFS:
		return GM_ERR_FULL;
	case ENOMEM:
		return GM_ERR_NOMEM;
	default:
		return GM_ERR_WRITE;
	}
}

const char *
gm_status_code(enum gm_status status)
{
	static const char *const codes[] = {
		[GM_OK] = "ok",
		[GM_ERR_USAGE] = "usage",
		[GM_ERR_NOMEM] = "memory",
		[GM_ERR_LIMIT] = "limit",
		[GM_ERR_OPEN] = "open",
		[GM_ERR_READ] = "read",
		[GM_ERR_WRITE] = "write",
		[GM_ERR_GONE] = "gone",
		[GM_ERR_FULL] = "full",
		[GM_ERR_FOLDER] = "folder",
		[GM_ERR_FORMAT] = "format",
		[GM_ERR_MODULE] = "module",
		[GM_ERR_UNSUPPORTED] = "unsupported",
		[GM_ERR_CORRUPT] = "corrupt",
		[GM_ERR_TRUNCATED] = "truncated",
		[GM_ERR_COLOR] = "color",
		[GM_ERR_MULTIFRAME] = "frames",
		[GM_ERR_TIMEOUT] = "timeout",
		[GM_ERR_CRASH] = "crash",
		[GM_ERR_STOPPED] = "stopped",
		[GM_ERR_SYSTEM] = "system",
	};

	static_assert(sizeof(codes) / sizeof(codes[0]) == GM_N_STATUS,
		      "a word for each");
	return codes[status];
}
