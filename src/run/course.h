/* SPDX-License-Identifier: MIT */
/*
 * course.h - a run from part to part: names, plan, conversion
 *
 * There is one part, unless the run streams: then each is what has come of the
 * list, and is planned for itself.
 */
#ifndef GM_RUN_COURSE_H
#define GM_RUN_COURSE_H

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "base/err.h"
#include "cli/options.h"
#include "plan/list_in.h"
#include "plan/plan.h"
#include "run/convert.h"

/* Zeroed but for options, also those in convert, and its deadline, it has not
   begun. */
struct course {
	const struct options *options;
	struct list_in in; /* of more paths, if there is one */
	struct convert convert;
	struct plan *plan;     /* of the part at hand */
	bool has_begun;        /* to convert, whatever came of it */
	bool has_parts;        /* one is over */
	struct timespec began; /* the first, by the clock of file systems */
	size_t n_found;        /* inputs, with those of other shards, */
	size_t n_elsewhere;    /* and of these alone */
	size_t n_unread;       /* pictures that nobody here reads */
};

/*
 * Do all parts, or plan them for a dry run; blocks.  Fails as plan_build(),
 * list_in_part() and convert_part() do; what has been done until then is
 * counted either way.
 */
enum gm_status course_follow(struct course *course, struct gm_error *err);

/* What an error is about; "" when that is nothing in particular. */
const char *course_culprit(const struct course *course);

void course_free(struct course *course);

#endif
