/* SPDX-License-Identifier: MIT */
/*
 * late.h - metadata that stand after the pixels
 *
 * Some are needed before: an orientation by which the pixels are turned, and
 * whatever a writer puts at the beginning of its file.  The picture is then
 * read a second time, with them known.
 */
#ifndef GM_JOB_LATE_H
#define GM_JOB_LATE_H

#include <stdbool.h>
#include <stddef.h>

#include "base/err.h"
#include "codec/codec.h"
#include "meta/metadata.h"

/* A zeroed struct is valid: nothing is known. */
struct late {
	struct metadata pieces; /* owned */
	bool is_known;          /* the picture is read a second time */
};

/*
 * Is there, among the pieces from number first on, one that the codec could
 * have written, had it come before the rows?
 */
bool late_are_missed(const struct metadata *m, size_t first,
		     const struct codec *codec);

/*
 * Know the pieces from number first on.  Fails with GM_ERR_NOMEM or
 * GM_ERR_LIMIT.
 */
enum gm_status late_learn(struct late *late, const struct metadata *m,
			  size_t first, struct gm_error *err);

/* Add what is known to the list.  Fails likewise. */
enum gm_status late_tell(const struct late *late, struct metadata *m,
			 struct gm_error *err);

/* Know nothing, keeping the memory. */
void late_forget(struct late *late);

#endif
