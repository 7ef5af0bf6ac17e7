/* SPDX-License-Identifier: MIT */
/*
 * webp_picture.h - a coded picture: the chunks it is made of
 *
 * A still one, or that of a frame: VP8 (lossy), maybe after ALPH, or VP8L
 * (lossless).  Knows of what is coded no more than its size (RFC 6386, 9.1;
 * RFC 9649, 3.4).
 */
#ifndef GM_FORMATS_WEBP_WEBP_PICTURE_H
#define GM_FORMATS_WEBP_WEBP_PICTURE_H

#include "formats/webp/webp_riff.h"

/* Pixels of a side of a coded picture, at most: 14 bits. */
#define WEBP_MAX_SIDE 16383u

/* A coded picture: the chunks it is made of, and what their heads say. */
struct webp_picture {
	struct webp_chunk alpha;  /* ALPH; of no name where there is none */
	struct webp_chunk pixels; /* VP8 or VP8L; of no name: none is there */
	uint32_t width;           /* pixels, 1..WEBP_MAX_SIDE; 0: its head is
				     cut off */
	uint32_t height;
	bool has_alpha;
};

static inline bool
webp_picture_is_lossless(const struct webp_picture *picture)
{
	return webp_chunk_is(&picture->pixels, "VP8L");
}

static inline bool
webp_picture_has_pixels(const struct webp_picture *picture)
{
	return picture->pixels.name[0] != '\0';
}

/*
 * Take a chunk as a part of the picture, unless it has its pixels, for then
 * such a chunk is one too many; false when it is no such chunk.
 */
bool webp_picture_take(struct webp_picture *picture,
		       const struct webp_chunk *chunk);

/*
 * Read the size of a picture that has its pixels.  Fails with GM_ERR_CORRUPT,
 * GM_ERR_TRUNCATED or GM_ERR_READ.
 */
enum gm_status webp_picture_measure(struct webp_picture *picture,
				    struct file_cursor *cursor,
				    struct gm_error *err);

/*
 * Append the chunks of a picture as libwebp takes them without a file around:
 * VP8 or VP8L, after ALPH where there is one; with may_be_cut, as much as the
 * file has of the last one.  Fails as webp_riff_load().
 */
enum gm_status webp_picture_load(struct file_cursor *cursor,
				 const struct webp_picture *picture,
				 bool may_be_cut, struct bytes *coded,
				 struct gm_error *err);

/* Append any chunk of a file, with its padding.  Fails likewise. */
enum gm_status webp_picture_load_chunk(struct file_cursor *cursor,
				       const struct webp_chunk *chunk,
				       struct bytes *coded,
				       struct gm_error *err);

#endif
