/* SPDX-License-Identifier: MIT */
/*
 * md5.h - the digest of RFC 1321, for formats that name things by it
 *
 * It protects from nothing.  By Little CMS, whose profiles have such a name.
 */
#ifndef GM_ICC_MD5_H
#define GM_ICC_MD5_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

#define MD5_NBYTES 16u

/* Fails with GM_ERR_NOMEM. */
enum gm_status md5(const uint8_t *data, size_t nbytes,
		   uint8_t digest[MD5_NBYTES], struct gm_error *err);

#endif
