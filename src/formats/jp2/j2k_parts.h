/* SPDX-License-Identifier: MIT */
/*
 * j2k_parts.h - where the tile-parts of a codestream are (T.800 A.4.2)
 *
 * Found by their headers alone: what is coded in them is stepped over.
 */
#ifndef GM_FORMATS_JP2_J2K_PARTS_H
#define GM_FORMATS_JP2_J2K_PARTS_H

#include "formats/jp2/j2k_header.h"

struct j2k_part {
	uint64_t at;     /* of its SOT, in the file */
	uint64_t nbytes; /* of them that are there */
	uint32_t tile;
};

/* Zeroed before; parts are released by j2k_parts_free(). */
struct j2k_parts {
	struct j2k_part *parts; /* owned; by the row of their tile, then by
				   where they are */
	size_t n_parts;
	size_t capacity;
	struct j2k_style style; /* the most work that any tile makes; */
	bool has_styles;        /* and not all are coded alike */
	bool is_truncated;      /* bytes of a tile, or tiles, are missing */
	bool lacks_end;         /* only EOC is */
	uint32_t n_tiles;       /* of which there is a part */
	uint64_t end;           /* in the file, of what was found */
};

/*
 * Find those of a codestream, whose header was read.  Takes time in proportion
 * to its bytes.  Fails with GM_ERR_CORRUPT, GM_ERR_NOMEM or GM_ERR_READ; what
 * is missing at its end does not fail.
 */
enum gm_status j2k_parts_find(struct j2k_parts *parts, struct file_in *in,
			      const struct j2k_header *header,
			      struct jp2_span codestream, struct gm_error *err);

/* The part number *first of a row of tiles, and how many there are. */
size_t j2k_parts_of_row(const struct j2k_parts *parts,
			const struct j2k_header *header, uint32_t row,
			size_t *first);

void j2k_parts_free(struct j2k_parts *parts);

#endif
