/* SPDX-License-Identifier: MIT */
/*
 * source.h - a PNG file taken apart
 *
 * Reads all chunks, in order and with their CRCs.  What is unusual is left to
 * another way: see source_read().
 */
#ifndef GM_FORMATS_PNG_SOURCE_H
#define GM_FORMATS_PNG_SOURCE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/file.h"
#include "formats/png/apng_frames.h"
#include "formats/png/shape.h"
#include "meta/metadata.h"

/* A zeroed struct is valid; its memory is kept from file to file. */
struct source {
	struct shape shape;
	uint8_t palette[256 * 3];   /* RGB */
	unsigned n_palette;         /* colours; 0 unless the type is palette */
	uint8_t alpha[256];         /* of each colour, */
	bool has_alpha;             /* where one is not opaque */
	uint8_t background[6];      /* payload of bKGD */
	unsigned background_nbytes; /* 0 is none */
	bool has_transparent;       /* a gray that is clear */
	unsigned orientation;       /* by EXIF; 0 is none */
	struct bytes before;        /* whole chunks that a gray file keeps, */
	struct bytes after;         /* before and after the pixels */
	struct bytes idat;          /* all payloads of IDAT */
	struct bytes idat_nbytes;   /* uint32_t each: of the IDAT chunks */
	uint64_t max_frames_nbytes; /* the caller's: of a file whose frames are
				       held */
	struct apng_frames frames;  /* of an animation, but for those bytes */
	struct bytes payload;       /* of the chunk at hand */
	struct bytes profile;       /* inflated */
	uint64_t n_pixels;          /* of the picture and all frames */
	const char *warning;        /* a constant, or NULL: nothing to say */
	bool has_more;              /* bytes follow the picture */
};

/*
 * Read a whole file; metadata, which is empty, is for what it says besides its
 * pixels.  Fails with GM_ERR_UNSUPPORTED when it has more pixels, or
 * its rows with their filters more bytes, than that; when its type has no
 * direct way (a transparent colour of RGB, 16-bit or interlaced colour);
 * when its colours are more than their codes; when a chunk is critical and not
 * known, malformed, misplaced or damaged; else with GM_ERR_READ, GM_ERR_LIMIT
 * or GM_ERR_NOMEM.
 */
enum gm_status source_read(struct source *source, struct file_in *in,
			   uint64_t max_pixels, uint64_t max_row_nbytes,
			   struct metadata *metadata, struct gm_error *err);

/*
 * Have idat end with this Adler-32 from sum_at on, where at most as much is.
 * Fails with GM_ERR_NOMEM.
 */
enum gm_status source_put_sum(struct source *source, size_t sum_at,
			      const uint8_t sum[4], struct gm_error *err);

#endif
