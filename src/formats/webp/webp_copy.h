/* SPDX-License-Identifier: MIT */
/*
 * webp_copy.h - from a file to its gray one, picture by picture
 *
 * What is around the pictures stays as it was: the canvas, and of each frame
 * its region, duration, blending and disposal.  How a picture becomes gray is
 * the caller's.
 */
#ifndef GM_FORMATS_WEBP_WEBP_COPY_H
#define GM_FORMATS_WEBP_WEBP_COPY_H

#include "base/file.h"
#include "formats/webp/webp_file.h"
#include "meta/graying.h"
#include "meta/metadata.h"
#include "meta/strip.h"

/*
 * Append the chunks of the gray picture, ALPH and VP8, or VP8L, each with its
 * padding, to *coded.  What it fails with, webp_copy() fails with.
 */
typedef enum gm_status (*webp_copy_fn)(void *ctx,
				       const struct webp_picture *picture,
				       struct bytes *coded,
				       struct gm_error *err);

struct webp_copy {
	struct webp_file *file;          /* scanned; not cut short */
	const struct metadata *metadata; /* settled */
	const struct graying *graying;   /* for the colour of the background */
	enum strip_policy strip;         /* of what nobody knows in a frame */
	webp_copy_fn make;
	void *ctx;
};

/* Write all of the file.  Fails as make, reading and writing do. */
enum gm_status webp_copy(const struct webp_copy *copy, struct file_out *out,
			 struct gm_error *err);

#endif
