/* SPDX-License-Identifier: MIT */
/*
 * naming.h - what the name of a file says, and in which format its copy is
 */
#ifndef GM_RUN_NAMING_H
#define GM_RUN_NAMING_H

#include "codec/codec.h"
#include "plan/plan.h"

/* The naming() of a plan; ctx are the options of the run. */
struct plan_naming naming_of(const void *ctx, const char *name);

/* The usual extension of a kind that naming_of() calls unread. */
const char *naming_unread(unsigned kind);

/* What to write where naming_of() has said this format; NULL: see job.h. */
const struct codec *naming_format(const void *ctx, unsigned format);

#endif
