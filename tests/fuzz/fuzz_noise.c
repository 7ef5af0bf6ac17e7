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

enum gray_method
fuzz_noise_method(void)
{
	return (hash & 0x100) != 0 ? GRAY_REC601 : hash % GRAY_N_METHODS;
}

unsigned
fuzz_noise_sum(void)
{
	return sum;
}
