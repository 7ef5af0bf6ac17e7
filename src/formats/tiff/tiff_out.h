/* SPDX-License-Identifier: MIT */
/*
 * tiff_out.h - write a TIFF from nothing: a header, pixels, directories
 *
 * Or after a block of EXIF, which is a TIFF without pixels: the file begins
 * with its bytes, so that every offset in it, those of maker notes included,
 * stays true, and its header leads to a new first directory, which has the
 * entries of the old one, too.
 */
#ifndef GM_FORMATS_TIFF_TIFF_OUT_H
#define GM_FORMATS_TIFF_TIFF_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/file.h"
#include "formats/tiff/tiff_raw.h"

/* Entries of a directory at most: what EXIF says, and what we say. */
#define TIFF_OUT_MAX_ENTRIES 256u

struct tiff_out_entry {
	unsigned tag;
	unsigned type;
	uint64_t n;
	size_t nbytes; /* of its values, in values; or */
	size_t values_at;
	bool is_there;   /* they are in the file, or in here: */
	uint8_t here[4]; /* what stands in the entry */
};

/* Zeroed but for out. */
struct tiff_out {
	struct file_out *out; /* the caller's */
	struct tiff_order order;
	uint64_t link_at; /* where the next directory's offset is to stand */
	struct tiff_out_entry entries[TIFF_OUT_MAX_ENTRIES];
	size_t n_entries;
	struct bytes values; /* owned */
};

/*
 * Write the header, of a native-endian file, classic or big.  Fails as
 * file_out_write().
 */
enum gm_status tiff_out_begin(struct tiff_out *out, bool is_big,
			      struct gm_error *err);

/*
 * Write the block instead, whose byte order the file has, and take the entries
 * of its first directory, but not those of the tags listed, ended by 0, nor
 * what does not lie in the block.  Where it is no TIFF, *is_taken is false and
 * nothing is written.
 */
enum gm_status tiff_out_begin_exif(struct tiff_out *out, const uint8_t *exif,
				   size_t nbytes, const uint16_t *not_tags,
				   bool *is_taken, struct gm_error *err);

/* Add an entry of n numbers of that type.  Fails with GM_ERR_NOMEM. */
enum gm_status tiff_out_numbers(struct tiff_out *out, unsigned tag,
				unsigned type, const uint64_t *numbers,
				size_t n, struct gm_error *err);
enum gm_status tiff_out_number(struct tiff_out *out, unsigned tag,
			       unsigned type, uint64_t number,
			       struct gm_error *err);

/* The same of bytes, as they are to stand there. */
enum gm_status tiff_out_bytes(struct tiff_out *out, unsigned tag, unsigned type,
			      const void *data, size_t nbytes,
			      struct gm_error *err);

/* Have no entries of that tag. */
void tiff_out_drop(struct tiff_out *out, unsigned tag);

/*
 * Write the directory of all entries, which are none then.  Fails with
 * GM_ERR_LIMIT where the file is longer than its offsets reach.
 */
enum gm_status tiff_out_directory(struct tiff_out *out, struct gm_error *err);

/* Release what it owns. */
void tiff_out_free(struct tiff_out *out);

#endif
