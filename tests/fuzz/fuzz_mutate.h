/* SPDX-License-Identifier: MIT */
/*
 * fuzz_mutate.h - mutators of any bytes, and of one format each
 *
 * As LLVMFuzzerCustomMutator(): change the size bytes at data, which has room
 * for max_size, to other ones like them, and return how many they are now.
 */
#ifndef GM_FUZZ_FUZZ_MUTATE_H
#define GM_FUZZ_FUZZ_MUTATE_H

#include <stddef.h>
#include <stdint.h>

size_t fuzz_mutate(uint8_t *data, size_t size, size_t max_size);

size_t jpeg_mutate(uint8_t *data, size_t size, size_t max_size, unsigned seed);

size_t png_mutate(uint8_t *data, size_t size, size_t max_size, unsigned seed);

#endif
