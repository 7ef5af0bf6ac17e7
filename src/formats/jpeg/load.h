/* SPDX-License-Identifier: MIT */
/*
 * load.h - eight bytes at a time, in the order of a bit stream
 */
#ifndef GM_FORMATS_JPEG_LOAD_H
#define GM_FORMATS_JPEG_LOAD_H

#include <stdint.h>
#include <string.h>

/* The 8 bytes at p, the first of them most significant. */
static inline uint64_t
load_be64(const uint8_t *p)
{
	uint64_t value;

	memcpy(&value, p, sizeof(value));
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	value = __builtin_bswap64(value);
#endif
	return value;
}

static inline void
load_put_be64(uint8_t *p, uint64_t value)
{
#if __BYTE_ORDER__ == __ORDER_LITTLE_ENDIAN__
	value = __builtin_bswap64(value);
#endif
	memcpy(p, &value, sizeof(value));
}

/*
 * The bits at bit offset pos, left-aligned: at least 57 of them are of the
 * data.  Reads 8 bytes at pos / 8.
 */
static inline uint64_t
load_bits(const uint8_t *data, uint64_t pos)
{
	return load_be64(data + (pos >> 3)) << (pos & 7);
}

#endif
