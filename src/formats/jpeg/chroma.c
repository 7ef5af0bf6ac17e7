/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/chroma.h"

#include "formats/jpeg/frame.h"
#include "formats/jpeg/jpeg_segments.h"
#include "formats/jpeg/marker.h"
#include "formats/jpeg/recode.h"

/* One file under way. */
struct look {
	struct recode *recode;
	struct frame frame;
	struct file_in *in;
	const struct conversion *conversion;
	struct outcome *outcome;
};

static enum gm_status
take_sof(struct look *look, unsigned code, const uint8_t *payload,
	 size_t nbytes, struct gm_error *err)
{
	struct frame *frame = &look->frame;
	enum gm_status st = frame_read_sof(frame, code, payload, nbytes, err);

	if (st != GM_OK)
		return st;
	if ((uint64_t)frame->width * frame->height >
	    look->conversion->max_pixels)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "too many pixels");
	conversion_found(look->outcome, frame->width, frame->height, 8, 0);
	file_in_ask(look->in, (uint64_t)frame->width * frame->height);
	return GM_OK;
}

/* What is said of the components' meaning. */
static void
take_application(struct frame *frame, unsigned code, const uint8_t *payload,
		 size_t nbytes)
{
	uint8_t jfif[JPEG_SEGMENTS_JFIF_BYTES];

	if (code == MARKER_APP0)
		frame->has_jfif |= jpeg_segments_jfif(payload, nbytes, jfif);
	if (code == MARKER_APP14)
		frame->has_adobe |= jpeg_segments_adobe(
			payload, nbytes, &frame->adobe_transform);
}

static enum gm_status
take_segment(struct look *look, unsigned code, const uint8_t *payload,
	     size_t nbytes, struct gm_error *err)
{
	struct frame *frame = &look->frame;

	switch (code) {
	case MARKER_SOF0:
	case MARKER_SOF1:
		return take_sof(look, code, payload, nbytes, err);
	case MARKER_DHT:
		return frame_read_dht(frame, payload, nbytes, err);
	case MARKER_DQT:
		return frame_read_dqt(frame, payload, nbytes, err);
	case MARKER_DRI:
		return frame_read_dri(frame, payload, nbytes, err);
	case MARKER_COM:
		return GM_OK;
	default:
		break;
	}
	if (code < MARKER_APP0 || code > MARKER_APP15)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "marker %02x", code);
	take_application(frame, code, payload, nbytes);
	return GM_OK;
}

static enum gm_status
take_scan(struct look *look, const uint8_t *payload, size_t nbytes,
	  struct gm_error *err)
{
	struct scan_bytes *bytes = &look->recode->bytes;
	struct frame_scan scan;
	enum gm_status st =
		frame_read_sos(&look->frame, payload, nbytes, &scan, err);

	if (st == GM_OK)
		st = frame_check_luma(&look->frame, err);
	if (st != GM_OK)
		return st;
	file_in_skip(look->in, 2 + nbytes);
	scan_bytes_begin(bytes);
	bytes->in = look->in;
	bytes->copy = NULL;
	return recode_scan(look->recode, &look->frame, &scan, NULL, NULL, err);
}

static enum gm_status
begin(struct look *look, struct gm_error *err)
{
	unsigned code = 0;
	size_t n = 0;
	enum gm_status st = marker_peek(look->in, &code, &n, err);

	if (st == GM_OK && (code != MARKER_SOI || n != 2))
		st = gm_fail(err, GM_ERR_UNSUPPORTED, 0, "not a JPEG");
	file_in_skip(look->in, st == GM_OK ? n : 0);
	return st;
}

/* A marker, and the segment or the scan that it begins, if it does. */
static enum gm_status
take_next(struct look *look, unsigned *code, struct gm_error *err)
{
	const uint8_t *payload = NULL;
	size_t nbytes = 0;
	enum gm_status st = marker_peek(look->in, code, &nbytes, err);

	if (st != GM_OK)
		return st;
	file_in_skip(look->in, nbytes);
	if (*code == MARKER_EOI)
		return GM_OK;
	st = marker_peek_segment(look->in, &payload, &nbytes, err);
	if (st != GM_OK)
		return st;
	if (*code == MARKER_SOS)
		return take_scan(look, payload, nbytes, err);
	st = take_segment(look, *code, payload, nbytes, err);
	file_in_skip(look->in, 2 + nbytes);
	return st;
}

/* Have the scans of all components come? */
static enum gm_status
check_complete(const struct frame *frame, struct gm_error *err)
{
	enum gm_status st = frame_check_complete(frame, err);

	for (unsigned i = 0; st == GM_OK && i < frame->n_components; i++)
		if (!frame->components[i].has_scan)
			st = gm_fail(err, GM_ERR_UNSUPPORTED, 0,
				     "a component has no scan");
	return st;
}

enum gm_status
chroma_look(void **recode, struct file_in *in,
	    const struct conversion *conversion, struct outcome *outcome,
	    bool *is_gray, struct gm_error *err)
{
	struct look look = {.in = in,
			    .conversion = conversion,
			    .outcome = outcome,
			    .recode = recode_keep(recode, err)};
	enum gm_status st;
	unsigned code = 0;

	*is_gray = false;
	if (look.recode == NULL)
		return err->status;
	look.recode->wants_gray = true;
	st = begin(&look, err);
	while (st == GM_OK && code != MARKER_EOI)
		st = take_next(&look, &code, err);
	if (st == GM_OK)
		st = check_complete(&look.frame, err);
	if (st == GM_ERR_NOMEM)
		return st;
	outcome->way = CONVERSION_DIRECT;
	*is_gray = st == GM_OK;
	*err = (struct gm_error){0};
	return GM_OK;
}
