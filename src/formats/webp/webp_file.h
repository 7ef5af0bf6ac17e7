/* SPDX-License-Identifier: MIT */
/*
 * webp_file.h - what a WebP file holds: its canvas, pictures and metadata
 *
 * The source is RFC 9649, sections 2.4 to 2.7: a still picture is a chunk VP8
 * (lossy), maybe with one of alpha before it, or VP8L (lossless); an animation
 * is a chunk ANMF for each frame.  In a file of either alone it is the first
 * chunk; else VP8X is, which tells of the canvas.
 */
#ifndef GM_FORMATS_WEBP_WEBP_FILE_H
#define GM_FORMATS_WEBP_WEBP_FILE_H

#include "formats/webp/webp_picture.h"
#include "formats/webp/webp_riff.h"
#include "meta/metadata.h"

#define WEBP_NAME "WebP"

/* Bytes of what describes the canvas, the animation, and a frame. */
#define WEBP_VP8X_NBYTES 10u
#define WEBP_ANIM_NBYTES 6u
#define WEBP_ANMF_NBYTES 16u

/* Flags in the first byte of VP8X. */
enum {
	WEBP_HAS_ANIMATION = 0x02,
	WEBP_HAS_XMP = 0x04,
	WEBP_HAS_EXIF = 0x08,
	WEBP_HAS_ALPHA = 0x10,
	WEBP_HAS_ICC = 0x20
};

#define WEBP_MAX_DURATION_MS 0xffffffu

/* A frame of an animation, within the canvas. */
struct webp_frame {
	uint32_t x; /* pixels from the left, even, and from the top */
	uint32_t y;
	uint32_t width; /* pixels: those of its picture */
	uint32_t height;
	uint32_t duration_ms; /* 0..WEBP_MAX_DURATION_MS */
	bool blends;          /* over what is there, else instead of it */
	bool disposes;        /* its place is cleared after it was shown */
	struct webp_picture picture;
};

struct webp_file {
	struct file_cursor cursor; /* in is the caller's to set, all else
				      zeroed */
	struct webp_range chunks;  /* of the file, from the first on */
	bool is_cut;               /* it ends before the RIFF does */
	bool is_damaged;           /* salvaged: what follows cannot be read */
	bool has_more;             /* bytes after it, pieces that are none, or
				      pictures besides those that count */
	bool is_extended;          /* VP8X is there */
	uint8_t flags;             /* of it */
	uint32_t width;            /* of the canvas, or of the picture where
				      none is told; pixels, 0: unknown */
	uint32_t height;
	struct webp_picture still; /* without pixels in an animation */
	uint32_t n_frames;         /* 0 for a still picture; those that are cut
				      short do not count, but the first */
	struct webp_chunk first;   /* of them: ANMF */
	uint32_t background;       /* of the animation: B, G, R, A from the
				      lowest byte on */
	uint16_t n_loops;          /* 0: for ever */
};

/*
 * Look at all chunks of the file and collect its metadata, as settle_add()
 * lets a gray picture have them.  Of what may be there once, the first counts.
 * Of frames nothing is known but that the first one is there, or a still
 * picture is.  With salvage a file that is cut short passes, and of one that
 * has a picture what cannot be read ends it.  Fails with GM_ERR_TRUNCATED,
 * GM_ERR_CORRUPT, GM_ERR_UNSUPPORTED, GM_ERR_LIMIT, GM_ERR_READ or
 * GM_ERR_NOMEM.
 */
enum gm_status webp_file_scan(struct webp_file *file, bool salvage,
			      struct metadata *metadata, struct gm_error *err);

/*
 * Find the next ANMF among the chunks, which then begin after it.  Fails with
 * GM_ERR_CORRUPT where there is none, or as reading does.
 */
enum gm_status webp_file_next(struct webp_file *file, struct webp_range *chunks,
			      struct webp_chunk *anmf, struct gm_error *err);

/*
 * Read the head of a frame, which is an ANMF of the file, and find the chunks
 * of its picture among those that *chunks is then the range of.  Fails with
 * GM_ERR_CORRUPT, or as reading does.
 */
enum gm_status webp_file_frame(struct webp_file *file,
			       const struct webp_chunk *anmf,
			       struct webp_frame *frame,
			       struct webp_range *chunks, struct gm_error *err);

/* Write the chunk VP8X, whose sides are at most 2^24.  Fails as writing does.
 */
enum gm_status webp_file_put_canvas(struct file_out *out, uint8_t flags,
				    uint32_t width, uint32_t height,
				    struct gm_error *err);

/*
 * Write the chunk ANIM; 0 loops are for ever, and more than 65535 are 65535.
 * Fails as writing does.
 */
enum gm_status webp_file_put_animation(struct file_out *out,
				       uint32_t background, uint32_t n_loops,
				       struct gm_error *err);

/*
 * Write the chunk ANMF of a frame and, in it, these chunks, each of which has
 * its padding.  Fails with GM_ERR_LIMIT where its size needs 33 bits, or as
 * writing does.
 */
enum gm_status webp_file_put_frame(struct file_out *out,
				   const struct webp_frame *frame,
				   const struct bytes *chunks,
				   struct gm_error *err);

#endif
