/* SPDX-License-Identifier: MIT */
/*
 * mpf.h - the index of the pictures in a JPEG (CIPA DC-007, 5.2)
 *
 * A TIFF structure in the APP2 of the first picture: an entry of 16 bytes for
 * each, the first one's included.  Knows nothing of files.
 */
#ifndef GM_FORMATS_JPEG_MPF_H
#define GM_FORMATS_JPEG_MPF_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What stands before it in the segment: "MPF" and NUL. */
#define MPF_START_NBYTES 4u

/* Most pictures that an index is understood with. */
#define MPF_MAX_PICTURES 17u

#define MPF_ENTRY_NBYTES 16u

/* All places are offsets from the byte order mark on. */
struct mpf {
	bool is_big_endian;
	size_t n;                /* pictures, 1 at least */
	size_t n_at;             /* of NumberOfImages; 0 for none */
	size_t entries_at;       /* of the n entries, */
	size_t entries_field_at; /* and of what tells of them */
	size_t ids_at;           /* of n ImageUID of 33 bytes; 0 for none */
	size_t ids_field_at;
};

/* Where a picture is, as its entry has it. */
struct mpf_place {
	uint32_t nbytes;
	uint32_t offset; /* from the byte order mark on; 0 of the first one */
};

/*
 * Find what is in the nbytes from the byte order mark on.  False where that is
 * no index, or one that is not understood: none of it lies over another part.
 */
bool mpf_read(const uint8_t *data, size_t nbytes, struct mpf *mpf);

/* That of entry i, below mpf->n; and put another one there. */
struct mpf_place mpf_place(const uint8_t *data, const struct mpf *mpf,
			   size_t i);
void mpf_set_place(uint8_t *data, const struct mpf *mpf, size_t i,
		   struct mpf_place place);

/*
 * Leave the first picture and those that are kept, in their order, with what
 * they say of each other.  *mpf is what it is then; no byte moves but those of
 * entries, and those at their end become 0.
 */
void mpf_keep(uint8_t *data, struct mpf *mpf,
	      const bool kept[MPF_MAX_PICTURES]);

#endif
