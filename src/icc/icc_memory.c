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

/* May so many bytes be held besides, and instead of old_nbytes? */
static bool
may_hold(const struct icc_memory *memory, size_t old_nbytes, size_t nbytes)
{
	return nbytes <= memory->most &&
	       memory->n_held - old_nbytes <= memory->most - nbytes;
}

static void *
take(cmsContext lib, void *old, cmsUInt32Number nbytes)
{
	struct icc_memory *memory = memory_of(lib);
	union head *head = old == NULL ? NULL : (union head *)old - 1;
	size_t old_nbytes = head == NULL ? 0 : head->nbytes;

	if (!may_hold(memory, old_nbytes, nbytes))
		return NULL;
	head = realloc(head, sizeof(*head) + nbytes);
	if (head == NULL) {
		memory->was_refused = true;
		return NULL;
	}
	memory->n_held += nbytes - old_nbytes;
	head->nbytes = nbytes;
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
	union head *head = old;

	if (old == NULL)
		return;
	head--;
	memory_of(lib)->n_held -= head->nbytes;
	free(head);
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
					      ICC_MEMORY_RATIO * nbytes};
	return cmsCreateContext(&handler, memory);
}
