/* SPDX-License-Identifier: MIT */
/*
 * png_chunks.h - what the chunks of a PNG mean
 *
 * Says what a chunk is, and makes chunks of what other formats say; what a
 * gray file keeps is meta/settle.h's to tell.  By PNG 14.2 a chunk that is not
 * known and not safe to copy may be about pixels; the table in png_chunks.c
 * names those that are known.  The chunks that make the pixels (IHDR, PLTE,
 * tRNS, IDAT, IEND) and the background, which changes with them, are not
 * looked up here.
 */
#ifndef GM_FORMATS_PNG_PNG_CHUNKS_H
#define GM_FORMATS_PNG_PNG_CHUNKS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "meta/metadata.h"

/* The home of its pieces; tag is the type. */
#define PNG_CHUNKS_HOME "PNG"

/*
 * Say what a chunk is.  The payload has no length and no CRC, and *piece
 * points into it.  False when it is malformed, or follows the pixels and may
 * not.  The value of a profile is not set: see png_profile.h.
 */
bool png_chunks_read(const uint8_t *type, const uint8_t *payload, size_t nbytes,
		     bool after_pixels, struct metadata_piece *piece);

/*
 * A chunk of this type is to be kept: was one kept before, of a type that a
 * file has but one of?  *kept, of one file, is zeroed before the first.
 */
bool png_chunks_is_again(uint32_t *kept, const uint8_t *type);

/* Does a chunk fit gray of this shape?  Only sBIT may not. */
bool png_chunks_fits(const struct metadata_piece *piece, unsigned channels,
		     unsigned depth);

/*
 * Make a chunk from the value of another format's piece; type has room for a
 * NUL.  False when PNG cannot hold it, or, once the pixels are written, not
 * any more, or with *err filled (GM_ERR_NOMEM); it is zeroed before.  Profiles
 * are not for this function.
 */
bool png_chunks_make(const struct metadata_piece *piece, bool after_pixels,
		     uint8_t type[5], struct bytes *payload,
		     struct gm_error *err);

#endif
