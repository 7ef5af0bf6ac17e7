/* SPDX-License-Identifier: MIT */
/*
 * codec_png_chunks.h - metadata taken from libpng and given to it
 *
 * Chunks travel as they were read, so compressed text is never inflated, but a
 * profile is; what they mean is said in formats/png/png_chunks.h.
 */
#ifndef GM_FORMATS_PNG_CODEC_PNG_CHUNKS_H
#define GM_FORMATS_PNG_CODEC_PNG_CHUNKS_H

#include "formats/png/codec_png_lib.h"
#include "meta/graying.h"
#include "meta/metadata.h"
#include "meta/settle.h"

/* The library's user chunk pointer. */
struct codec_png_keep {
	struct metadata *metadata;
	struct settle settle;
	uint32_t kept;        /* see png_chunks_is_again() */
	bool has_iptc;        /* see png_raw_profile_take() */
	struct bytes profile; /* inflated; freed at last */
	png_infop info;
	bool ignores_frames; /* there is only the picture of IDAT; else */
	bool takes_frames;   /* several are no reason to refuse */
	uint32_t n_frames;   /* that acTL says; 0: no animation */
	bool has_default;    /* the picture of IDAT is the first of them */
};

/*
 * Have the library hand over every chunk but the ones that make the pixels
 * and bKGD; of true colour a palette is none of them.  keep must outlive png.
 */
void codec_png_chunks_init(png_structp png, struct codec_png_keep *keep,
			   bool is_true_color);

/*
 * In a step, keep an ancillary chunk that stands after the pixels, to which the
 * library has not come.
 */
void codec_png_chunks_late(png_structp png, const uint8_t type[4],
			   const uint8_t *payload, size_t nbytes);

/*
 * Add the background colour, made gray as the pixels are, for a picture that
 * is delivered in the shape of info.
 */
void codec_png_chunks_background(png_structp png,
				 const struct codec_png_keep *keep,
				 const struct image_info *info,
				 const struct graying *graying);

/* What is written so far; zeroed before the first, payload freed at last. */
struct codec_png_written {
	size_t n_items; /* of the metadata */
	uint32_t kinds; /* a bit for each that was made from its value */
	bool after_pixels;
	struct bytes payload; /* of the chunk at hand: a step may end in it */
};

/*
 * Write the pieces of metadata that are new as far as a gray PNG of this shape
 * can have them, chunks of a PNG as they were.
 */
void codec_png_chunks_write(png_structp png, const struct metadata *metadata,
			    struct codec_png_written *written,
			    const struct image_info *gray);

#endif
