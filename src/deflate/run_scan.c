/* SPDX-License-Identifier: MIT */
#include "deflate/run_scan.h"

#include "base/octets.h"

/* Starts of runs that one load of 8 bytes can tell. */
#define STARTS (8u - RUN_SCAN_MIN + 1)

/* 0x80 in each byte that is zero, 0 in the others. */
static uint64_t
zero_bytes(uint64_t value)
{
	const uint64_t low = UINT64_C(0x7f7f7f7f7f7f7f7f);

	return ~(((value & low) + low) | value | low);
}

size_t
run_scan_find(const uint8_t *data, size_t from, size_t nbytes)
{
	for (size_t i = from; i + RUN_SCAN_MIN <= nbytes; i += STARTS) {
		uint64_t same = zero_bytes(octets_u64le(data + i) ^
					   octets_u64le(data + i - 1));
		uint64_t two = same & same >> 8;
		uint64_t starts = two & two >> 16 & same >> 32;

		if (starts != 0) {
			i += (size_t)__builtin_ctzll(starts) / 8;
			return i + RUN_SCAN_MIN <= nbytes ? i : nbytes;
		}
	}
	return nbytes;
}

size_t
run_scan_length(const uint8_t *data, size_t at, size_t nbytes)
{
	uint64_t byte = UINT64_C(0x0101010101010101) * data[at - 1];
	size_t i = at;

	/* Most runs that are long are very long. */
	for (; i + 32 <= nbytes; i += 32) {
		uint64_t a = octets_u64le(data + i) ^ byte;
		uint64_t b = octets_u64le(data + i + 8) ^ byte;
		uint64_t c = octets_u64le(data + i + 16) ^ byte;
		uint64_t d = octets_u64le(data + i + 24) ^ byte;

		if ((a | b | c | d) != 0)
			break;
	}
	while (i < nbytes) {
		uint64_t differ = octets_u64le(data + i) ^ byte;

		if (differ != 0) {
			i += (size_t)__builtin_ctzll(differ) / 8;
			break;
		}
		i += 8;
	}
	return (i < nbytes ? i : nbytes) - at;
}
