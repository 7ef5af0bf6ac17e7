/* SPDX-License-Identifier: MIT */
/* What is said of an output that collides. */
#include <stdio.h>

#include "base/text.h"
#include "plan/scan.h"

/* Most of a path that a message shows: its end, where paths differ. */
#define SHOWN_BYTES 96

/* The end of the path, in one line, in buf. */
static const char *
shown(char buf[SHOWN_BYTES + 4], const struct bytes *path)
{
	const char *text = (const char *)path->data;
	const char *tail = text_tail(text, SHOWN_BYTES);

	snprintf(buf, SHOWN_BYTES + 4, "%s%s", tail == text ? "" : "...", tail);
	text_scrub(buf);
	return buf;
}

enum gm_status
scan_blame(struct scan *scan, size_t culprit_i, const char *what,
	   size_t other_i, struct gm_error *err)
{
	char out_text[SHOWN_BYTES + 4], other_text[SHOWN_BYTES + 4];
	struct bytes out = {0}, other = {0};
	struct plan *plan = scan->plan;
	enum gm_status st;

	st = plan_paths(plan, culprit_i, &plan->culprit, &out, err);
	if (st == GM_OK)
		st = plan_paths(plan, other_i, &other, NULL, err);
	if (st == GM_OK)
		st = gm_fail(err, GM_ERR_USAGE, 0, "output %s %s %s",
			     shown(out_text, &out), what,
			     shown(other_text, &other));
	bytes_free(&other);
	bytes_free(&out);
	return st;
}
