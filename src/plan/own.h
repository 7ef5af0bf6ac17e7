/* SPDX-License-Identifier: MIT */
/*
 * own.h - which files are outputs of an earlier run, by their names
 */
#ifndef GM_PLAN_OWN_H
#define GM_PLAN_OWN_H

#include <stdbool.h>

#include "plan/plan.h"

/*
 * True for a name that carries the prefix and suffix of the run, in whatever
 * format the output was written.
 */
bool own_is(const struct plan_options *options, const char *name);

/*
 * True when path is that of a regular file with such a name, and the picture
 * that it was made from lies beside it.
 */
bool own_has_original(const struct plan_options *options, const char *path);

#endif
