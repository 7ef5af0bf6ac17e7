/* SPDX-License-Identifier: MIT */
#include "formats/jxl/jxl_look.h"

#include <inttypes.h>
#include <string.h>

#include "base/octets.h"
#include "formats/jxl/jxl_boxes.h"
#include "meta/settle.h"

/* Of memory: what the library takes for headers and a profile. */
#define HEADERS_NBYTES (UINT64_C(4) << 20)

#define EVENTS                                                                 \
	(JXL_DEC_BASIC_INFO | JXL_DEC_COLOR_ENCODING | JXL_DEC_FRAME |         \
	 JXL_DEC_BOX)

/*
 * The first bits of a frame (18181-1, F.2): all is as it is most often, two of
 * its type, and that it is modular.
 */
#define FRAME_IS_DEFAULT 0x01u
#define FRAME_IS_MODULAR 0x08u

/* Of a box: its head, and the number of a part of the code stream. */
#define HEAD_NBYTES      8u
#define LONG_HEAD_NBYTES 16u
#define NUMBER_NBYTES    4u

struct looking {
	struct jxl_look *look;
	struct jxl_decoder decoder;
	struct jxl_boxes boxes;
	const struct bytes *file;
	const struct file_in *in;
	const struct conversion *conversion;
	bool wants_frame; /* the head of the first one is in another box */
	bool has_last;    /* the last one was seen */
};

static enum gm_status
take_channels(struct looking *l, struct gm_error *err)
{
	struct jxl_look *look = l->look;
	uint32_t n = look->basic.num_extra_channels;
	bool has_alpha = false;
	enum gm_status st = GM_OK;

	if (n > JXL_MAX_EXTRA)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: %" PRIu32
			       " channels besides those of colour",
			       n);
	for (uint32_t i = 0; i < n && st == GM_OK; i++) {
		JxlExtraChannelInfo info;

		st = jxl_decoder_check(
			JxlDecoderGetExtraChannelInfo(l->decoder.lib, i, &info),
			err);
		if (st != GM_OK)
			break;
		if (info.type == JXL_CHANNEL_BLACK && !look->has_black) {
			look->has_black = true;
			look->black_i = i;
		} else if (info.type == JXL_CHANNEL_ALPHA && !has_alpha) {
			has_alpha = true;
		} else if (info.type != JXL_CHANNEL_SPOT_COLOR) {
			look->has_more = true;
		}
	}
	return st;
}

static enum gm_status
take_basic(struct looking *l, struct gm_error *err)
{
	struct jxl_look *look = l->look;
	JxlBasicInfo *basic = &look->basic;
	enum gm_status st = jxl_decoder_check(
		JxlDecoderGetBasicInfo(l->decoder.lib, basic), err);

	if (st != GM_OK)
		return st;
	look->most_pixels = (uint64_t)basic->xsize * basic->ysize;
	st = image_check_size(l->in, basic->xsize, basic->ysize,
			      l->conversion->max_pixels, err);
	return st == GM_OK ? take_channels(l, err) : st;
}

/* Where the code stream goes on in the box that begins there. */
static size_t
stream_in_box(const struct looking *l)
{
	const struct bytes *file = l->file;
	size_t at = l->boxes.at;
	bool is_long =
		at + 4 <= file->nbytes && octets_u32be(file->data + at) == 1;

	at += is_long ? LONG_HEAD_NBYTES : HEAD_NBYTES;
	return memcmp(l->boxes.type, "jxlp", 4) == 0 ? at + NUMBER_NBYTES : at;
}

/*
 * Look at the head of the first frame, unless the box at hand has ended before
 * it, or it is that of a preview.
 */
static void
look_at_frame(struct looking *l, size_t at)
{
	const struct bytes *file = l->file;
	struct jxl_look *look = l->look;

	l->wants_frame = l->boxes.end_at != 0 && at >= l->boxes.end_at;
	if (l->wants_frame || at >= file->nbytes || look->basic.have_preview)
		return;
	look->is_by_dct = (file->data[at] & FRAME_IS_DEFAULT) != 0 ||
			  (file->data[at] & FRAME_IS_MODULAR) == 0;
	look->is_lossy |= look->is_by_dct;
}

static enum gm_status
take_box(struct looking *l, struct gm_error *err)
{
	enum gm_status st = jxl_boxes_begin(&l->boxes, &l->decoder, err);

	if (st == GM_OK && l->wants_frame &&
	    memcmp(l->boxes.type, "jxl", 3) == 0)
		look_at_frame(l, stream_in_box(l));
	return st;
}

static enum gm_status
take_color(struct looking *l, struct gm_error *err)
{
	struct jxl_look *look = l->look;
	enum gm_status st = jxl_color_choose(&l->decoder, &look->basic, err);

	if (st == GM_OK)
		st = jxl_color_read(&look->color, &l->decoder, err);
	look->is_lossy = !look->basic.uses_original_profile;
	if (st == GM_OK)
		look_at_frame(l, jxl_decoder_tell(&l->decoder));
	return st;
}

static enum gm_status
take_frame(struct looking *l, struct gm_error *err)
{
	struct jxl_look *look = l->look;
	JxlFrameHeader header;
	uint64_t n_pixels;
	enum gm_status st = jxl_decoder_check(
		JxlDecoderGetFrameHeader(l->decoder.lib, &header), err);

	if (st != GM_OK)
		return st;
	n_pixels = (uint64_t)header.layer_info.xsize * header.layer_info.ysize;
	if (n_pixels > look->most_pixels)
		look->most_pixels = n_pixels;
	look->all_pixels = n_pixels > UINT64_MAX - look->all_pixels
				   ? UINT64_MAX
				   : look->all_pixels + n_pixels;
	look->n_frames++;
	look->n_shown += header.duration > 0 || header.is_last;
	l->has_last = header.is_last;
	return GM_OK;
}

static enum gm_status
take(struct looking *l, JxlDecoderStatus event, struct gm_error *err)
{
	switch (event) {
	case JXL_DEC_BASIC_INFO:
		return take_basic(l, err);
	case JXL_DEC_COLOR_ENCODING:
		return take_color(l, err);
	case JXL_DEC_FRAME:
		return take_frame(l, err);
	case JXL_DEC_BOX_NEED_MORE_OUTPUT:
		return jxl_boxes_more(&l->boxes, &l->decoder, err);
	case JXL_DEC_BOX:
		return take_box(l, err);
	default:
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: libjxl asks for what nobody wants");
	}
}

/* The file is read to its end. */
static enum gm_status
end(struct looking *l, struct gm_error *err)
{
	enum gm_status st = jxl_boxes_end(&l->boxes, &l->decoder, err);

	if (st == GM_ERR_TRUNCATED && l->conversion->salvage) {
		*err = (struct gm_error){0};
		st = GM_OK;
	}
	if (st == GM_OK && !l->has_last && l->look->n_shown == 0)
		l->look->n_shown = 1;
	return st == GM_OK && l->look->basic.xsize == 0
		       ? gm_fail(err, GM_ERR_TRUNCATED, 0,
				 "truncated: " CODEC_INCOMPLETE)
		       : st;
}

static enum gm_status
pass(struct looking *l, struct gm_error *err)
{
	JxlDecoderStatus event = JXL_DEC_SUCCESS;
	enum gm_status st;

	for (;;) {
		st = jxl_decoder_next(&l->decoder, &event, err);
		if (st != GM_OK)
			return st;
		if (event == JXL_DEC_SUCCESS ||
		    event == JXL_DEC_NEED_MORE_INPUT)
			return end(l, err);
		if (event == JXL_DEC_BOX)
			st = jxl_boxes_end(&l->boxes, &l->decoder, err);
		if (st == GM_OK)
			st = take(l, event, err);
		if (st != GM_OK)
			return st;
	}
}

enum gm_status
jxl_look(struct jxl_look *look, const struct bytes *file,
	 const struct file_in *in, const struct conversion *conversion,
	 struct metadata *metadata, struct gm_error *err)
{
	struct looking l = {.look = look,
			    .boxes = {.metadata = metadata},
			    .file = file,
			    .in = in,
			    .conversion = conversion};
	enum gm_status st =
		jxl_decoder_open(&l.decoder, file, EVENTS, HEADERS_NBYTES, err);

	if (st == GM_OK)
		st = jxl_decoder_check(
			JxlDecoderSetDecompressBoxes(l.decoder.lib, JXL_TRUE),
			err);
	/* So all frames are told of, and how large they are. */
	if (st == GM_OK)
		st = jxl_decoder_check(
			JxlDecoderSetCoalescing(l.decoder.lib, JXL_FALSE), err);
	if (st == GM_OK)
		st = jxl_decoder_check(
			JxlDecoderSetKeepOrientation(l.decoder.lib, JXL_TRUE),
			err);
	if (st == GM_OK)
		st = pass(&l, err);
	jxl_boxes_free(&l.boxes);
	jxl_decoder_close(&l.decoder);
	return st;
}

void
jxl_look_settle(struct jxl_look *look, struct metadata *metadata)
{
	const struct orientation_turner none = {0};
	const struct settler *settler = metadata->settler;
	JxlBasicInfo *basic = &look->basic;
	unsigned orientation = (unsigned)basic->orientation;
	uint32_t width = basic->xsize;

	look->keeps_orientation = orientation > ORIENTATION_UPRIGHT &&
				  orientation_of(metadata, 0) == orientation;
	if (look->keeps_orientation)
		return;
	orientation_settle(metadata, 0, orientation,
			   settler != NULL && orientation > ORIENTATION_UPRIGHT
				   ? &settler->turner
				   : &none);
	if (orientation < ORIENTATION_TRANSPOSED)
		return;
	basic->xsize = basic->ysize;
	basic->ysize = width;
}

void
jxl_look_free(struct jxl_look *look)
{
	jxl_color_free(&look->color);
}
