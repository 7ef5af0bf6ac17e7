/* SPDX-License-Identifier: MIT */
/*
 * fuzz_mutate.c - the mutator that knows the format of an input
 */
#include "fuzz_harness.h"

#include "fuzz_mutate.h"

/* What libFuzzer has written MemorySanitizer takes for unwritten. */
#ifdef __has_feature
#if __has_feature(memory_sanitizer)
#include <sanitizer/msan_interface.h>
#define HAVE_MSAN
#endif
#endif

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			unsigned seed)
{
#ifdef HAVE_MSAN
	__msan_unpoison(data, max_size);
#endif
	if (size >= 2 && data[0] == 0xff && data[1] == 0xd8)
		return jpeg_mutate(data, size, max_size, seed);
	if (size >= 2 && data[0] == 0x89 && data[1] == 'P')
		return png_mutate(data, size, max_size, seed);
	return LLVMFuzzerMutate(data, size, max_size);
}
