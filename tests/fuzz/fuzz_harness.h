/* SPDX-License-Identifier: MIT */
/*
 * fuzz_harness.h - what a harness has, libFuzzer calls, and libFuzzer offers
 */
#ifndef GM_FUZZ_FUZZ_HARNESS_H
#define GM_FUZZ_FUZZ_HARNESS_H

#include <stddef.h>
#include <stdint.h>

/* Put one input to the test of a harness; returns 0, or aborts. */
int fuzz_input(const uint8_t *data, size_t size);

/* The same, and see that time does not grow faster than inputs do. */
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/*
 * Change the size bytes at data, which has room for max_size, to other ones
 * like them.  Returns how many they are now.
 */
size_t LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			       unsigned seed);

/* libFuzzer's own mutator, to be called by ours. */
size_t LLVMFuzzerMutate(uint8_t *data, size_t size, size_t max_size);

#endif
