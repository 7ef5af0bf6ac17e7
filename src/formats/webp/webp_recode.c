/* SPDX-License-Identifier: MIT */
#include "formats/webp/webp_recode.h"

#include <stdlib.h>

#include "formats/webp/webp_decode.h"
#include "formats/webp/webp_encode.h"
#include "formats/webp/webp_quality.h"

static struct image_info
info_of(const struct webp_picture *picture)
{
	return (struct image_info){.width = picture->width,
				   .height = picture->height,
				   .channels = picture->has_alpha ? 4 : 3,
				   .bits = 8,
				   .exact_bits = 8};
}

/* The samples stay while they are coded. */
static enum gm_status
check_memory(const struct webp_picture *picture, const struct file_in *in,
	     const struct image_info *info, const struct webp_coding *coding,
	     uint64_t max_nbytes, struct gm_error *err)
{
	uint64_t samples = image_row_nbytes(info) * (uint64_t)info->height;
	uint64_t decoding = webp_decode_nbytes(picture) +
			    picture->pixels.nbytes + picture->alpha.nbytes;
	enum gm_status st = image_check_held(in, info->width, info->height,
					     decoding, max_nbytes, err);

	return st == GM_OK ? image_check_memory(
				     info->width, info->height,
				     samples + webp_encode_nbytes(coding),
				     max_nbytes, err)
			   : st;
}

/* *samples, of the shape of info, are the caller's to free. */
static enum gm_status
decode(const struct webp_picture *picture, struct file_cursor *cursor,
       const struct image_info *info, uint8_t **samples, struct gm_error *err)
{
	struct bytes chunks = {0};
	enum gm_status st;

	*samples = malloc(image_row_nbytes(info) * info->height);
	if (*samples == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (pixels)");
	st = webp_picture_load(cursor, picture, false, &chunks, err);
	if (st == GM_OK)
		st = webp_decode(picture, &chunks, *samples, err);
	bytes_free(&chunks);
	return st;
}

/* Row by row they become gray where they stand. */
static enum gm_status
encode(const struct webp_coding *coding, const struct graying *graying,
       const struct image_info *info, uint8_t *samples, struct bytes *coded,
       struct gm_error *err)
{
	struct webp_encoder *encoder;
	enum gm_status st = webp_encoder_open(&encoder, coding, err);

	if (st != GM_OK)
		return st;
	for (uint32_t y = 0; y < info->height; y++) {
		uint8_t *row = samples + image_row_nbytes(info) * y;

		graying_convert(graying, info, row, info->width, row);
		webp_encoder_put(encoder, y, row);
	}
	st = webp_encoder_finish(encoder, coded, err);
	webp_encoder_close(encoder);
	return st;
}

static enum gm_status
check_pixels(struct webp_recoder *recoder, const struct image_info *info,
	     struct gm_error *err)
{
	const struct file_in *in = recoder->cursor->in;

	recoder->n_pixels += (uint64_t)info->width * info->height;
	return recoder->n_pixels <= WEBP_RECODE_PIXELS +
					    IMAGE_BLANK_RATIO * in->nbytes
		       ? GM_OK
		       : image_fail_blank(in, info->width, info->height, err);
}

enum gm_status
webp_recode(struct webp_recoder *recoder, const struct webp_picture *picture,
	    struct bytes *coded, struct gm_error *err)
{
	const struct conversion *conversion = recoder->conversion;
	const struct image_info info = info_of(picture);
	const struct webp_coding coding = {
		.width = picture->width,
		.height = picture->height,
		.has_alpha = picture->has_alpha,
		.quality = conversion->quality != 0
				   ? conversion->quality
				   : webp_quality_of(picture, recoder->cursor),
		.compress = conversion->compress};
	uint8_t *samples = NULL;
	enum gm_status st = check_pixels(recoder, &info, err);

	if (st == GM_OK)
		st = check_memory(picture, recoder->cursor->in, &info, &coding,
				  conversion->max_nbytes, err);
	if (st == GM_OK)
		st = decode(picture, recoder->cursor, &info, &samples, err);
	if (st == GM_OK)
		st = encode(&coding, recoder->graying, &info, samples, coded,
			    err);
	free(samples);
	return st;
}
