/* SPDX-License-Identifier: MIT */
/*
 * icc_source.h - a colour profile open in Little CMS
 *
 * The file that includes the library's header for this room, and private to
 * it.  A context without a handler of errors has the library say nothing.
 */
#ifndef GM_ICC_ICC_SOURCE_H
#define GM_ICC_ICC_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include <lcms2_plugin.h>

#include "base/err.h"
#include "icc/icc_memory.h"

/* A zeroed struct is closed; one that is open must stay where it is. */
struct icc_source {
	struct icc_memory memory;
	cmsContext lib;
	cmsHPROFILE profile;
};

/*
 * Open it.  False when it cannot be read, or is longer than ICC_MAX_BYTES; to
 * be closed all the same.  Tags of multi-process elements (ICC.1 10.16), which
 * the library would take instead of the others, are left out: nothing bounds
 * the time that a colour takes in them.
 */
bool icc_source_open(struct icc_source *source, const uint8_t *profile,
		     size_t nbytes);

/* Has all that was asked of it had its memory?  Fails with GM_ERR_NOMEM. */
enum gm_status icc_source_status(const struct icc_source *source,
				 struct gm_error *err);

/* Close the profile alone: what was made of it stays. */
void icc_source_close_profile(struct icc_source *source);

/* Close all of it, once what was made of it is freed. */
void icc_source_close(struct icc_source *source);

#endif
