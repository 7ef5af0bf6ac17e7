/* SPDX-License-Identifier: MIT */
/*
 * codec_png_frames.h - the frames of an animated PNG as they are shown
 *
 * libpng knows no animation: each frame is put to the reader of PNG as a file
 * of its own, and what comes of it is drawn on a canvas, of which rows are
 * delivered.
 */
#ifndef GM_FORMATS_PNG_CODEC_PNG_FRAMES_H
#define GM_FORMATS_PNG_CODEC_PNG_FRAMES_H

#include "codec/codec.h"
#include "formats/png/apng_canvas.h"
#include "formats/png/apng_frames.h"
#include "formats/png/shape.h"

/* A zeroed struct is valid and closed. */
struct codec_png_frames {
	struct file_in *in; /* the caller's, as are the next three */
	struct decoder *dec;
	const struct conversion *conversion;
	const struct codec_reader *reader; /* of such a file */
	struct shape shape;                /* of the file's header */
	struct apng_frames frames; /* with the data of IDAT, if it is one */
	size_t n;                  /* frames that there are; 0: none but the
				      picture of IDAT */
	size_t next;               /* of them */
	bool is_over;              /* what follows of it is left out */
	bool is_cut;               /* the file ends in or after the last */
	struct bytes shared;  /* chunks that all frames need for their pixels */
	struct bytes payload; /* of the chunk at hand */
	struct bytes still;   /* the frame at hand, as a file */
	struct bytes row;
	struct file_in still_in;
	struct decoder still_dec;
	struct outcome still_outcome;
	struct apng_canvas canvas;
	uint32_t row_i; /* of the canvas, that is delivered next */
};

/*
 * Make room to show the frames in the shape of dec->info, which is that of
 * their pixels and becomes that of the canvas.  Fails as image_check_held(), or
 * with GM_ERR_NOMEM.
 */
enum gm_status codec_png_frames_open(struct codec_png_frames *f,
				     struct gm_error *err);

/* Go on to the next frame, the first one at first.  Fails as a reader does. */
enum gm_status codec_png_frames_next(struct codec_png_frames *f,
				     struct gm_error *err);

/* Deliver rows of it. */
void codec_png_frames_rows(struct codec_png_frames *f, void *rows,
			   uint32_t n_rows);

void codec_png_frames_close(struct codec_png_frames *f);

#endif
