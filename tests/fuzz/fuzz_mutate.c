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

static void
unpoison(uint8_t *data, size_t size)
{
#ifdef HAVE_MSAN
	__msan_unpoison(data, size);
#else
	(void)data;
	(void)size;
#endif
}

size_t
fuzz_mutate(uint8_t *data, size_t size, size_t max_size)
{
	size_t n = LLVMFuzzerMutate(data, size, max_size);

	unpoison(data, n);
	return n;
}

size_t
LLVMFuzzerCustomMutator(uint8_t *data, size_t size, size_t max_size,
			unsigned seed)
{
	unpoison(data, max_size);
	if (size >= 2 && data[0] == 0xff && data[1] == 0xd8)
		return jpeg_mutate(data, size, max_size, seed);
	if (size >= 2 && data[0] == 0x89 && data[1] == 'P')
		return png_mutate(data, size, max_size, seed);
	return fuzz_mutate(data, size, max_size);
}
