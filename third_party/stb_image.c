/* SPDX-License-Identifier: MIT */
/* stb_image of the distribution, for the formats that we read through it. */
#include "stb_memory.h"

#include <stdlib.h>

#define STB_IMAGE_IMPLEMENTATION
#define STBI_NO_STDIO
#define STBI_NO_LINEAR
#define STBI_ONLY_TGA
#define STBI_ONLY_PIC
#define STBI_FAILURE_USERMSG
/* Sides that could overflow an int are refused before stb is called. */
#define STBI_MAX_DIMENSIONS 0x7fffffff
#define STBI_MALLOC         stb_memory_alloc
#define STBI_REALLOC        stb_memory_realloc
#define STBI_FREE           stb_memory_free
#include <stb/stb_image.h>

const char stb_image_version[] = STB_VERSION;

/* Keeps what follows it aligned for any type. */
union block_head {
	size_t nbytes;
	max_align_t align;
};

static size_t held_nbytes;
static size_t limit_nbytes;

void
stb_memory_limit(size_t nbytes)
{
	limit_nbytes = nbytes;
}

void *
stb_memory_alloc(size_t nbytes)
{
	union block_head *head;

	if (held_nbytes > limit_nbytes || nbytes > limit_nbytes - held_nbytes)
		return NULL;
	if (nbytes > SIZE_MAX - sizeof(*head))
		return NULL;
	head = malloc(sizeof(*head) + nbytes);
	if (head == NULL)
		return NULL;
	head->nbytes = nbytes;
	held_nbytes += nbytes;
	return head + 1;
}

void *
stb_memory_realloc(void *block, size_t nbytes)
{
	size_t old_nbytes =
		block == NULL ? 0 : ((union block_head *)block)[-1].nbytes;
	void *grown = stb_memory_alloc(nbytes);

	if (grown == NULL || block == NULL)
		return grown;
	memcpy(grown, block, old_nbytes < nbytes ? old_nbytes : nbytes);
	stb_memory_free(block);
	return grown;
}

void
stb_memory_free(void *block)
{
	union block_head *head = block;

	if (head == NULL)
		return;
	head--;
	held_nbytes -= head->nbytes;
	free(head);
}
