/* SPDX-License-Identifier: MIT */
/*
 * gray_apng.h - an animated PNG, directly: frame by frame
 *
 * Regions, times, disposal and blending stay as they are, and each frame is
 * made gray as a picture of its own.  All have one header, so alpha is left out
 * only where no frame has it and none lets the background be seen.
 */
#ifndef GM_FORMATS_PNG_GRAY_APNG_H
#define GM_FORMATS_PNG_GRAY_APNG_H

#include <stdbool.h>
#include <stdint.h>

#include "codec/conversion.h"
#include "formats/png/picture.h"
#include "formats/png/source.h"

/* A zeroed struct is valid; its memory is kept from file to file. */
struct gray_apng {
	const struct source
		*source; /* the caller's, as are the others up to: */
	struct picture *picture;
	struct deflate_lib *lib;
	const struct conversion *conversion;
	struct outcome *outcome; /* its warning alone */
	uint64_t max_row_nbytes; /* of a frame that is held; gray to be copied
				    may have more */
	bool compresses;         /* pixels are new ones, not copied; here */
	struct source frame;     /* at hand, as a file of its own */
	struct bytes chunks;     /* of the gray file: all of the frames */
	struct bytes payload;    /* of one of them */
	uint32_t sequence;       /* of the next that has a number */
};

/*
 * Write the gray file of a source that is animated.  Fails with
 * GM_ERR_UNSUPPORTED, before anything is written, as picture_open(),
 * picture_compress() and skim_rows(); with GM_ERR_NOMEM; or as
 * file_out_write().
 */
enum gm_status gray_apng_write(struct gray_apng *apng, struct file_out *out,
			       struct gm_error *err);

#endif
