/* SPDX-License-Identifier: MIT */
#include "run/budget.h"

#include "cli/options.h"
#include "guard/memory.h"

/*
 * A hundred times what the slowest pictures take: 100 ns for a pixel, that of
 * a PSD of floats, and for a byte, that of a PNG with --compress=best.  Common
 * ones take a tenth of it.
 */
#define BASE_NS     UINT64_C(10000000000)
#define NS_PER_UNIT 10000u

uint64_t
budget_ns(uint64_t nbytes, uint64_t n_pixels, uint64_t max_pixels)
{
	uint64_t most = (UINT64_MAX - BASE_NS) / NS_PER_UNIT / 2;

	if (n_pixels > max_pixels)
		n_pixels = max_pixels;
	if (n_pixels > most)
		n_pixels = most;
	if (nbytes > most)
		nbytes = most;
	return BASE_NS + (nbytes + n_pixels) * NS_PER_UNIT;
}

uint64_t
budget_nbytes(uint64_t max_memory)
{
	uint64_t nbytes = max_memory != 0 ? max_memory : memory_default("");

	return nbytes > OPTIONS_MIN_MEMORY ? nbytes : OPTIONS_MIN_MEMORY;
}
