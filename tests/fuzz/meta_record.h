/* SPDX-License-Identifier: MIT */
/*
 * meta_record.h - pieces of metadata, to be put into a picture of our own
 */
#ifndef GM_FUZZ_META_RECORD_H
#define GM_FUZZ_META_RECORD_H

#include <stddef.h>
#include <stdint.h>

#define META_RECORDS_MAX 24u

/* Most of a record, whatever its kind puts before it. */
#define META_RECORD_MAX_NBYTES 255u

struct meta_record {
	unsigned kind; /* what it means depends on the format */
	const uint8_t *data;
	size_t nbytes;
};

struct meta_records {
	struct meta_record list[META_RECORDS_MAX];
	unsigned n;
	unsigned picture; /* which picture they go into */
};

/* Put the records into a JPEG, and check what its gray one keeps of them. */
void meta_jpeg_check(const struct meta_records *records);

/* The same of a PNG. */
void meta_png_check(const struct meta_records *records);

#endif
