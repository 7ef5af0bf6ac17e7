/* SPDX-License-Identifier: MIT */
/*
 * tiff_put.h - write a TIFF in order: header, blocks, values, directories
 *
 * The copy has the byte order and the width of offsets of its source, so that
 * values are copied as they stand.  Where a directory leads is written once
 * all of them have their places.
 */
#ifndef GM_FORMATS_TIFF_TIFF_PUT_H
#define GM_FORMATS_TIFF_TIFF_PUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/file.h"
#include "formats/tiff/tiff_raw.h"

/* A field of a directory to be written. */
struct tiff_field {
	unsigned tag;
	unsigned type;
	uint64_t n;
	uint64_t nbytes; /* of all values */
	uint64_t from;   /* where they stand in the source; or, */
	bool is_own;     /* here, in tiff_fields.values */
	bool has_links;  /* they are offsets of directories in the source */
	uint64_t at;     /* where they stand in the copy; filled by put */
};

/* A zeroed struct is valid and empty, and released by tiff_fields_free(). */
struct tiff_fields {
	struct tiff_field *fields; /* owned */
	size_t n;
	size_t capacity;
	struct bytes values;
};

/* Where the offsets of a classic TIFF do not reach. */
#define TIFF_PUT_TOO_LONG "the copy is longer than a TIFF of 32-bit offsets"

struct tiff_put {
	struct file_out *out; /* the caller's, as is raw */
	struct tiff_raw *raw; /* the source */
	uint64_t link_at;     /* of the first directory's offset, in out */
};

/* Forget all fields, and keep the memory. */
void tiff_fields_clear(struct tiff_fields *fields);

void tiff_fields_free(struct tiff_fields *fields);

/* A field with the values of an entry of the source. */
enum gm_status tiff_fields_copy(struct tiff_fields *fields,
				const struct tiff_entry *entry,
				struct gm_error *err);

/* A field with these values, as they are to stand in the file. */
enum gm_status tiff_fields_add(struct tiff_fields *fields, unsigned tag,
			       unsigned type, const void *values,
			       uint64_t nbytes, struct gm_error *err);

/* The same of n numbers. */
enum gm_status tiff_fields_numbers(struct tiff_fields *fields,
				   const struct tiff_order *order, unsigned tag,
				   unsigned type, const uint64_t *numbers,
				   size_t n, struct gm_error *err);

/* Write the header, the place of the first directory being empty. */
enum gm_status tiff_put_begin(struct tiff_put *put, struct gm_error *err);

/* Have the next bytes begin at an even offset. */
enum gm_status tiff_put_align(struct tiff_put *put, struct gm_error *err);

/*
 * Copy nbytes of the source.  Fails as tiff_raw_read() or file_out_write().
 */
enum gm_status tiff_put_copy(struct tiff_put *put, uint64_t from,
			     uint64_t nbytes, struct gm_error *err);

/*
 * Write the values, and the directory, at *at: by tag, of several of one tag
 * the first.  Where it leads to the next is at *link_at, and nowhere now.
 * Fails with GM_ERR_LIMIT where the copy is too long for its offsets.
 */
enum gm_status tiff_put_directory(struct tiff_put *put,
				  struct tiff_fields *fields, uint64_t *at,
				  uint64_t *link_at, struct gm_error *err);

/* Write an offset over what stands in the copy: of nbytes, 4 or 8. */
enum gm_status tiff_put_link(struct tiff_put *put, uint64_t link_at,
			     size_t nbytes, uint64_t offset,
			     struct gm_error *err);

#endif
