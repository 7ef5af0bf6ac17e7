/* SPDX-License-Identifier: MIT */
#include "fuzz_outcome.h"

#include <string.h>

#include "fuzz_fail.h"

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
	const struct bytes *a = &whole->out.buf, *b = &pieces->out.buf;

	fuzz_require(whole->status == pieces->status, "the same from pieces",
		     &pieces->err);
	if (whole->status != GM_OK)
		return;
	fuzz_require(a->nbytes == b->nbytes &&
			     memcmp(a->data, b->data, a->nbytes) == 0,
		     "the same output from pieces", &pieces->err);
	fuzz_require(whole->outcome.width == pieces->outcome.width &&
			     whole->outcome.height == pieces->outcome.height &&
			     whole->outcome.has_more ==
				     pieces->outcome.has_more,
		     "the same said from pieces", &pieces->err);
}
