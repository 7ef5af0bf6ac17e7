/* SPDX-License-Identifier: MIT */
/*
 * jxl_boxes.h - metadata in the boxes of a file (ISO/IEC 18181-2), as pieces
 *
 * Exif, after four bytes that say where its TIFF begins; XMP in "xml "; what is
 * in "jumb" (JUMBF) says who signed the file, as in JPEG.  What nobody knows is
 * kept.  Those that are compressed ("brob") are what is in them.
 */
#ifndef GM_FORMATS_JXL_JXL_BOXES_H
#define GM_FORMATS_JXL_JXL_BOXES_H

#include "formats/jxl/jxl_decoder.h"
#include "meta/metadata.h"

/* Reading; zeroed but for metadata before the first box. */
struct jxl_boxes {
	struct metadata *metadata;
	bool holds_jpeg;      /* what a JPEG was besides is there ("jbrd") */
	bool is_open;         /* at a box that is taken */
	char type[4];         /* of the box at hand, */
	size_t at;            /* where it begins in the file */
	uint64_t end_at;      /* and where it ends; 0: at the end of the file */
	struct bytes content; /* owned; of one that is taken, */
	size_t n_filled;      /* filled by the library */
};

/* At JXL_DEC_BOX: have the library give what is in it, if that is taken. */
enum gm_status jxl_boxes_begin(struct jxl_boxes *boxes,
			       struct jxl_decoder *decoder,
			       struct gm_error *err);

/*
 * At JXL_DEC_BOX_NEED_MORE_OUTPUT.  Fails with GM_ERR_LIMIT for more than
 * METADATA_MAX_BYTES, or with GM_ERR_NOMEM.
 */
enum gm_status jxl_boxes_more(struct jxl_boxes *boxes,
			      struct jxl_decoder *decoder,
			      struct gm_error *err);

/*
 * The box that was begun, if any, ends: add what is in it to the metadata.
 * Fails with GM_ERR_TRUNCATED where the file ended in it, or as settle_add()
 * does.
 */
enum gm_status jxl_boxes_end(struct jxl_boxes *boxes,
			     struct jxl_decoder *decoder, struct gm_error *err);

void jxl_boxes_free(struct jxl_boxes *boxes);

/*
 * Add the metadata to the boxes of an encoder that has no picture yet; what
 * they are without any is a code stream alone.  False when the library fails.
 */
bool jxl_boxes_put(JxlEncoder *encoder, const struct metadata *metadata);

#endif
