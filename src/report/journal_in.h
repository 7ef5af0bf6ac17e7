/* SPDX-License-Identifier: MIT */
/*
 * journal_in.h - a report, read back
 */
#ifndef GM_REPORT_JOURNAL_IN_H
#define GM_REPORT_JOURNAL_IN_H

#include <stdio.h>

#include "base/err.h"
#include "report/json.h"

/* Takes a record, which the next one overwrites. */
typedef enum gm_status (*journal_in_fn)(void *ctx,
					const struct json_record *record,
					struct gm_error *err);

/*
 * Hand on what is told in a file, see json_read(), line by line.  What is no
 * record says nothing, nor does a last line that was cut, be it that another
 * report follows.  Fails with
 * GM_ERR_USAGE when it is no report or cannot be read, and as take() does.
 */
enum gm_status journal_in_read(FILE *file, const struct json_run *like,
			       journal_in_fn take, void *ctx,
			       struct gm_error *err);

#endif
