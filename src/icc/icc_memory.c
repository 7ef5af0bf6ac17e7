/* SPDX-License-Identifier: MIT */
#include "icc/icc_memory.h"

#include <stdlib.h>
#include <string.h>

#include "icc/icc_source.h"

/* Before what is handed out: how much that is. */
union head {
	size_t nbytes;
	max_align_t align;
};

static struct icc_memory *
memory_of(cmsContext lib)
{
	return cmsGetContextUserData(lib);
}

static bool
is_of_reserve(const struct icc_memory *memory, const union head *head)
{
	uintptr_t at = (uintptr_t)head, begin = (uintptr_t)memory->reserve;

	return at >= begin && at - begin < ICC_MEMORY_RESERVE;
}

/* May so many bytes be held instead of old_nbytes? */
static bool
may_hold(const struct icc_memory *memory, size_t old_nbytes, size_t nbytes)
{
	return nbytes <= memory->most &&
	       memory->n_held - old_nbytes <= memory->most - nbytes;
}

/* A small piece, or NULL when there is no more. */
static union head *
take_of_reserve(struct icc_memory *memory, size_t nbytes)
{
	size_t n = (sizeof(union head) + nbytes + sizeof(union head) - 1) /
		   sizeof(union head) * sizeof(union head);
	union head *head;

	if (nbytes > ICC_MEMORY_SMALL ||
	    n > ICC_MEMORY_RESERVE - memory->n_used)
		return NULL;
	head = (union head *)(void *)(memory->reserve + memory->n_used);
	memory->n_used += n;
	return head;
}

static void
release(struct icc_memory *memory, union head *head)
{
	if (head == NULL)
		return;
	memory->n_held -= head->nbytes;
	if (!is_of_reserve(memory, head))
		free(head);
}

/* A new piece, with what an old one holds. */
static void *
take(cmsContext lib, void *old, cmsUInt32Number nbytes)
{
	struct icc_memory *memory = memory_of(lib);
	union head *before = old == NULL ? NULL : (union head *)old - 1;
	size_t old_nbytes = before == NULL ? 0 : before->nbytes;
	union head *head = NULL;

	if (may_hold(memory, old_nbytes, nbytes)) {
		head = malloc(sizeof(*head) + nbytes);
		memory->was_refused |= head == NULL;
	}
	if (head == NULL)
		head = take_of_reserve(memory, nbytes);
	if (head == NULL)
		return NULL;
	head->nbytes = nbytes;
	memory->n_held += nbytes;
	if (before != NULL)
		memcpy(head + 1, old,
		       old_nbytes < nbytes ? old_nbytes : nbytes);
	release(memory, before);
	return head + 1;
}

static void *
take_new(cmsContext lib, cmsUInt32Number nbytes)
{
	return take(lib, NULL, nbytes);
}

static void
give_back(cmsContext lib, void *old)
{
	if (old != NULL)
		release(memory_of(lib), (union head *)old - 1);
}

void *
icc_memory_context(struct icc_memory *memory, size_t nbytes)
{
	cmsPluginMemHandler handler = {
		.base = {.Magic = cmsPluginMagicNumber,
			 .ExpectedVersion = 2060,
			 .Type = cmsPluginMemHandlerSig},
		.MallocPtr = take_new,
		.FreePtr = give_back,
		.ReallocPtr = take,
	};

	*memory = (struct icc_memory){.most = ICC_MEMORY_FREE +
					      ICC_MEMORY_RATIO * nbytes,
				      .reserve = malloc(ICC_MEMORY_RESERVE)};
	return memory->reserve == NULL ? NULL
				       : cmsCreateContext(&handler, memory);
}

void
icc_memory_close(struct icc_memory *memory, void *context)
{
	if (context != NULL)
		cmsDeleteContext(context);
	free(memory->reserve);
	memory->reserve = NULL;
}
