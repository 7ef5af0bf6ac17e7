/* SPDX-License-Identifier: MIT */
/*
 * heif_file.h - a HEIF file: its items, their bytes, and what they may cost
 *
 * The source is ISO/IEC 14496-12, sections 4.3 (ftyp) and 8.11.  Items may have
 * the same bytes, and tiles may be any number and any size, so a small file can
 * ask for much: all that is read and decoded of it counts against what a file
 * of that size may have.
 */
#ifndef GM_FORMATS_HEIF_HEIF_FILE_H
#define GM_FORMATS_HEIF_HEIF_FILE_H

#include "base/file_cursor.h"
#include "formats/heif/heif_items.h"

#define HEIF_NAME "HEIF"

struct heif_file {
	struct file_cursor cursor; /* in is the caller's to set, all else
				      zeroed, */
	uint64_t max_pixels;       /* and the limits of the conversion */
	uint64_t max_nbytes;
	bool salvages; /* what is damaged is delivered */
	struct heif_items items;
	bool is_cut;        /* it ends before its last box does */
	bool has_tracks;    /* a sequence or a video */
	bool is_signed;     /* C2PA */
	bool is_damaged;    /* salvage: something was missing, or odd */
	uint64_t n_loaded;  /* bytes of items, so far */
	uint64_t n_decoded; /* pixels, likewise */
};

/*
 * Find what the file has.  Fails with GM_ERR_UNSUPPORTED where there are no
 * items, or as heif_meta_read() does.
 */
enum gm_status heif_file_open(struct heif_file *file, struct gm_error *err);

/* The primary picture.  Fails with GM_ERR_CORRUPT or GM_ERR_UNSUPPORTED. */
enum gm_status heif_file_primary(const struct heif_file *file,
				 const struct heif_item **item,
				 struct gm_error *err);

/*
 * Read the bytes of an item into *to, in place of what was there.  No memory
 * is taken for bytes that are not there.  Fails with GM_ERR_UNSUPPORTED (bytes
 * that are elsewhere), GM_ERR_CORRUPT, GM_ERR_TRUNCATED, GM_ERR_LIMIT,
 * GM_ERR_READ or GM_ERR_NOMEM.
 */
enum gm_status heif_file_load(struct heif_file *file,
			      const struct heif_item *item, struct bytes *to,
			      struct gm_error *err);

/*
 * So many pixels are to be decoded.  Fails with GM_ERR_LIMIT where the file has
 * asked for more than it may.
 */
enum gm_status heif_file_spend(struct heif_file *file, uint64_t n_pixels,
			       struct gm_error *err);

/* Release the memory. */
void heif_file_free(struct heif_file *file);

#endif
