/* SPDX-License-Identifier: MIT */
#include "base/spare.h"

#include <stdlib.h>

enum gm_status
spare_check(uint64_t nbytes, const char *what, struct gm_error *err)
{
	/* A compiler may leave out what is taken only to be given back. */
	void *volatile memory = NULL;

	if (nbytes <= SIZE_MAX)
		memory = malloc((size_t)nbytes);
	if (memory == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (%s)",
			       what);
	free(memory);
	return GM_OK;
}
