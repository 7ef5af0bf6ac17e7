/* SPDX-License-Identifier: MIT */
/*
 * stb.h - a whole picture through stb_image or stb_image_write
 *
 * stb trusts headers and never says that a file ended early.  So the codecs
 * read the header themselves and hand stb one of their own making, which
 * means the same but leaves it nothing to get wrong; the pixels follow from
 * the file.  Knows nothing of any one format.
 */
#ifndef GM_FORMATS_STB_STB_H
#define GM_FORMATS_STB_STB_H

#include <stdbool.h>
#include <stdint.h>

#include "codec/codec.h"

/* Entries of indices of 16 bits. */
#define STB_PALETTE_ENTRIES 65536u

/* What indices stand for; all others are black, which is warned of. */
struct stb_palette {
	uint32_t first, end; /* entries that are there */
	uint8_t colors[STB_PALETTE_ENTRIES][4];
};

/* What to hand to stb and what to expect of it. */
struct stb_request {
	struct file_in *in; /* after what head stands for */
	const uint8_t *head;
	size_t head_nbytes;
	uint32_t channels; /* that stb stores: 1..4, at least dec->info's,
			      which are the first of them, or 1 or 2 bytes
			      of an index, the low one first, which is a
			      pixel of */
	struct stb_palette *palette; /* or NULL; of malloc(), and dec's from
					stb_read() on, also where it fails */
	bool mirrored;               /* rows run from right to left */
	size_t tail_nbytes; /* that may follow the pixels and must stay */
	bool ends_here;     /* what follows the pixels is no part of it */
	bool is_endless;    /* filler follows the end for ever: for decoders
			       that give up where a file ends */
	uint8_t filler;     /* what is missing at the end reads as this */
	const struct conversion *conversion;
};

/*
 * Decode the picture of the shape dec->info, which is checked against stb's
 * limits first, into dec->state.  Call once, in decode_open.  Fails with
 * GM_ERR_TRUNCATED when stb asked for bytes beyond the end (with salvage, a
 * warning, unless stb gave up), GM_ERR_CORRUPT, GM_ERR_LIMIT, GM_ERR_NOMEM or
 * GM_ERR_READ.
 */
enum gm_status stb_read(struct decoder *dec, const struct stb_request *request,
			struct gm_error *err);

/* After stb_read() of 8-bit RGBA: whether every pixel has that alpha. */
bool stb_read_alpha_is(const struct decoder *dec, uint8_t alpha);

/* The decode operations of codec.h that do not depend on the format. */
enum gm_status stb_read_rows(struct decoder *dec, void *rows, uint32_t n_rows,
			     struct gm_error *err);
enum gm_status stb_read_finish(struct decoder *dec, struct gm_error *err);
void stb_read_close(struct decoder *dec);

/*
 * Fail with GM_ERR_TRUNCATED when the file is shorter than a picture of this
 * header can be, so that a few bytes cannot ask for a huge picture; only
 * warn with salvage when there is the least that is worth it.
 */
enum gm_status stb_read_check_length(struct decoder *dec,
				     const struct file_in *in, uint64_t least,
				     uint64_t least_salvaged, bool salvage,
				     struct gm_error *err);

/*
 * Write the picture that is the struct whole of the encoder; the header, which
 * may say more than stb knows, is the caller's to write before.  Fail as
 * file_out_write() does, which stb itself would not notice.
 *
 * The pixels of a TGA: 8-bit gray or gray+alpha, with run lengths.
 */
enum gm_status stb_write_tga(struct encoder *enc, struct gm_error *err);

/* The scan lines of a Radiance RGBE file, from gray floats. */
enum gm_status stb_write_hdr(struct encoder *enc, struct gm_error *err);

/* stb_image and stb_image_write. */
extern const struct library stb_read_library;
extern const struct library stb_write_library;

#endif
