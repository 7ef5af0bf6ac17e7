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

/* Between two calls of mallopt(M_PERTURB), in place of the litter. */
static uint8_t filler;
static bool fills;

/* Zeros are right for a calloc(), too. */
static void
spread(const volatile void *block, size_t nbytes)
{
	uint8_t byte = fills ? filler : litter;

	if (nbytes <= MAX_BLOCK_NBYTES || byte == 0)
		memset((void *)block, byte, nbytes);
}

static void
ignore(const volatile void *block)
{
	(void)block;
}

int __real_mallopt(int parameter, int value);
int __wrap_mallopt(int parameter, int value);

/* What allocators fill blocks with is the complement of what they are told. */
int
__wrap_mallopt(int parameter, int value)
{
	if (parameter != M_PERTURB)
		return __real_mallopt(parameter, value);
	fills = value != 0;
	return __real_mallopt(M_PERTURB, (fills ? filler : litter) ^ 0xff);
}

void
fuzz_litter_fill(uint8_t byte)
{
	filler = byte;
}

void
fuzz_litter_with(uint8_t byte)
{
	static bool is_installed;

	litter = byte;
	if (!LITTERS)
		return;
	if (__sanitizer_install_malloc_and_free_hooks == NULL)
		__real_mallopt(M_PERTURB, byte ^ 0xff);
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
