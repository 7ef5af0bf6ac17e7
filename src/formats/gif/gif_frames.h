/* SPDX-License-Identifier: MIT */
/*
 * gif_frames.h - the frames of an animated GIF, each as it is shown
 */
#ifndef GM_FORMATS_GIF_GIF_FRAMES_H
#define GM_FORMATS_GIF_GIF_FRAMES_H

#include "codec/codec.h"
#include "formats/gif/gif_scan.h"

struct gif_frames;

/*
 * Read up to the first row of the first frame, from the start of the file, of
 * which *scan is.  dec gets info, animation and held_nbytes; texts go to its
 * metadata.  *frames is the caller's to close, whatever comes of it; in, dec
 * and conversion must outlive it.  Fails with GM_ERR_NOMEM, GM_ERR_LIMIT,
 * GM_ERR_TRUNCATED, GM_ERR_CORRUPT or GM_ERR_READ.
 */
enum gm_status gif_frames_open(struct gif_frames **frames, struct decoder *dec,
			       struct file_in *in,
			       const struct conversion *conversion,
			       const struct gif_scan *scan,
			       struct gm_error *err);

/* As the operations of a reader. */
enum gm_status gif_frames_next(struct gif_frames *frames, struct gm_error *err);
void gif_frames_rows(struct gif_frames *frames, void *rows, uint32_t n_rows);
enum gm_status gif_frames_finish(struct gif_frames *frames,
				 struct gm_error *err);

/* NULL is none. */
void gif_frames_close(struct gif_frames *frames);

#endif
