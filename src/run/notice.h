/* SPDX-License-Identifier: MIT */
/*
 * notice.h - what is said of the run itself, not of a picture's conversion
 */
#ifndef GM_RUN_NOTICE_H
#define GM_RUN_NOTICE_H

#include "base/err.h"
#include "plan/plan.h"

/* Write "graymill: PATH: TEXT" to standard error; path may be "". */
void notice_put(const char *path, const char *text);

/* Why an input of PLAN_FAULT cannot be converted. */
void notice_fault(const struct plan_input *input, struct gm_error *why);

#endif
