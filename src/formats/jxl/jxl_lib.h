/* SPDX-License-Identifier: MIT */
/*
 * jxl_lib.h - libjxl tied to our memory and errors
 *
 * The one file that includes the library's headers.  No runner is set, so that
 * it works in the thread that calls it.
 *
 * Where it gets no memory it may end the process.  So who calls it says before
 * how much that may be, and is refused here when there is not as much.
 */
#ifndef GM_FORMATS_JXL_JXL_LIB_H
#define GM_FORMATS_JXL_JXL_LIB_H

#include <stdint.h>

#include <jxl/decode.h>
#include <jxl/encode.h>

#include "base/err.h"
#include "base/library.h"
#include "codec/hush.h"

/*
 * Begin, before the library is called, with nbytes of memory free for it. There
 * are builds of it that say what they find wrong: until hush_end() to nobody.
 * Fails with GM_ERR_NOMEM.
 */
enum gm_status jxl_lib_begin(struct hush *hush, uint64_t nbytes,
			     struct gm_error *err);

/*
 * The library has failed since it was begun: for lack of memory
 * (GM_ERR_NOMEM), by errno, or with the status and the text.
 */
enum gm_status jxl_lib_fail(enum gm_status status, const char *text,
			    struct gm_error *err);

extern const struct library jxl_library;

/* What comes before 0.9 is asked with a format of pixels, which says nothing.
 */
#if JPEGXL_NUMERIC_VERSION < JPEGXL_COMPUTE_NUMERIC_VERSION(0, 9, 0)
#define JXL_NO_FORMAT NULL,
#else
#define JXL_NO_FORMAT
#endif

#endif
