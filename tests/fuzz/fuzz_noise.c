/* SPDX-License-Identifier: MIT */
#include "fuzz_noise.h"

static uint32_t hash;
static unsigned sum;

void
fuzz_noise_set(const uint8_t *data, size_t size)
{
	hash = 2166136261u; /* FNV-1a */
	sum = 0;
	for (size_t i = 0; i < size; i++) {
		hash = (hash ^ data[i]) * 16777619u;
		sum += data[i];
	}
	hash ^= hash >> 15;
}

uint32_t
fuzz_noise(void)
{
	return hash;
}

unsigned
fuzz_noise_sum(void)
{
	return sum;
}
