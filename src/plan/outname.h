/* SPDX-License-Identifier: MIT */
/*
 * outname.h - what the output of an input is called
 *
 * PREFIX + stem + SUFFIX + extension, and after it the extension of the format
 * that it is written in where that changes: x.psd becomes processed_x.psd.png,
 * or processed_x.png where it replaces the other.  So a name depends on nothing
 * but the input.  These are names without a
 * folder.  The extension is what starts with the last dot, unless that is the
 * first byte: ".jpg" is a hidden file without one.
 */
#ifndef GM_PLAN_OUTNAME_H
#define GM_PLAN_OUTNAME_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/err.h"

/* What another format does to the name.  Zeroed: nothing. */
struct outname_ending {
	const char *extension; /* of it, without a dot; NULL or "" is none */
	bool replaces;         /* stands for that of the name */
};

/* Replace *dst by the NUL-terminated output name of name: GM_ERR_NOMEM. */
enum gm_status outname_make(struct bytes *dst, const char *prefix,
			    const char *suffix, const char *name,
			    const struct outname_ending *ending,
			    struct gm_error *err);

/*
 * True when name carries both prefix and suffix, so that it may be an output
 * of an earlier run; never when both are empty.  That of an output in another
 * format does when what stands before its last dot does.
 */
bool outname_is_own(const char *prefix, const char *suffix, const char *name);

#endif
