/* SPDX-License-Identifier: MIT */
/*
 * octets.h - integers of a stated byte order, at any alignment
 */
#ifndef GM_BASE_OCTETS_H
#define GM_BASE_OCTETS_H

#include <stdint.h>
#include <string.h>

static inline uint16_t
octets_u16le(const uint8_t *p)
{
	return (uint16_t)(p[0] | p[1] << 8);
}

static inline uint16_t
octets_u16be(const uint8_t *p)
{
	return (uint16_t)(p[0] << 8 | p[1]);
}

static inline uint32_t
octets_u24le(const uint8_t *p)
{
	return octets_u16le(p) | (uint32_t)p[2] << 16;
}

static inline uint32_t
octets_u32le(const uint8_t *p)
{
	return octets_u16le(p) | (uint32_t)octets_u16le(p + 2) << 16;
}

static inline uint32_t
octets_u32be(const uint8_t *p)
{
	return (uint32_t)octets_u16be(p) << 16 | octets_u16be(p + 2);
}

/* One load and at most one swap; clang 14 would not see that in shifts. */
static inline uint64_t
octets_u64le(const uint8_t *p)
{
	uint64_t value;

	memcpy(&value, p, sizeof(value));
#if __BYTE_ORDER__ != __ORDER_LITTLE_ENDIAN__
	value = __builtin_bswap64(value);
#endif
	return value;
}

static inline uint64_t
octets_u64be(const uint8_t *p)
{
	return __builtin_bswap64(octets_u64le(p));
}

static inline void
octets_put_u16le(uint8_t *p, uint16_t value)
{
	p[0] = (uint8_t)value;
	p[1] = (uint8_t)(value >> 8);
}

static inline void
octets_put_u16be(uint8_t *p, uint16_t value)
{
	p[0] = (uint8_t)(value >> 8);
	p[1] = (uint8_t)value;
}

/* The lower 24 bits. */
static inline void
octets_put_u24le(uint8_t *p, uint32_t value)
{
	octets_put_u16le(p, (uint16_t)value);
	p[2] = (uint8_t)(value >> 16);
}

static inline void
octets_put_u32le(uint8_t *p, uint32_t value)
{
	octets_put_u16le(p, (uint16_t)value);
	octets_put_u16le(p + 2, (uint16_t)(value >> 16));
}

static inline void
octets_put_u32be(uint8_t *p, uint32_t value)
{
	octets_put_u16be(p, (uint16_t)(value >> 16));
	octets_put_u16be(p + 2, (uint16_t)value);
}

static inline void
octets_put_u64le(uint8_t *p, uint64_t value)
{
	value = octets_u64le((const uint8_t *)&value);
	memcpy(p, &value, sizeof(value));
}

static inline void
octets_put_u64be(uint8_t *p, uint64_t value)
{
	octets_put_u64le(p, __builtin_bswap64(value));
}

#endif
