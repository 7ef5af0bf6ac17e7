/* SPDX-License-Identifier: MIT */
#include "codec/whole.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

static enum gm_status
check_shape(const struct encoder *enc, uint32_t bits, uint32_t max_side,
	    struct gm_error *err)
{
	const struct image_info *info = &enc->info;

	if (info->bits != bits)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: %" PRIu32
			       " bits per sample cannot be written as %s",
			       info->bits, enc->codec->name);
	if (info->width > max_side || info->height > max_side)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: %" PRIu32 "x%" PRIu32
			       " pixels do not fit in a %s",
			       info->width, info->height, enc->codec->name);
	if (info->height > WHOLE_MAX_NBYTES / image_row_nbytes(info))
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "%" PRIu32 "x%" PRIu32
			       " pixels are over what is written as %s",
			       info->width, info->height, enc->codec->name);
	return GM_OK;
}

enum gm_status
whole_open(struct encoder *enc, const struct metadata *metadata,
	   const struct conversion *conversion, uint32_t bits,
	   uint32_t max_side, struct gm_error *err)
{
	const struct image_info *info = &enc->info;
	enum gm_status st = check_shape(enc, bits, max_side, err);
	struct whole *whole;
	size_t nbytes;

	if (st != GM_OK)
		return st;
	nbytes = image_row_nbytes(info) * info->height;
	st = image_check_memory(info->width, info->height,
				enc->held_nbytes + nbytes,
				conversion->max_nbytes, err);
	if (st != GM_OK)
		return st;
	whole = calloc(1, sizeof(*whole));
	if (whole == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (encoder)");
	enc->state = whole;
	whole->metadata = metadata;
	whole->samples = malloc(nbytes);
	if (whole->samples == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (pixels)");
	return GM_OK;
}

enum gm_status
whole_rows(struct encoder *enc, void *rows, uint32_t n_rows,
	   struct gm_error *err)
{
	struct whole *whole = enc->state;
	size_t nbytes = image_row_nbytes(&enc->info) * n_rows;

	(void)err;
	memcpy(whole->samples + whole->n_filled, rows, nbytes);
	whole->n_filled += nbytes;
	return GM_OK;
}

void
whole_close(struct encoder *enc)
{
	struct whole *whole = enc->state;

	if (whole != NULL)
		free(whole->samples);
	free(whole);
	enc->state = NULL;
}
