/* SPDX-License-Identifier: MIT */
/*
 * raw_tiff.h - the directories of a TIFF, as cameras write them (TIFF 6.0,
 * section 2)
 */
#ifndef GM_FORMATS_RAW_RAW_TIFF_H
#define GM_FORMATS_RAW_RAW_TIFF_H

#include "base/file.h"

/* Most entries of a directory that are looked at; cameras have up to 100. */
#define RAW_TIFF_MAX_ENTRIES 512u

#define RAW_TIFF_ENTRY_NBYTES 12u

struct raw_tiff {
	struct file_in *in; /* the caller's */
	bool is_big;        /* numbers have their high byte first */
};

struct raw_entry {
	unsigned tag;
	unsigned type;
	uint32_t count;
	uint8_t field[4]; /* the value, or its offset */
};

struct raw_directory {
	unsigned n_entries;
	struct raw_entry entries[RAW_TIFF_MAX_ENTRIES];
	uint32_t next; /* offset of another one; 0: there is none */
};

uint32_t raw_tiff_u16(const struct raw_tiff *tiff, const uint8_t *p);
uint32_t raw_tiff_u32(const struct raw_tiff *tiff, const uint8_t *p);

/* Read the directory at an offset, as far as it is there. */
void raw_tiff_read(const struct raw_tiff *tiff, uint32_t at,
		   struct raw_directory *directory);

/* The first entry of that tag, or NULL. */
const struct raw_entry *raw_tiff_find(const struct raw_directory *directory,
				      unsigned tag);

/* Bytes of all its values; 0 of a type that is not known. */
uint64_t raw_tiff_nbytes(const struct raw_entry *entry);

/* Copy n bytes of its values; false when they are not there. */
bool raw_tiff_copy(const struct raw_tiff *tiff, const struct raw_entry *entry,
		   void *dst, size_t n);

/* Its number i, SHORT or LONG; 0 when there is none.  entry may be NULL. */
uint32_t raw_tiff_number(const struct raw_tiff *tiff,
			 const struct raw_entry *entry, uint32_t i);

#endif
