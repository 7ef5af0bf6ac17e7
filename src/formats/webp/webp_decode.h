/* SPDX-License-Identifier: MIT */
/*
 * webp_decode.h - a coded picture to samples, by libwebp
 *
 * Its chunks are as webp_picture_load() has them.  The library starts no
 * thread here, and takes a picture as a whole.
 */
#ifndef GM_FORMATS_WEBP_WEBP_DECODE_H
#define GM_FORMATS_WEBP_WEBP_DECODE_H

#include "base/bytes.h"
#include "base/library.h"
#include "formats/webp/webp_picture.h"

extern const struct library webp_library;

/* Bytes that decoding takes, the samples among them, the chunks not. */
uint64_t webp_decode_nbytes(const struct webp_picture *picture);

/*
 * Decode into rows of RGB, or of RGBA where the picture has alpha.  Fails with
 * GM_ERR_TRUNCATED, GM_ERR_CORRUPT, GM_ERR_UNSUPPORTED, GM_ERR_NOMEM, or
 * GM_ERR_SYSTEM for another library than it was built for.
 */
enum gm_status webp_decode(const struct webp_picture *picture,
			   const struct bytes *coded, uint8_t *samples,
			   struct gm_error *err);

/*
 * Of a lossy picture without chroma the library makes R and B that are the
 * same, and a G that may be one less: have that the same, too, in its samples.
 */
void webp_decode_even_out(const struct webp_picture *picture, uint8_t *samples);

/*
 * As far as it goes: *n_rows are whole from the first on, and all others are
 * as they were.  Fails, with *n_rows set, when that is not all of them.
 */
enum gm_status webp_decode_some(const struct webp_picture *picture,
				const struct bytes *coded, uint8_t *samples,
				uint32_t *n_rows, struct gm_error *err);

#endif
