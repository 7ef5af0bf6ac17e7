/* SPDX-License-Identifier: MIT */
/*
 * option_value.h - the value of one option, from text
 *
 * Knows ranges and words; prints nothing.  A value is taken whole or not at
 * all: nothing is clamped, no junk is ignored.
 */
#ifndef GM_CLI_OPTION_VALUE_H
#define GM_CLI_OPTION_VALUE_H

#include <stdbool.h>

#include "base/err.h"
#include "cli/option_table.h"
#include "cli/options.h"

/*
 * Set in *options what option id says; text is its value, NULL for an option
 * without one.  Fails with GM_ERR_USAGE, *options being as before; err says
 * what would have been right ("is not a number from 1 to 100"), without the
 * value or the option.
 */
enum gm_status option_value_set(struct options *options, enum option_id id,
				const char *text, struct gm_error *err);

#endif
