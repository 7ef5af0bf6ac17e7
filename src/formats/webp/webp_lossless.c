/* SPDX-License-Identifier: MIT */
#include "formats/webp/webp_lossless.h"

#include <stdlib.h>

#include "formats/webp/webp_decode.h"
#include "formats/webp/webp_encode.h"
#include "image/gray.h"
#include "image/image.h"

/* The colours, or NULL with *err filled; the caller's to free. */
static uint8_t *
load_samples(struct file_cursor *cursor, const struct webp_picture *picture,
	     struct gm_error *err)
{
	struct bytes coded = {0};
	uint8_t *samples = NULL;
	enum gm_status st =
		webp_picture_load(cursor, picture, false, &coded, err);

	if (st == GM_OK) {
		samples = malloc((size_t)picture->width * picture->height *
				 (picture->has_alpha ? 4 : 3));
		st = samples == NULL
			     ? gm_fail(err, GM_ERR_NOMEM, 0,
				       "out of memory (pixels)")
			     : webp_decode(picture, &coded, samples, err);
	}
	bytes_free(&coded);
	if (st != GM_OK) {
		free(samples);
		samples = NULL;
	}
	return samples;
}

static enum gm_status
encode(const struct webp_coding *coding, enum gray_method method,
       uint8_t *samples, struct bytes *chunks, struct gm_error *err)
{
	const struct image_info info = {.width = coding->width,
					.height = coding->height,
					.channels = coding->has_alpha ? 4 : 3,
					.bits = 8,
					.exact_bits = 8};
	struct webp_encoder *encoder;
	enum gm_status st = webp_encoder_open(&encoder, coding, err);

	for (uint32_t y = 0; st == GM_OK && y < info.height; y++) {
		uint8_t *row = samples + y * image_row_nbytes(&info);

		gray_convert(method, &info, row, info.width, row);
		webp_encoder_put(encoder, y, row);
	}
	if (st == GM_OK)
		st = webp_encoder_finish(encoder, chunks, err);
	webp_encoder_close(encoder);
	return st;
}

enum gm_status
webp_lossless_gray(struct file_cursor *cursor,
		   const struct webp_picture *picture,
		   const struct conversion *conversion, struct bytes *chunks,
		   struct gm_error *err)
{
	const struct webp_coding coding = {.width = picture->width,
					   .height = picture->height,
					   .has_alpha = picture->has_alpha,
					   .compress = conversion->compress};
	uint8_t *samples;
	enum gm_status st = image_check_memory(
		picture->width, picture->height,
		webp_decode_nbytes(picture) + webp_encode_nbytes(&coding),
		conversion->max_nbytes, err);

	if (st != GM_OK)
		return st;
	samples = load_samples(cursor, picture, err);
	if (samples == NULL)
		return err->status;
	st = encode(&coding, conversion->gray, samples, chunks, err);
	free(samples);
	return st;
}
