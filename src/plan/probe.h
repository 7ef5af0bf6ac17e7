/* SPDX-License-Identifier: MIT */
/*
 * probe.h - ask a file system whether it takes names for one
 *
 * A folder of our own, a stage, is made in the one that is asked about, empty
 * files in it get the names in question, and all of it is removed again.  What
 * a folder does with names, those made in it do.  Signals wait until it is
 * over; what a killed run has left is swept by the next.
 */
#ifndef GM_PLAN_PROBE_H
#define GM_PLAN_PROBE_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/stage.h"

/* A zeroed struct is valid. */
struct probe {
	struct bytes path; /* scratch: of a name, from our folder */
	struct bytes put;  /* the names that were put, each with its NUL */
	struct stage stage;
	bool has_begun;
	bool is_there;
	sigset_t signals; /* that were let through before */
};

enum probe_answer {
	PROBE_NEW,   /* the name was free, and now is not */
	PROBE_TAKEN, /* it is one with a name that was put before */
	PROBE_UNKNOWN
};

/*
 * Begin in folder, which is "" or ends with '/'.  Where no folder can be made
 * there, is_there stays false.  Must be ended.
 */
void probe_begin(struct probe *probe, const char *folder);

/*
 * False when upper and lower case, accents as one character or two, and dots
 * or blanks at the end of a name are all told apart here.  Fails with
 * GM_ERR_NOMEM.
 */
enum gm_status probe_ask(struct probe *probe, bool *folds,
			 struct gm_error *err);

/*
 * Put a name, which may be in folders, that are made, and a number with it.
 * When it is taken, *number becomes the one that was put with the other name.
 * Fails with GM_ERR_NOMEM.
 */
enum gm_status probe_put(struct probe *probe, const char *name,
			 uint32_t *number, enum probe_answer *answer,
			 struct gm_error *err);

/* Remove all; the next may begin. */
void probe_end(struct probe *probe);

void probe_free(struct probe *probe);

#endif
