/* SPDX-License-Identifier: MIT */
/*
 * base64.h - bytes as text (RFC 4648 section 4)
 */
#ifndef GM_REPORT_BASE64_H
#define GM_REPORT_BASE64_H

#include <stddef.h>

#include "base/bytes.h"
#include "base/err.h"

/* Append n bytes as text, without a NUL.  Fails with GM_ERR_NOMEM. */
enum gm_status base64_put(const void *data, size_t n, struct bytes *text,
			  struct gm_error *err);

/*
 * Append the bytes that n characters stand for.  Fails with GM_ERR_NOMEM, or
 * with GM_ERR_CORRUPT when they stand for none; *data is as before then.
 */
enum gm_status base64_get(const char *text, size_t n, struct bytes *data,
			  struct gm_error *err);

#endif
