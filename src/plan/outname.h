/* SPDX-License-Identifier: MIT */
/*
 * outname.h - what the output of an input is called
 *
 * PREFIX + stem + SUFFIX + extension, on names without a folder.  The
 * extension is what starts with the last dot, unless that is the first byte:
 * ".jpg" is a hidden file without one.
 */
#ifndef GM_PLAN_OUTNAME_H
#define GM_PLAN_OUTNAME_H

#include <stdbool.h>

#include "base/bytes.h"
#include "base/err.h"

/* What becomes of the extension. */
enum outname_end {
	OUTNAME_KEEP,    /* it stays: x.jpg */
	OUTNAME_PNG,     /* ".png" instead of it: x.gif is x.png */
	OUTNAME_PLUS_PNG /* ".png" after it: x.gif is x.gif.png */
};

/*
 * Append to *dst the NUL-terminated output name of name.  Fails with
 * GM_ERR_NOMEM.
 */
enum gm_status outname_append(struct bytes *dst, const char *prefix,
			      const char *suffix, const char *name,
			      enum outname_end end, struct gm_error *err);

/*
 * True when name carries both prefix and suffix, so that it may be an output
 * of an earlier run; never when both are empty.
 */
bool outname_is_own(const char *prefix, const char *suffix, const char *name);

#endif
