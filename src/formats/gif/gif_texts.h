/* SPDX-License-Identifier: MIT */
/*
 * gif_texts.h - comments and XMP, which stand in extensions
 */
#ifndef GM_FORMATS_GIF_GIF_TEXTS_H
#define GM_FORMATS_GIF_GIF_TEXTS_H

#include "base/bytes.h"
#include "base/file.h"
#include "meta/metadata.h"

/* Zeroed but for metadata before the first. */
struct gif_texts {
	struct metadata *metadata; /* the caller's: what was found is added;
				      NULL: nothing is read */
	size_t nbytes;             /* that it costs so far */
};

/*
 * Read an extension after its label to its end; any other label than those of
 * texts is passed over, and so is what goes beyond the limits (man page).
 * Fails with GM_ERR_TRUNCATED, GM_ERR_READ or GM_ERR_NOMEM.
 */
enum gm_status gif_texts_take(struct gif_texts *texts, struct file_in *in,
			      int label, struct gm_error *err);

/* What the first sub-block of an extension is that has XMP in it. */
#define GIF_TEXTS_XMP_NAME   "XMP DataXMP"
#define GIF_TEXTS_XMP_NBYTES 11u

/*
 * After that, read the others as they stand, with their lengths but without the
 * one that ends them: the packet, of *packet_nbytes, and what leads readers out
 * of it.  0 of them where it is anything else; an empty text, too, where it is
 * longer than 1 MiB.  Fails as gif_texts_take().
 */
enum gm_status gif_texts_read_xmp(struct file_in *in, struct bytes *text,
				  size_t *packet_nbytes, struct gm_error *err);

#endif
