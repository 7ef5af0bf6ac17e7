/* SPDX-License-Identifier: MIT */
/*
 * md5.h - the digest of RFC 1321, for formats that name things by it
 *
 * It protects from nothing.
 */
#ifndef GM_BASE_MD5_H
#define GM_BASE_MD5_H

#include <stddef.h>
#include <stdint.h>

#define MD5_NBYTES 16u

void md5(const uint8_t *data, size_t nbytes, uint8_t digest[MD5_NBYTES]);

#endif
