/* SPDX-License-Identifier: MIT */
#include "fuzz_outcome.h"

#include <string.h>

#include "fuzz_fail.h"

void
fuzz_outcome_run(fuzz_outcome_fn copy, void **state, const struct bytes *file,
		 const struct conversion *conversion,
		 enum fuzz_file_lending lending, struct fuzz_outcome *o)
{
	struct metadata metadata = {0};
	struct fuzz_file_in in;

	*o = (struct fuzz_outcome){0};
	fuzz_file_in_open(&in, file->data, file->nbytes, lending);
	fuzz_file_out_open(&o->out);
	o->status = copy(state, &in.file, &o->out, conversion, &metadata,
			 &o->outcome, &o->err);
	metadata_free(&metadata);
	fuzz_file_in_close(&in);
}

void
fuzz_outcome_check(const struct fuzz_outcome *o)
{
	if (o->status == GM_OK)
		return;
	/* Millions of small segments are more than METADATA_MAX_BYTES. */
	fuzz_require(o->status == GM_ERR_UNSUPPORTED ||
			     (o->status == GM_ERR_LIMIT &&
			      strstr(o->err.text, "of metadata") != NULL),
		     "steps aside or succeeds", &o->err);
	fuzz_require(o->err.status == o->status && o->err.text[0] != '\0',
		     "says why it steps aside", &o->err);
	fuzz_require_line(o->err.text);
}

void
fuzz_outcome_check_same(const struct fuzz_outcome *whole,
			const struct fuzz_outcome *pieces)
{
	fuzz_require(whole->status == pieces->status, "the same from pieces",
		     &pieces->err);
	if (whole->status != GM_OK)
		return;
	fuzz_require_same(&whole->out.buf, &pieces->out.buf,
			  "the same output from pieces");
	fuzz_require(whole->outcome.width == pieces->outcome.width &&
			     whole->outcome.height == pieces->outcome.height &&
			     whole->outcome.has_more ==
				     pieces->outcome.has_more,
		     "the same said from pieces", &pieces->err);
}
