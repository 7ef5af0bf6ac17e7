/* SPDX-License-Identifier: MIT */
/* stb_image_write of the distribution; STBI_WRITE_NO_STDIO would drop HDR. */
#include "stb_scratch.h"

#define STB_IMAGE_WRITE_IMPLEMENTATION
#define STBIW_MALLOC  stb_scratch_take
#define STBIW_REALLOC stb_scratch_grow
#define STBIW_FREE    stb_scratch_return
#include <stb/stb_image_write.h>

const char stb_image_write_version[] = STB_VERSION;

static void *lent;

void
stb_scratch_lend(void *block)
{
	lent = block;
}

void *
stb_scratch_take(size_t nbytes)
{
	(void)nbytes;
	return lent;
}

/* Only its PNG grows anything, which is not in use. */
void *
stb_scratch_grow(void *block, size_t nbytes)
{
	(void)block;
	(void)nbytes;
	return NULL;
}

void
stb_scratch_return(void *block)
{
	(void)block;
}
