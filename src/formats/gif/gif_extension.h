/* SPDX-License-Identifier: MIT */
/*
 * gif_extension.h - which extensions a gray GIF keeps, and XMP among them
 */
#ifndef GM_FORMATS_GIF_GIF_EXTENSION_H
#define GM_FORMATS_GIF_GIF_EXTENSION_H

#include <stddef.h>
#include <stdint.h>

#include "base/err.h"
#include "base/file.h"
#include "codec/conversion.h"
#include "meta/metadata.h"

enum gif_extension_fate {
	GIF_EXTENSION_STAYS,
	GIF_EXTENSION_GOES,
	GIF_EXTENSION_IS_XMP /* stays, see below */
};

/*
 * What becomes of an extension with that label, whose first sub-block has n
 * bytes at name.  A signature of C2PA does not hold any more, which
 * metadata->left_out then says.
 */
enum gif_extension_fate gif_extension_fate(int label, const uint8_t *name,
					   size_t n,
					   const struct conversion *conversion,
					   struct metadata *metadata);

/*
 * Copy XMP, whose first sub-block was consumed, with spaces for what it says of
 * things that a gray file does not have (meta/claims.h); the list of metadata
 * is emptied, and of it left_out stays.  A packet beyond 1 MiB is left out.
 * Fails with GM_ERR_TRUNCATED or GM_ERR_READ, when nothing is written,
 * GM_ERR_NOMEM, or as file_out_write().
 */
enum gm_status gif_extension_copy_xmp(struct file_in *in, struct file_out *out,
				      struct metadata *metadata,
				      struct gm_error *err);

#endif
