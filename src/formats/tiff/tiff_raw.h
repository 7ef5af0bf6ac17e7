/* SPDX-License-Identifier: MIT */
/*
 * tiff_raw.h - the directories of a TIFF as they stand in the file
 *
 * TIFF 6.0 section 2, and BigTIFF, which has 64-bit offsets.  Tags are numbers
 * here: what they mean, and whether libtiff knows them, does not matter, so
 * that all of them can be carried into a copy.
 */
#ifndef GM_FORMATS_TIFF_TIFF_RAW_H
#define GM_FORMATS_TIFF_TIFF_RAW_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/file.h"

/* Types of values (TIFF 6.0 section 2; Technical Note 1; BigTIFF). */
enum tiff_type {
	TIFF_TYPE_BYTE = 1,
	TIFF_TYPE_ASCII = 2,
	TIFF_TYPE_SHORT = 3,
	TIFF_TYPE_LONG = 4,
	TIFF_TYPE_UNDEFINED = 7,
	TIFF_TYPE_IFD = 13,
	TIFF_TYPE_LONG8 = 16,
	TIFF_TYPE_IFD8 = 18
};

/* Bytes of one value; 0 of a type that is not known. */
size_t tiff_type_nbytes(unsigned type);

/* The byte order and the width of offsets, of a file and of its copy. */
struct tiff_order {
	bool is_big_endian;
	bool is_big; /* BigTIFF */
};

/* A number of 1, 2, 4 or 8 bytes. */
uint64_t tiff_order_number(const struct tiff_order *order, const uint8_t *p,
			   size_t nbytes);
void tiff_order_put(const struct tiff_order *order, uint8_t *p, size_t nbytes,
		    uint64_t number);

/* Bytes of an offset in a directory: 4 or 8. */
static inline size_t
tiff_order_offset_nbytes(const struct tiff_order *order)
{
	return order->is_big ? 8 : 4;
}

/*
 * A file.  What is read of directories and of their values takes no more time
 * than a few times the file's length: directories that lie over each other by
 * the thousand are refused.
 */
struct tiff_raw {
	struct file_in *in; /* the caller's */
	struct tiff_order order;
	uint64_t first_at; /* of the first directory */
	uint64_t n_left;   /* bytes that may be read before it is too much */
};

/*
 * What the library takes for a directory grows with the square of its entries.
 * TIFF has some 100 tags in all, and so have EXIF and the raw files of cameras.
 */
#define TIFF_MAX_ENTRIES 512

/* One field of a directory: n values of that type. */
struct tiff_entry {
	unsigned tag;
	unsigned type;
	uint64_t n;
	uint64_t nbytes; /* of all values, or 0 of an unknown type */
	uint64_t at;     /* where they stand in the file */
	bool is_inside;  /* they stand in the directory itself: then these */
	uint8_t here[8]; /* are they */
};

/* A zeroed struct is valid and empty, and released by tiff_directory_free(). */
struct tiff_directory {
	struct tiff_entry *entries; /* owned; n of them, in the file's order */
	size_t n;
	size_t capacity;
	uint64_t next_at; /* of the next directory; 0: there is none */
	struct bytes buffer;
};

/* Read the header.  Fails with GM_ERR_CORRUPT or as file_in_status(). */
enum gm_status tiff_raw_open(struct tiff_raw *raw, struct file_in *in,
			     struct gm_error *err);

/* Let as much be read again. */
void tiff_raw_refill(struct tiff_raw *raw);

/*
 * Read nbytes at an offset.  Fails with GM_ERR_TRUNCATED beyond the end of the
 * file, GM_ERR_LIMIT where it is too much, or GM_ERR_READ.
 */
enum gm_status tiff_raw_read(struct tiff_raw *raw, uint64_t at, void *dst,
			     size_t nbytes, struct gm_error *err);

/*
 * Read a directory into *directory.  Fails with GM_ERR_NOMEM too, and with
 * GM_ERR_CORRUPT where it has too many entries.
 */
enum gm_status tiff_raw_directory(struct tiff_raw *raw, uint64_t at,
				  struct tiff_directory *directory,
				  struct gm_error *err);

void tiff_directory_free(struct tiff_directory *directory);

/* The first entry of that tag, or NULL. */
const struct tiff_entry *
tiff_directory_find(const struct tiff_directory *directory, unsigned tag);

/* Do all of its values stand in the file? */
bool tiff_entry_is_whole(const struct tiff_raw *raw,
			 const struct tiff_entry *entry);

/*
 * Values number first to first + n - 1, which must be there, as numbers: of
 * BYTE, SHORT, LONG, LONG8, IFD and IFD8; of others all are 0.
 */
enum gm_status tiff_raw_numbers(struct tiff_raw *raw,
				const struct tiff_entry *entry, uint64_t first,
				size_t n, uint64_t *numbers,
				struct gm_error *err);

/*
 * The first value of that tag, or `otherwise` where there is none, or where it
 * cannot be read.
 */
uint64_t tiff_raw_number(struct tiff_raw *raw,
			 const struct tiff_directory *directory, unsigned tag,
			 uint64_t otherwise);

/* Append all values, as they stand, to *value. */
enum gm_status tiff_raw_value(struct tiff_raw *raw,
			      const struct tiff_entry *entry,
			      struct bytes *value, struct gm_error *err);

#endif
