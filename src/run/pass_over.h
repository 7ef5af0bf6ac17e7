/* SPDX-License-Identifier: MIT */
/*
 * pass_over.h - what is found, or listed, and is no picture, is skipped
 *
 * With a warning: else a picture that was emptied would be lost in a number.
 */
#ifndef GM_RUN_PASS_OVER_H
#define GM_RUN_PASS_OVER_H

#include <stdbool.h>

#include "base/err.h"
#include "cli/options.h"
#include "plan/plan.h"

#define PASS_OVER_BYTES (GM_ERROR_TEXT_BYTES + 16)

/*
 * Is the run none the worse for this input, which has ended so?
 */
bool pass_over_is(const struct options *options, const struct plan_input *input,
		  enum gm_status status);

/* The warning of one that has ended with this text. */
void pass_over_warn(char warning[PASS_OVER_BYTES], const char *text);

#endif
