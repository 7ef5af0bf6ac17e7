/* SPDX-License-Identifier: MIT */
/*
 * codec_png_fdat.h - what libpng writes of a still, as a frame of an animation
 *
 * The library knows no animation.  Each frame is written as a picture of its
 * own, of which all but the first lack what is there already, and have their
 * pixels in other chunks.
 */
#ifndef GM_FORMATS_PNG_CODEC_PNG_FDAT_H
#define GM_FORMATS_PNG_CODEC_PNG_FDAT_H

#include "codec/codec.h"
#include "formats/png/codec_png_lib.h"

/* A zeroed struct is valid; payload is freed at last. */
struct codec_png_fdat {
	bool is_further;      /* the frame at hand is not the first */
	uint32_t sequence;    /* of the next chunk that has one */
	uint32_t type;        /* of the chunk at hand */
	struct bytes payload; /* of the chunk at hand: a step may end in it */
};

/* Before the pixels of the first frame: write that there are several. */
void codec_png_fdat_begin(png_structp png, const struct animation *animation);

/* Before the pixels of each frame, which fills the picture of info. */
void codec_png_fdat_frame(png_structp png, struct codec_png_fdat *fdat,
			  const struct image_info *info,
			  const struct animation *animation);

/* Write what the library does.  Fails as file_out_write(), and with
   GM_ERR_NOMEM. */
enum gm_status codec_png_fdat_write(png_structp png,
				    struct codec_png_fdat *fdat,
				    struct file_out *out, const uint8_t *data,
				    size_t nbytes, struct gm_error *err);

#endif
