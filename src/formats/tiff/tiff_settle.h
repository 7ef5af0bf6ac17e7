/* SPDX-License-Identifier: MIT */
/*
 * tiff_settle.h - what a directory of a gray TIFF says besides its pixels
 *
 * The profile, XMP, IPTC, what Photoshop adds, and private data in which there
 * may be pictures become pieces of metadata, are settled as in all formats, and
 * become fields again.
 */
#ifndef GM_FORMATS_TIFF_TIFF_SETTLE_H
#define GM_FORMATS_TIFF_TIFF_SETTLE_H

#include <stdbool.h>

#include "base/err.h"
#include "codec/conversion.h"
#include "formats/tiff/tiff_put.h"
#include "formats/tiff/tiff_raw.h"
#include "meta/metadata.h"

/* Bytes of private data from which on a picture is looked for in them. */
#define TIFF_SETTLE_LEAST_NBYTES 128u

/* And up to which: 16 MiB. */
#define TIFF_SETTLE_MOST_NBYTES (16u << 20)

/* Is the entry one that becomes a piece? */
bool tiff_settle_takes(const struct tiff_entry *entry);

/*
 * Put the pieces of a directory into *m, which is emptied before.  Those whose
 * values are not in the file are left out, with a warning.  Fails as
 * tiff_raw_value() and metadata_add().
 */
enum gm_status tiff_settle_begin(struct metadata *m, struct tiff_raw *raw,
				 const struct tiff_directory *directory,
				 bool was_color, struct outcome *outcome,
				 struct gm_error *err);

/* Make of them what a gray file may have.  Fails as settle_end(). */
enum gm_status tiff_settle_end(struct metadata *m, struct outcome *outcome,
			       struct gm_error *err);

/* Are they now as they are in the file, and no others? */
enum gm_status tiff_settle_compare(const struct metadata *m,
				   struct tiff_raw *raw,
				   const struct tiff_directory *directory,
				   bool *is_same, struct gm_error *err);

/* Append them as fields. */
enum gm_status tiff_settle_put(const struct metadata *m,
			       const struct tiff_directory *directory,
			       struct tiff_fields *fields,
			       struct gm_error *err);

#endif
