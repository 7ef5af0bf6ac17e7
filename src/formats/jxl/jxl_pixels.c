/* SPDX-License-Identifier: MIT */
#include "formats/jxl/jxl_pixels.h"

#include <stdlib.h>

#define EVENTS (JXL_DEC_COLOR_ENCODING | JXL_DEC_FULL_IMAGE)

/*
 * Of memory, for a pixel and a channel, of which there are three even where the
 * picture is gray: by measurement at most 3 of what is coded by DCT, and 15 of
 * what is not; and as much again for frames that are kept to make others of.
 */
#define DCT_NBYTES     8u
#define MODULAR_NBYTES 16u
#define SPARE_NBYTES   (UINT64_C(16) << 20)

uint64_t
jxl_pixels_nbytes(const struct jxl_look *look)
{
	const JxlBasicInfo *basic = &look->basic;
	uint64_t nbytes = look->most_pixels * (3 + basic->num_extra_channels) *
			  (look->is_by_dct ? DCT_NBYTES : MODULAR_NBYTES);

	return SPARE_NBYTES + (look->n_frames > 1 ? 2 : 1) * nbytes;
}

/* Bytes of the samples that the library is to fill; false when too many. */
static bool
find_nbytes(const JxlBasicInfo *basic, const JxlPixelFormat *format,
	    size_t *nbytes)
{
	size_t sample = format->data_type == JXL_TYPE_FLOAT   ? 4
			: format->data_type == JXL_TYPE_UINT8 ? 1
							      : 2;
	uint64_t row = (uint64_t)basic->xsize * format->num_channels * sample;

	if (row > SIZE_MAX / basic->ysize)
		return false;
	*nbytes = (size_t)row * basic->ysize;
	return true;
}

static enum gm_status
take_room(const JxlBasicInfo *basic, const JxlPixelFormat *format,
	  uint8_t **samples, size_t *nbytes, struct gm_error *err)
{
	if (find_nbytes(basic, format, nbytes))
		*samples = calloc(1, *nbytes);
	return *samples != NULL ? GM_OK
				: gm_fail(err, GM_ERR_NOMEM, 0,
					  "out of memory (pixels)");
}

static enum gm_status
lend(struct jxl_pixels *pixels, const struct jxl_look *look,
     struct jxl_decoder *decoder, struct gm_error *err)
{
	JxlPixelFormat alone = pixels->format;
	size_t nbytes = 0;
	enum gm_status st = take_room(&look->basic, &pixels->format,
				      &pixels->samples, &nbytes, err);

	if (st == GM_OK)
		st = jxl_decoder_check(JxlDecoderSetImageOutBuffer(
					       decoder->lib, &pixels->format,
					       pixels->samples, nbytes),
				       err);
	if (st != GM_OK || !look->has_black)
		return st;
	alone.num_channels = 1;
	st = take_room(&look->basic, &alone, &pixels->black, &nbytes, err);
	return st == GM_OK ? jxl_decoder_check(JxlDecoderSetExtraChannelBuffer(
						       decoder->lib, &alone,
						       pixels->black, nbytes,
						       look->black_i),
					       err)
			   : st;
}

/* The file has ended. */
static enum gm_status
salvage_rest(struct jxl_pixels *pixels, struct jxl_decoder *decoder,
	     bool salvage, struct gm_error *err)
{
	if (!salvage || pixels->samples == NULL ||
	    JxlDecoderFlushImage(decoder->lib) != JXL_DEC_SUCCESS)
		return gm_fail(err, GM_ERR_TRUNCATED, 0,
			       "truncated: " CODEC_INCOMPLETE);
	pixels->is_cut = true;
	return GM_OK;
}

static enum gm_status
decode(struct jxl_pixels *pixels, const struct jxl_look *look,
       struct jxl_decoder *decoder, bool salvage, struct gm_error *err)
{
	JxlDecoderStatus event;
	enum gm_status st;

	do {
		st = jxl_decoder_next(decoder, &event, err);
		if (st == GM_OK && event == JXL_DEC_COLOR_ENCODING)
			st = jxl_color_choose(decoder, &look->basic, err);
		else if (st == GM_OK && event == JXL_DEC_NEED_IMAGE_OUT_BUFFER)
			st = lend(pixels, look, decoder, err);
		else if (st == GM_OK && event == JXL_DEC_NEED_MORE_INPUT)
			return salvage_rest(pixels, decoder, salvage, err);
	} while (st == GM_OK && event != JXL_DEC_FULL_IMAGE &&
		 event != JXL_DEC_SUCCESS);
	if (st != GM_OK)
		return st;
	return pixels->samples != NULL
		       ? GM_OK
		       : gm_fail(err, GM_ERR_CORRUPT, 0,
				 "corrupt: there is no picture");
}

enum gm_status
jxl_pixels_decode(struct jxl_pixels *pixels, const struct jxl_look *look,
		  const struct bytes *file, bool salvage, struct gm_error *err)
{
	struct jxl_decoder decoder = {0};
	enum gm_status st = jxl_decoder_open(&decoder, file, EVENTS,
					     jxl_pixels_nbytes(look), err);

	if (st == GM_OK)
		st = jxl_decoder_check(
			JxlDecoderSetUnpremultiplyAlpha(decoder.lib, JXL_TRUE),
			err);
	if (st == GM_OK)
		st = jxl_decoder_check(
			JxlDecoderSetKeepOrientation(decoder.lib,
						     look->keeps_orientation),
			err);
	if (st == GM_OK)
		st = decode(pixels, look, &decoder, salvage, err);
	if (st == GM_OK && !pixels->is_cut)
		pixels->has_more = !look->basic.have_container &&
				   look->n_shown < 2 &&
				   JxlDecoderReleaseInput(decoder.lib) > 0;
	jxl_decoder_close(&decoder);
	return st;
}

void
jxl_pixels_free(struct jxl_pixels *pixels)
{
	free(pixels->samples);
	free(pixels->black);
	pixels->samples = pixels->black = NULL;
}
