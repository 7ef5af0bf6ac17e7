/* SPDX-License-Identifier: MIT */
/*
 * webp_encode.h - gray samples to a coded picture, by libwebp
 *
 * Lossy or lossless, with alpha or without; colours that alpha hides stay as
 * they are.  The library starts no thread here.
 */
#ifndef GM_FORMATS_WEBP_WEBP_ENCODE_H
#define GM_FORMATS_WEBP_WEBP_ENCODE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "codec/conversion.h"

/* What is asked of a picture. */
struct webp_coding {
	uint32_t width; /* pixels, 1..WEBP_MAX_SIDE */
	uint32_t height;
	bool has_alpha;
	unsigned quality; /* of libwebp, 1..100; 0 is lossless */
	enum compress compress;
};

struct webp_encoder;

/* Bytes that encoding takes, the coded picture not among them. */
uint64_t webp_encode_nbytes(const struct webp_coding *coding);

/*
 * Begin a picture; *encoder is released by webp_encoder_close().  Fails with
 * GM_ERR_NOMEM, *encoder being NULL then.
 */
enum gm_status webp_encoder_open(struct webp_encoder **encoder,
				 const struct webp_coding *coding,
				 struct gm_error *err);

/* Take row y of gray, or of gray and alpha. */
void webp_encoder_put(struct webp_encoder *encoder, uint32_t y,
		      const uint8_t *row);

/*
 * After all rows: append the chunks of the picture, VP8L, or VP8 and maybe
 * ALPH before it.  Fails with GM_ERR_NOMEM, GM_ERR_LIMIT where the picture is
 * larger than the format can hold, GM_ERR_SYSTEM for another library than it
 * was built for, or GM_ERR_UNSUPPORTED for what else the library refuses.
 */
enum gm_status webp_encoder_finish(struct webp_encoder *encoder,
				   struct bytes *coded, struct gm_error *err);

/* Safe with NULL. */
void webp_encoder_close(struct webp_encoder *encoder);

#endif
