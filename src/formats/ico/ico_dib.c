/* SPDX-License-Identifier: MIT */
#include "formats/ico/ico.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "codec/palette_gap.h"
#include "formats/bmp/bmp_header.h"
#include "formats/bmp/bmp_palette.h"
#include "formats/bmp/bmp_pixels.h"

/* The last row is stored first, of the picture and of the mask after it: all
   are held. */
struct dib {
	struct bmp_pixels pixels;
	struct file_in *in;
	bool top_down;
	uint8_t *stored; /* owned; rows of stride bytes, and of mask_stride */
	size_t stride;
	size_t mask_stride;
	bool has_mask; /* which says what is clear; else the pixels do */
	uint32_t next_row;
};

static uint64_t
stride_of(uint32_t width, uint32_t depth)
{
	return ((uint64_t)width * depth + 31) / 32 * 4;
}

static enum gm_status
read_header(struct bmp_header *bmp, struct file_in *in,
	    const struct conversion *conversion, struct gm_error *err)
{
	enum gm_status st = bmp_header_read_dib(bmp, in, err);
	uint32_t n_rows;

	if (st != GM_OK)
		return st;
	if (bmp->compression == BMP_RLE8 || bmp->compression == BMP_RLE4)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: an icon with run lengths");
	bmp->height /= 2;
	/* Here the fourth byte is alpha: nothing else could say so. */
	if (bmp->depth == 32 && bmp->compression == BMP_RGB)
		bmp->masks[3] = 0xff000000;
	st = image_check_size(in, bmp->width, bmp->height,
			      conversion->max_pixels, err);
	if (st != GM_OK)
		return st;
	n_rows = conversion->salvage
			 ? image_salvage_rows(bmp->width, bmp->height)
			 : bmp->height;
	return image_check_rows(in, n_rows, stride_of(bmp->width, bmp->depth),
				0, err);
}

/* The pixels, and the mask, which is nobody's loss where they have alpha. */
static enum gm_status
read_stored(struct decoder *dec, const struct bmp_header *bmp, bool salvage,
	    struct gm_error *err)
{
	struct dib *dib = dec->state;
	size_t n_pixels = dib->stride * bmp->height;
	size_t n_all = n_pixels + dib->mask_stride * bmp->height;
	size_t n = file_in_read(dib->in, dib->stored, n_all);
	bool has_alpha = bmp->masks[3] != 0 &&
			 bmp_pixels_have_alpha(&dib->pixels, dib->stored,
					       dib->stride, bmp->height);

	dib->has_mask = !has_alpha && n == n_all;
	dib->pixels.channels = has_alpha ? 4 : 3;
	if (n == n_all || (n >= n_pixels && bmp->masks[3] != 0))
		return GM_OK;
	if (!salvage || file_in_status(dib->in, err) != GM_OK)
		return file_in_fail_at_end(dib->in, CODEC_INCOMPLETE, err);
	conversion_warn(dec->outcome, "truncated: what is missing is blank");
	return GM_OK;
}

static enum gm_status
read_picture(struct decoder *dec, const struct bmp_header *bmp,
	     const struct conversion *conversion, struct gm_error *err)
{
	struct dib *dib = dec->state;
	uint64_t stride = stride_of(bmp->width, bmp->depth);
	uint64_t mask_stride = stride_of(bmp->width, 1);
	enum gm_status st =
		image_check_held(dib->in, bmp->width, bmp->height,
				 (stride + mask_stride) * bmp->height,
				 conversion->max_nbytes, err);

	dib->pixels =
		(struct bmp_pixels){.width = bmp->width, .depth = bmp->depth};
	bmp_pixels_set_masks(&dib->pixels, bmp->masks);
	if (st == GM_OK && bmp->depth <= 8)
		st = bmp_palette_read(bmp, dib->in, &dib->pixels, err);
	if (st == GM_OK && !file_in_seek(dib->in, bmp->pixels_at))
		st = file_in_fail_at_end(dib->in, "before the pixels", err);
	if (st != GM_OK)
		return st;
	dib->stride = (size_t)stride;
	dib->mask_stride = (size_t)mask_stride;
	dib->stored = calloc(bmp->height, (size_t)(stride + mask_stride));
	if (dib->stored == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (pixels)");
	dec->held_nbytes = (stride + mask_stride) * bmp->height;
	return read_stored(dec, bmp, conversion->salvage, err);
}

static enum gm_status
decode_open(struct decoder *dec, struct file_in *in,
	    const struct conversion *conversion, struct gm_error *err)
{
	struct bmp_header bmp = {0};
	enum gm_status st = read_header(&bmp, in, conversion, err);
	struct dib *dib;

	if (st != GM_OK)
		return st;
	dib = calloc(1, sizeof(*dib));
	if (dib == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (decoder)");
	dec->state = dib;
	dib->in = in;
	dib->top_down = bmp.top_down;
	dec->info = (struct image_info){bmp.width, bmp.height, 4, 8, 8, 0};
	return read_picture(dec, &bmp, conversion, err);
}

/* From R, G, B to R, G, B, A where they stand; a bit of the mask is clear. */
static void
add_alpha(uint8_t *samples, size_t width, const uint8_t *mask)
{
	for (size_t x = width; x-- > 0;) {
		bool is_clear =
			mask != NULL && (mask[x / 8] >> (7 - x % 8) & 1);

		memmove(samples + x * 4, samples + x * 3, 3);
		samples[x * 4 + 3] = is_clear ? 0 : 255;
	}
}

static enum gm_status
decode_rows(struct decoder *dec, void *rows, uint32_t n_rows,
	    struct gm_error *err)
{
	struct dib *dib = dec->state;
	const uint32_t height = dec->info.height;
	const uint8_t *masks = dib->stored + dib->stride * height;
	uint8_t *samples = rows;

	(void)err;
	for (uint32_t i = 0; i < n_rows; i++) {
		size_t y = dib->next_row++;

		y = dib->top_down ? y : height - 1 - y;
		if (!bmp_pixels_row(&dib->pixels, dib->stored + y * dib->stride,
				    samples))
			conversion_warn(dec->outcome, PALETTE_GAP_WARNING);
		if (dib->pixels.channels == 3)
			add_alpha(samples, dec->info.width,
				  dib->has_mask ? masks + y * dib->mask_stride
						: NULL);
		samples += image_row_nbytes(&dec->info);
	}
	return GM_OK;
}

static enum gm_status
decode_finish(struct decoder *dec, struct gm_error *err)
{
	const struct dib *dib = dec->state;

	return file_in_status(dib->in, err);
}

static void
decode_close(struct decoder *dec)
{
	struct dib *dib = dec->state;

	if (dib != NULL)
		free(dib->stored);
	free(dib);
	dec->state = NULL;
}

const struct codec_reader ico_dib_reader = {
	.open = decode_open,
	.rows = decode_rows,
	.finish = decode_finish,
	.close = decode_close,
};
