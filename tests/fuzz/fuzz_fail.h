/* SPDX-License-Identifier: MIT */
/*
 * fuzz_fail.h - how a harness says that it has found something
 */
#ifndef GM_FUZZ_FUZZ_FAIL_H
#define GM_FUZZ_FUZZ_FAIL_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/err.h"

/* One line, and the end of the run: whoever fuzzes keeps the input. */
_Noreturn void fuzz_fail(const char *format, ...)
	__attribute__((format(printf, 1, 2)));

/* Fail unless the promise is kept; err, if not NULL, is what was said. */
void fuzz_require(bool kept, const char *promise, const struct gm_error *err);

/* Fail unless both have the same bytes. */
void fuzz_require_same(const struct bytes *a, const struct bytes *b,
		       const char *promise);

/* Require a text of one line. */
void fuzz_require_line(const char *text);

/*
 * Require what a decoder may say of bytes that are there to be read: why it
 * fails, and not for want of memory.
 */
void fuzz_require_reason(enum gm_status status, const struct gm_error *err);

#endif
