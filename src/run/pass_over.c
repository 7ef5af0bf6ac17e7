/* SPDX-License-Identifier: MIT */
#include "run/pass_over.h"

#include <stdio.h>

bool
pass_over_is(const struct options *options, const struct plan_input *input,
	     enum gm_status status)
{
	return status == GM_ERR_FORMAT && !input->is_named && !options->strict;
}

void
pass_over_warn(char warning[PASS_OVER_BYTES], const char *text)
{
	snprintf(warning, PASS_OVER_BYTES, "skipped: %s", text);
}
