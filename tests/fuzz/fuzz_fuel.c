/* SPDX-License-Identifier: MIT */
/*
 * fuzz_fuel.c - what libFuzzer calls: the harness, and now and then the same
 * input grown to sizes at which squares show
 *
 * Time is that of the processors, and the shortest of some tries: what else
 * the machine does has little part in it.
 */
#include "fuzz_harness.h"

#include <stdlib.h>
#include <time.h>

#include "fuzz_fail.h"
#include "fuzz_noise.h"
#include "fuzz_pieces.h"

/* One input of so many is grown. */
#define ONE_OF       512u
#define SMALL_NBYTES (1u << 20)
#define LARGE_NBYTES (8u << 20)
#define TWICE_NBYTES (16u << 20)

/*
 * Time that the large one may take for that of the small: 8 when it grows with
 * the bytes, 64 with their square.  A small one may be refused early, as too
 * little for its pixels, so the large one is held against its double too: 2 or
 * 4.  Below so many seconds it may be anything.
 */
#define MOST_TIMES       20
#define MOST_TIMES_TWICE 2.8
#define FREE_SECONDS     0.5

#define MAX_TRIES 4

static double
seconds(void)
{
	struct timespec now;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
	return (double)now.tv_sec + (double)now.tv_nsec / 1e9;
}

/* Of the input grown to about n_grown bytes. */
static double
time_of(const uint8_t *data, size_t size, const struct fuzz_piece *piece,
	size_t n_grown)
{
	uint8_t *grown = fuzz_piece_grow(data, &size, piece, n_grown);
	double began = seconds(), took;

	fuzz_input(grown, size);
	took = seconds() - began;
	free(grown);
	return took;
}

static double
least(double a, double b)
{
	return a < b ? a : b;
}

static void
check_growth(const uint8_t *data, size_t size, const struct fuzz_piece *piece)
{
	double large = time_of(data, size, piece, LARGE_NBYTES);
	double small = large, twice = 0;

	if (large <= FREE_SECONDS)
		return;
	for (unsigned i = 0; i < MAX_TRIES; i++) {
		small = least(small, time_of(data, size, piece, SMALL_NBYTES));
		if (large <= MOST_TIMES * small)
			return;
		twice = time_of(data, size, piece, TWICE_NBYTES);
		if (twice <= MOST_TIMES_TWICE * large)
			return;
		large = least(large, time_of(data, size, piece, LARGE_NBYTES));
	}
	fuzz_fail("bytes %zu to %zu, repeated: %.2f s for 1 MiB, %.2f s for 8, "
		  "%.2f s for 16",
		  piece->from, piece->to, small, large, twice);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct fuzz_piece piece;

	fuzz_noise_set(data, size);
	fuzz_input(data, size);
	if (size == 0 || fuzz_noise() % ONE_OF != 0)
		return 0;
	piece = fuzz_piece_of(data, size, fuzz_noise() / ONE_OF);
	check_growth(data, size, &piece);
	return 0;
}
