/* SPDX-License-Identifier: MIT */
/*
 * unread.h - what files turn out to be that no codec here reads
 *
 * Names for what would else be "not a picture of a known format", and the
 * extensions of the pictures among it.  A format that gets a codec leaves the
 * table.
 */
#ifndef GM_FORMATS_UNREAD_H
#define GM_FORMATS_UNREAD_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"

/* Most kinds of pictures that the table may hold. */
#define UNREAD_MAX 63u

/*
 * The kind of picture, 1 to UNREAD_MAX, whose extension the name has, in any
 * case of letters; 0 for all other names.  formats_by_name() comes first.
 */
unsigned unread_by_name(const char *name);

/* The usual extension of that kind, "heic"; NULL where there is none. */
const char *unread_extension(unsigned kind);

/*
 * Fill *err with GM_ERR_FORMAT and what is known of a file that no codec
 * takes, by its head.
 */
enum gm_status unread_fail(const uint8_t *head, size_t nbytes,
			   struct gm_error *err);

#endif
