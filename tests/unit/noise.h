/* SPDX-License-Identifier: MIT */
/*
 * noise.h - numbers without pattern, the same in every run
 */
#ifndef GM_UNIT_NOISE_H
#define GM_UNIT_NOISE_H

#include <stddef.h>
#include <stdint.h>

/* The next number, below n. */
static inline uint32_t
noise_below(uint32_t n)
{
	static uint32_t seed = 1;

	seed = seed * 1664525u + 1013904223u;
	return (uint32_t)((uint64_t)seed * n >> 32);
}

/* Fill with bytes of n_values values, at most 256. */
static inline void
noise_fill(uint8_t *data, size_t nbytes, uint32_t n_values)
{
	for (size_t i = 0; i < nbytes; i++)
		data[i] = (uint8_t)noise_below(n_values);
}

#endif
