/* SPDX-License-Identifier: MIT */
/*
 * webp_meta.h - the metadata of a WebP file
 *
 * ICCP stands before the pixels; EXIF and XMP, and what nobody knows and
 * everybody is to carry on (RFC 9649, 2.7.1.5 and 2.7.1.6), after them.
 */
#ifndef GM_FORMATS_WEBP_WEBP_META_H
#define GM_FORMATS_WEBP_WEBP_META_H

#include <stdbool.h>
#include <stdint.h>

#include "formats/webp/webp_riff.h"
#include "meta/metadata.h"

/* Zeroed before the first chunk of a file. */
struct webp_meta {
	unsigned seen;        /* of those that may be there once: bits */
	struct bytes payload; /* of the chunk at hand; owned */
};

/*
 * Add a chunk that is no part of the picture, as settle_add() has it.  Fails
 * as that does, as webp_riff_load(), or with GM_ERR_LIMIT where it has more
 * than METADATA_MAX_BYTES.
 */
enum gm_status webp_meta_take(struct webp_meta *meta,
			      struct file_cursor *cursor,
			      const struct webp_chunk *chunk,
			      struct metadata *metadata, struct gm_error *err);

/* Those of the flags of VP8X that are about what is to be written; *extended
 * is set where such a chunk is needed for it. */
uint8_t webp_meta_flags(const struct metadata *metadata, bool *extended);

/* Write what stands before the pixels.  Fails as writing does. */
enum gm_status webp_meta_put_before(const struct metadata *metadata,
				    struct file_out *out, struct gm_error *err);

/* Write what stands after them; fails likewise. */
enum gm_status webp_meta_put_after(const struct metadata *metadata,
				   struct file_out *out, struct gm_error *err);

#endif
