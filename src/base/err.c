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
