/* SPDX-License-Identifier: MIT */
/*
 * spare.h - memory for libraries that do not bear being refused any
 *
 * Some end the process, or go on with what they have not got.  So who calls one
 * asks before for as much as it may take: what can be had at once can be had in
 * pieces.
 */
#ifndef GM_BASE_SPARE_H
#define GM_BASE_SPARE_H

#include <stdint.h>

#include "base/err.h"

/*
 * Is there that much memory?  Fails with GM_ERR_NOMEM, "out of memory (WHAT)".
 */
enum gm_status spare_check(uint64_t nbytes, const char *what,
			   struct gm_error *err);

#endif
