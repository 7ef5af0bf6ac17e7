/* SPDX-License-Identifier: MIT */
#include "formats/jxl/jxl_jpeg.h"

#include "base/spare.h"
#include "formats/jxl/jxl_boxes.h"
#include "image/image.h"

/* Bytes of the library's memory for a pixel: coefficients, twice. */
#define PIXEL_NBYTES 30u
#define SPARE_NBYTES (UINT64_C(8) << 20)

#define EVENTS                                                                 \
	(JXL_DEC_BASIC_INFO | JXL_DEC_BOX | JXL_DEC_JPEG_RECONSTRUCTION |      \
	 JXL_DEC_FULL_IMAGE)

struct making {
	struct jxl_jpeg *made;
	struct jxl_decoder decoder;
	struct jxl_boxes boxes;
	const struct bytes *file;
	const struct file_in *in;
	const struct conversion *conversion;
	bool is_lent; /* made->jpeg is, to the library */
	bool is_done; /* the JPEG is whole */
};

static enum gm_status
aside(struct gm_error *err)
{
	return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
		       "no JPEG that could be had again");
}

/*
 * Room for all of it: where that is too little, the library (0.7.0) writes it
 * anew from its start.
 */
static enum gm_status
lend(struct making *m, size_t nbytes, struct gm_error *err)
{
	struct bytes *jpeg = &m->made->jpeg;
	enum gm_status st;

	if (nbytes > image_held_most(m->in))
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "the JPEG that it was made from is too much for "
			       "the file");
	st = bytes_reserve(jpeg, nbytes, err);
	if (st != GM_OK)
		return st;
	m->is_lent = true;
	return jxl_decoder_check(
		JxlDecoderSetJPEGBuffer(m->decoder.lib,
					jpeg->data + jpeg->nbytes,
					jpeg->capacity - jpeg->nbytes),
		err);
}

static void
take_back(struct making *m)
{
	struct bytes *jpeg = &m->made->jpeg;

	if (!m->is_lent)
		return;
	m->is_lent = false;
	jpeg->nbytes =
		jpeg->capacity - JxlDecoderReleaseJPEGBuffer(m->decoder.lib);
}

static enum gm_status
take_basic(struct making *m, struct gm_error *err)
{
	JxlBasicInfo basic;
	enum gm_status st = jxl_decoder_check(
		JxlDecoderGetBasicInfo(m->decoder.lib, &basic), err);

	if (st == GM_OK)
		st = image_check_size(m->in, basic.xsize, basic.ysize,
				      m->conversion->max_pixels, err);
	if (st != GM_OK)
		return st;
	m->made->width = basic.xsize;
	m->made->height = basic.ysize;
	m->made->orientation = (unsigned)basic.orientation;
	return GM_OK;
}

/* There is a JPEG. */
static enum gm_status
begin(struct making *m, struct gm_error *err)
{
	const struct jxl_jpeg *made = m->made;
	uint64_t nbytes = jxl_jpeg_n_pixels(made) * PIXEL_NBYTES + SPARE_NBYTES;
	enum gm_status st =
		image_check_memory(made->width, made->height, nbytes,
				   m->conversion->max_nbytes, err);

	if (st == GM_OK)
		st = spare_check(nbytes, "JXL", err);
	return st == GM_OK ? lend(m, m->file->nbytes + m->file->nbytes / 2, err)
			   : st;
}

static enum gm_status
take(struct making *m, JxlDecoderStatus event, struct gm_error *err)
{
	switch (event) {
	case JXL_DEC_BASIC_INFO:
		return take_basic(m, err);
	case JXL_DEC_BOX:
		return jxl_boxes_begin(&m->boxes, &m->decoder, err);
	case JXL_DEC_BOX_NEED_MORE_OUTPUT:
		return jxl_boxes_more(&m->boxes, &m->decoder, err);
	case JXL_DEC_JPEG_RECONSTRUCTION:
		return begin(m, err);
	case JXL_DEC_JPEG_NEED_MORE_OUTPUT:
		take_back(m);
		return lend(m, m->made->jpeg.capacity * 2, err);
	case JXL_DEC_FULL_IMAGE:
		m->is_done = m->is_lent;
		take_back(m);
		return m->is_done ? GM_OK : aside(err);
	default: /* among them, that pixels are to be had */
		return aside(err);
	}
}

static enum gm_status
pass(struct making *m, struct gm_error *err)
{
	JxlDecoderStatus event = JXL_DEC_SUCCESS;
	enum gm_status st;

	for (;;) {
		st = jxl_decoder_next(&m->decoder, &event, err);
		if (st != GM_OK)
			return st;
		if (event == JXL_DEC_SUCCESS ||
		    event == JXL_DEC_NEED_MORE_INPUT || event == JXL_DEC_BOX)
			st = jxl_boxes_end(&m->boxes, &m->decoder, err);
		if (st != GM_OK || event == JXL_DEC_SUCCESS ||
		    event == JXL_DEC_NEED_MORE_INPUT)
			return st == GM_OK && !m->is_done ? aside(err) : st;
		st = take(m, event, err);
		if (st != GM_OK)
			return st;
	}
}

enum gm_status
jxl_jpeg_make(struct jxl_jpeg *jpeg, const struct bytes *file,
	      const struct file_in *in, const struct conversion *conversion,
	      struct metadata *metadata, struct gm_error *err)
{
	struct making m = {.made = jpeg,
			   .boxes = {.metadata = metadata},
			   .file = file,
			   .in = in,
			   .conversion = conversion};
	enum gm_status st =
		jxl_decoder_open(&m.decoder, file, EVENTS, SPARE_NBYTES, err);

	if (st == GM_OK)
		st = jxl_decoder_check(
			JxlDecoderSetDecompressBoxes(m.decoder.lib, JXL_TRUE),
			err);
	if (st == GM_OK)
		st = jxl_decoder_check(
			JxlDecoderSetKeepOrientation(m.decoder.lib, JXL_TRUE),
			err);
	if (st == GM_OK)
		st = pass(&m, err);
	jxl_boxes_free(&m.boxes);
	jxl_decoder_close(&m.decoder);
	return st;
}

void
jxl_jpeg_free(struct jxl_jpeg *jpeg)
{
	bytes_free(&jpeg->jpeg);
}
