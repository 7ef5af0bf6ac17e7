/* SPDX-License-Identifier: MIT */
/*
 * png_parts.h - a PNG as a list of chunks, apart and together again
 *
 * Knows nothing of src/png, so that it can judge what that makes.
 */
#ifndef GM_FUZZ_PNG_PARTS_H
#define GM_FUZZ_PNG_PARTS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"

#define PNG_PARTS_MAX 128u

struct png_part {
	uint8_t type[5];     /* a string */
	const uint8_t *data; /* of the file, or the caller's */
	size_t nbytes;       /* of data */
};

struct png_parts {
	struct png_part parts[PNG_PARTS_MAX];
	unsigned n;
	bool is_cut;     /* there are more than that */
	bool is_whole;   /* all lengths and CRCs are right; has an IEND */
	size_t n_behind; /* bytes behind the last part */
};

/* Take apart as far as it goes; *file must outlive *png. */
void png_parts_open(struct png_parts *png, const struct bytes *file);

bool png_part_is(const struct png_part *part, const char *type);

/* The first part of this type, or NULL. */
const struct png_part *png_parts_find(const struct png_parts *png,
				      const char *type);

/*
 * Write the file with its CRCs to out, which has room for most bytes.
 * Returns how many there are, 0 when there is no room.
 */
size_t png_parts_write(const struct png_parts *png, uint8_t *out, size_t most);

/* Bytes of all parts of this type, one after another; appends to *all. */
void png_parts_join(const struct png_parts *png, const char *type,
		    struct bytes *all);

#endif
