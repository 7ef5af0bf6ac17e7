/* SPDX-License-Identifier: MIT */
/*
 * further_look.h - whether a JPEG further on in a file may stay as it is
 */
#ifndef GM_FORMATS_JPEG_FURTHER_LOOK_H
#define GM_FORMATS_JPEG_FURTHER_LOOK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/file_cursor.h"

/*
 * Do the nbytes at `at` hold one JPEG, from its first byte to its end marker,
 * of one component, and with no other picture in its metadata?  *is_map: it
 * says that it is a gain map, as Ultra HDR, ISO 21496-1 or Apple has it.  Each
 * byte is read once; payload is scratch, which the caller frees.  False also
 * where it cannot be read, and with *err filled, which was zeroed, where memory
 * lacks.
 */
bool further_look(struct file_cursor *cursor, uint64_t at, uint64_t nbytes,
		  struct bytes *payload, bool *is_map, struct gm_error *err);

#endif
