/* SPDX-License-Identifier: MIT */
/*
 * by_pixels.h - a picture to its gray one by way of its pixels, as a job does
 */
#ifndef GM_FUZZ_BY_PIXELS_H
#define GM_FUZZ_BY_PIXELS_H

#include <stdbool.h>
#include <stdint.h>

#include "codec/codec.h"
#include "fuzz_file.h"

struct by_pixels_options {
	struct conversion conversion;
	const struct codec *to; /* NULL: what the input is written as */
	bool takes_frames;      /* all, of several; else there is one */
	uint32_t strip_rows;    /* decoded at a time; 0 is all */
	enum fuzz_file_lending lending;
};

/* What came of it; a zeroed struct is valid. */
struct by_pixels {
	enum gm_status status;
	struct gm_error err;
	const struct codec *in_codec;  /* NULL: no codec knows the content */
	const struct codec *out_codec; /* NULL: it did not come to that */
	struct image_info info;        /* of the original */
	struct outcome outcome;
	struct bytes rows; /* all of the gray picture, or of each frame */
	struct bytes out;  /* the gray file */
};

/* The caller releases *c with by_pixels_free() whatever its status. */
void by_pixels_run(struct by_pixels *c, const struct bytes *original,
		   const struct by_pixels_options *options);

void by_pixels_free(struct by_pixels *c);

#endif
