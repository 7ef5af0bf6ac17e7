/* SPDX-License-Identifier: MIT */
#include "fuzz_fail.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

void
fuzz_fail(const char *format, ...)
{
	va_list args;

	fputs("found: ", stderr);
	va_start(args, format);
	vfprintf(stderr, format, args);
	va_end(args);
	fputc('\n', stderr);
	abort();
}

void
fuzz_require(bool kept, const char *promise, const struct gm_error *err)
{
	if (kept)
		return;
	if (err == NULL)
		fuzz_fail("not so: %s", promise);
	fuzz_fail("not so: %s (status %d: %s)", promise, (int)err->status,
		  err->text);
}

void
fuzz_require_same(const struct bytes *a, const struct bytes *b,
		  const char *promise)
{
	fuzz_require(a->nbytes == b->nbytes &&
			     (a->nbytes == 0 ||
			      memcmp(a->data, b->data, a->nbytes) == 0),
		     promise, NULL);
}

void
fuzz_require_line(const char *text)
{
	if (strchr(text, '\n') != NULL)
		fuzz_fail("more than one line: %s", text);
}

void
fuzz_require_reason(enum gm_status status, const struct gm_error *err)
{
	bool known = status == GM_ERR_LIMIT || status == GM_ERR_UNSUPPORTED ||
		     status == GM_ERR_CORRUPT || status == GM_ERR_TRUNCATED ||
		     status == GM_ERR_MULTIFRAME;

	if (!known || err->status != status || err->text[0] == '\0')
		fuzz_fail("unexpected status %d, in the error %d: %s",
			  (int)status, (int)err->status, err->text);
	fuzz_require_line(err->text);
}
