/* SPDX-License-Identifier: MIT */
/*
 * jxl_lib.h - libjxl tied to our memory and errors
 *
 * The one file that includes the library's headers.  No runner is set, so that
 * it works in the thread that calls it.
 *
 * Only some of its memory can be had from us: where the rest fails, it ends the
 * process.  So who calls it says before how much that may be, and is refused
 * here when there is not as much.
 */
#ifndef GM_FORMATS_JXL_JXL_LIB_H
#define GM_FORMATS_JXL_JXL_LIB_H

#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>

#include <jxl/decode.h>
#include <jxl/encode.h>

#include "base/err.h"
#include "base/library.h"

/* One use of the library.  Zeroed before jxl_lib_begin(). */
struct jxl_lib {
	JxlMemoryManager memory; /* for it; has the address of the struct */
	bool lacked_memory;      /* it was refused some */
	FILE *said;              /* stderr, while it is not there */
	FILE *nowhere;           /* what is in its place */
	char scrap[16];
};

/*
 * Begin, before the library is called, with nbytes of memory free for it.
 * Until jxl_lib_end() stderr leads nowhere: there are builds of the library
 * that write to it what they find wrong.  Fails with GM_ERR_NOMEM.
 */
enum gm_status jxl_lib_begin(struct jxl_lib *lib, uint64_t nbytes,
			     struct gm_error *err);

/* Is there that much memory?  Fails with GM_ERR_NOMEM. */
enum gm_status jxl_lib_check_free(uint64_t nbytes, struct gm_error *err);

/* Safe on a zeroed struct. */
void jxl_lib_end(struct jxl_lib *lib);

/*
 * The library has failed: for lack of memory (GM_ERR_NOMEM), or with the
 * status and the text.
 */
enum gm_status jxl_lib_fail(const struct jxl_lib *lib, enum gm_status status,
			    const char *text, struct gm_error *err);

extern const struct library jxl_library;

#endif
