/* SPDX-License-Identifier: MIT */
/*
 * scan_ask.h - which outputs whose names differ are one to their file system
 */
#ifndef GM_PLAN_SCAN_ASK_H
#define GM_PLAN_SCAN_ASK_H

#include "plan/probe.h"
#include "plan/scan.h"

/* An input whose output may be one with those of the same key. */
struct scan_suspect {
	uint64_t key;
	uint32_t record_i;
};

/* What is kept from question to question; zeroed but for scan before the first.
 */
struct scan_asking {
	struct scan *scan; /* the caller's */
	struct probe probe;
	struct bytes asked; /* the folder that was asked last */
	bool asked_folds;   /* and what it said */
	struct bytes path;
};

/*
 * Ask about a group of n.  Cheap when its folder is that of the group before.
 * Fails with GM_ERR_USAGE, blaming one, or with GM_ERR_NOMEM.
 */
enum gm_status scan_ask(struct scan_asking *asking,
			const struct scan_suspect *group, size_t n,
			struct gm_error *err);

void scan_ask_free(struct scan_asking *asking);

#endif
