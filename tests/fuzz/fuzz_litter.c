/* SPDX-License-Identifier: MIT */
#include "fuzz_litter.h"

#include <malloc.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

/* Larger blocks come from the system; a calloc() of them is not cleared. */
#define MAX_BLOCK_NBYTES 65536u

/* The sanitizer's, where there is one. */
extern int __sanitizer_install_malloc_and_free_hooks(
	void (*on_malloc)(const volatile void *, size_t),
	void (*on_free)(const volatile void *)) __attribute__((weak));

/*
 * MemorySanitizer sees by itself what was never written, but not what is
 * littered, and calls after a calloc() has cleared its block.
 */
#ifdef __has_feature
#define LITTERS !__has_feature(memory_sanitizer)
#else
#define LITTERS 1
#endif

static uint8_t litter;

static void
spread(const volatile void *block, size_t nbytes)
{
	if (nbytes <= MAX_BLOCK_NBYTES)
		memset((void *)block, litter, nbytes);
}

static void
ignore(const volatile void *block)
{
	(void)block;
}

void
fuzz_litter_with(uint8_t byte)
{
	static bool is_installed;

	litter = byte;
	if (!LITTERS)
		return;
	if (__sanitizer_install_malloc_and_free_hooks == NULL)
		mallopt(M_PERTURB, byte ^ 0xff);
	else if (!is_installed)
		__sanitizer_install_malloc_and_free_hooks(spread, ignore);
	is_installed = true;
}

void *
fuzz_litter_block(size_t nbytes)
{
	void *block = malloc(nbytes);

	if (block == NULL)
		abort();
	return LITTERS ? memset(block, litter, nbytes) : block;
}
