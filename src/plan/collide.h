/* SPDX-License-Identifier: MIT */
/*
 * collide.h - that no output destroys an input or another output
 */
#ifndef GM_PLAN_COLLIDE_H
#define GM_PLAN_COLLIDE_H

#include "base/err.h"
#include "plan/scan.h"

/*
 * Drop inputs that stand twice with the same output (a named one lends its
 * being named to the first), then check the rest.  Fails with GM_ERR_USAGE,
 * plan.culprit being set, or GM_ERR_NOMEM.
 */
enum gm_status collide_check(struct scan *scan, struct gm_error *err);

#endif
