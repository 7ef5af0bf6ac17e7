/* SPDX-License-Identifier: MIT */
/*
 * file_part.c - a part of an input, read as if it were one
 */
#include "base/file.h"

#include <assert.h>

enum gm_status
file_in_narrow(struct file_in *in, const struct bytes *before, uint64_t offset,
	       uint64_t nbytes, struct gm_error *err)
{
	assert(in->whole_nbytes == 0 && nbytes > 0);
	assert(offset < in->nbytes && nbytes <= in->nbytes - offset);
	in->whole_nbytes = in->nbytes;
	in->origin = offset;
	in->nbytes = nbytes;
	if (before != NULL) {
		in->before = *before;
		in->nbytes += before->nbytes;
	}
	return file_in_rewind(in, err);
}

void
file_in_widen(struct file_in *in)
{
	if (in->whole_nbytes == 0)
		return;
	in->nbytes = in->whole_nbytes;
	in->whole_nbytes = 0;
	in->origin = 0;
	in->before = (struct bytes){0};
	/* As if it were read: nobody goes on from where the part ended. */
	in->n_read = in->nbytes;
	in->at_end = true;
	in->buf.nbytes = 0;
	in->buf_at = 0;
}
