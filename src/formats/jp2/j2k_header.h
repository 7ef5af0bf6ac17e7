/* SPDX-License-Identifier: MIT */
/*
 * j2k_header.h - the main header of a codestream (T.800 annex A)
 *
 * Read for what bounds the work of a decoder, which checks the rest, and kept
 * for it without what no decoder needs.
 */
#ifndef GM_FORMATS_JP2_J2K_HEADER_H
#define GM_FORMATS_JP2_J2K_HEADER_H

#include "base/bytes.h"
#include "base/file_cursor.h"
#include "formats/jp2/jp2.h"

/* Markers. */
enum {
	J2K_SOC = 0xff4f,
	J2K_CAP = 0xff50,
	J2K_SIZ = 0xff51,
	J2K_COD = 0xff52,
	J2K_COC = 0xff53,
	J2K_TLM = 0xff55,
	J2K_PLM = 0xff57,
	J2K_PLT = 0xff58,
	J2K_PPM = 0xff60,
	J2K_CRG = 0xff63,
	J2K_COM = 0xff64,
	J2K_SOT = 0xff90,
	J2K_SOD = 0xff93,
	J2K_EOC = 0xffd9
};

/* Most bytes of the main header. */
#define J2K_MAX_HEADER_NBYTES (16u << 20)

/* Most decompositions (table A.15), and comments that are kept. */
#define J2K_MAX_LEVELS   32u
#define J2K_MAX_COMMENTS 8u

struct j2k_component {
	unsigned bits; /* of a sample */
	bool is_signed;
	uint32_t dx; /* grid points for a sample */
	uint32_t dy;
};

/* How a component is coded, as far as it matters for the work that it makes. */
struct j2k_coding {
	unsigned n_levels;
	unsigned block_width; /* of code-blocks, as a power of 2 */
	unsigned block_height;
	bool is_reversible;
	uint8_t precincts[J2K_MAX_LEVELS + 1]; /* PPx, and PPy times 16 */
};

struct j2k_style {
	unsigned n_layers;
	bool has_transform; /* of the first three components: ICT or RCT */
	struct j2k_coding coding[JP2_MAX_COMPONENTS];
};

/* Zeroed before; bytes and comments are released by j2k_header_free(). */
struct j2k_header {
	uint32_t x0, y0, x1, y1; /* the picture on the reference grid */
	uint32_t tile_width, tile_height;
	uint32_t tiles_x0, tiles_y0; /* where the first tile begins */
	uint32_t n_across, n_down;   /* tiles */
	unsigned n_components;
	struct j2k_component components[JP2_MAX_COMPONENTS];
	struct j2k_style style;  /* of tiles that say nothing else */
	bool has_packed_headers; /* PPM: they count tile-parts */
	struct bytes bytes;      /* owned: from SOC up to the first SOT, without
				    comments and pointers */
	struct jp2_span comments[J2K_MAX_COMMENTS]; /* of Latin-1 text */
	unsigned n_comments;
	uint64_t nbytes; /* of it as it stands in the file */
};

/* Where the fields of SIZ are in bytes, which begin with SOC and SIZ. */
#define J2K_SIZ_Y1_AT       12u
#define J2K_SIZ_Y0_AT       20u
#define J2K_SIZ_WIDTH_AT    24u
#define J2K_SIZ_HEIGHT_AT   28u
#define J2K_SIZ_TILES_Y0_AT 36u

/*
 * Read the header that begins at an offset.  Fails with GM_ERR_TRUNCATED,
 * GM_ERR_CORRUPT, GM_ERR_UNSUPPORTED, GM_ERR_LIMIT, GM_ERR_NOMEM or
 * GM_ERR_READ; *header is to be released all the same.
 */
enum gm_status j2k_header_read(struct j2k_header *header, struct file_in *in,
			       uint64_t at, struct gm_error *err);

/*
 * Take a COD or COC of nbytes after its length, of the main header or of a
 * tile.  False when it cannot be.
 */
bool j2k_header_take_style(const struct j2k_header *header,
			   struct j2k_style *style, unsigned marker,
			   const uint8_t *data, size_t nbytes);

void j2k_header_free(struct j2k_header *header);

#endif
