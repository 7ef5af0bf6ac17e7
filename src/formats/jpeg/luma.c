/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/luma.h"

#include <stdlib.h>
#include <string.h>

#include "base/octets.h"
#include "formats/jpeg/frame.h"
#include "formats/jpeg/gray_header.h"
#include "formats/jpeg/jpeg_segments.h"
#include "formats/jpeg/marker.h"
#include "formats/jpeg/marker_in.h"
#include "formats/jpeg/scan_copy.h"
#include "meta/settle.h"

struct luma {
	struct scan_copy scans;
	struct frame frame;
};

/* One file under way. */
struct copy {
	struct luma *luma;
	struct frame *frame;
	struct file_in *in;
	struct file_out *out;
	const struct conversion *conversion;
	struct outcome *outcome;
	struct settle settle;
	bool has_scan;
};

enum gm_status
luma_new(struct luma **luma, struct gm_error *err)
{
	*luma = calloc(1, sizeof(**luma));
	if (*luma == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (JPEG)");
	return GM_OK;
}

void
luma_free(struct luma *luma)
{
	if (luma == NULL)
		return;
	scan_copy_free(&luma->scans);
	free(luma);
}

static bool
is_application(unsigned code)
{
	return (code >= MARKER_APP0 && code <= MARKER_APP15) ||
	       code == MARKER_COM;
}

/* APP0 to APP15 and comments. */
static enum gm_status
take_application(struct copy *copy, unsigned code, const uint8_t *payload,
		 size_t nbytes, struct gm_error *err)
{
	uint8_t jfif[JPEG_SEGMENTS_JFIF_BYTES];
	struct frame *frame = copy->frame;
	struct metadata_piece piece;

	if (code == MARKER_APP0 && jpeg_segments_jfif(payload, nbytes, jfif)) {
		/* T.871 is version 1; of others libjpeg warns. */
		if (jfif[5] != 1)
			return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
				       "JFIF of version %u", (unsigned)jfif[5]);
		if (frame->has_jfif)
			return GM_OK;
		frame->has_jfif = true;
		payload = jfif;
		nbytes = sizeof(jfif);
	}
	if (code == MARKER_APP14)
		frame->has_adobe |= jpeg_segments_adobe(
			payload, nbytes, &frame->adobe_transform);
	jpeg_segments_read(code, payload, nbytes, &piece);
	if (!settle_piece(&copy->settle, &piece))
		return GM_OK;
	return gray_header_segment(copy->out, code, piece.data, piece.nbytes,
				   err);
}

static enum gm_status
take_sof(struct copy *copy, unsigned code, const uint8_t *payload,
	 size_t nbytes, struct gm_error *err)
{
	struct frame *frame = copy->frame;
	enum gm_status st = frame_read_sof(frame, code, payload, nbytes, err);

	if (st != GM_OK)
		return st;
	copy->outcome->width = frame->width;
	copy->outcome->height = frame->height;
	/* What is said of the file must be what is read of it. */
	if (copy->luma->scans.is_gray && frame->n_components != 1)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "not the gray frame that it began with");
	if ((uint64_t)frame->width * frame->height >
	    copy->conversion->max_pixels)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "too many pixels");
	return GM_OK;
}

static enum gm_status
take_segment(struct copy *copy, unsigned code, const uint8_t *payload,
	     size_t nbytes, struct gm_error *err)
{
	if (copy->luma->scans.is_gray && !is_application(code)) {
		enum gm_status st = gray_header_segment(copy->out, code,
							payload, nbytes, err);

		if (st != GM_OK)
			return st;
	}
	switch (code) {
	case MARKER_SOF0:
	case MARKER_SOF1:
	case MARKER_SOF2:
		return take_sof(copy, code, payload, nbytes, err);
	case MARKER_DHT:
		return frame_read_dht(copy->frame, payload, nbytes, err);
	case MARKER_DQT:
		return frame_read_dqt(copy->frame, payload, nbytes, err);
	case MARKER_DRI:
		return frame_read_dri(copy->frame, payload, nbytes, err);
	default:
		break;
	}
	if (is_application(code))
		return take_application(copy, code, payload, nbytes, err);
	return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "marker %02x", code);
}

/* A scan, with its data. */
static enum gm_status
take_scan(struct copy *copy, const uint8_t *payload, size_t nbytes,
	  struct gm_error *err)
{
	struct scan_copy *scans = &copy->luma->scans;
	struct frame_scan scan;
	enum gm_status st =
		frame_read_sos(copy->frame, payload, nbytes, &scan, err);

	if (st == GM_OK && !copy->has_scan)
		st = frame_check_luma(copy->frame, err);
	if (st == GM_OK && scans->is_gray)
		st = gray_header_segment(copy->out, MARKER_SOS, payload, nbytes,
					 err);
	if (st != GM_OK)
		return st;
	copy->has_scan = true;
	file_in_skip(copy->in, 2 + nbytes);
	return scan_copy_take(scans, copy->frame, &scan, err);
}

/*
 * Has the frame at the start of the file one component?  Not known when 64 KiB
 * of other segments, or a fill byte, stand before it; what is gray is then
 * coded again.
 */
static bool
find_gray(struct file_in *in)
{
	const uint8_t *data;
	size_t n = file_in_peek(in, FILE_IN_BUFFER_BYTES, &data), at = 2;

	while (n >= 10 && at <= n - 10 && data[at] == 0xff &&
	       data[at + 1] != 0xff) {
		unsigned code = data[at + 1];

		if (code == MARKER_SOF0 || code == MARKER_SOF1 ||
		    code == MARKER_SOF2)
			return data[at + 9] == 1;
		at += 2 + (size_t)octets_u16be(data + at + 2);
	}
	return false;
}

static enum gm_status
begin(struct copy *copy, struct gm_error *err)
{
	unsigned code = 0;
	size_t n;
	enum gm_status st = marker_in_peek(copy->in, &code, &n, err);

	if (st == GM_OK && (code != MARKER_SOI || n != 2))
		st = gm_fail(err, GM_ERR_UNSUPPORTED, 0, "not a JPEG");
	if (st != GM_OK)
		return st;
	*copy->frame = (struct frame){0};
	scan_copy_begin(&copy->luma->scans, copy->in, copy->out,
			find_gray(copy->in));
	file_in_skip(copy->in, n);
	return gray_header_marker(copy->out, MARKER_SOI, err);
}

static enum gm_status
end(struct copy *copy, struct gm_error *err)
{
	const uint8_t *data;
	enum gm_status st = frame_check_complete(copy->frame, err);

	if (st != GM_OK)
		return st;
	copy->outcome->has_more = file_in_peek(copy->in, 1, &data) > 0;
	return gray_header_marker(copy->out, MARKER_EOI, err);
}

enum gm_status
luma_copy(struct luma *luma, struct file_in *in, struct file_out *out,
	  const struct conversion *conversion, struct outcome *outcome,
	  struct gm_error *err)
{
	struct copy copy = {
		.luma = luma,
		.frame = &luma->frame,
		.in = in,
		.out = out,
		.conversion = conversion,
		.outcome = outcome,
	};
	enum gm_status st;
	unsigned code = 0;

	st = begin(&copy, err);
	while (st == GM_OK) {
		const uint8_t *payload = NULL;
		size_t nbytes = 0;

		st = marker_in_peek(in, &code, &nbytes, err);
		if (st != GM_OK)
			break;
		file_in_skip(copy.in, nbytes);
		if (code == MARKER_EOI)
			break;
		st = marker_in_peek_segment(in, &payload, &nbytes, err);
		if (st != GM_OK)
			break;
		if (code == MARKER_SOS) {
			st = take_scan(&copy, payload, nbytes, err);
			continue;
		}
		st = take_segment(&copy, code, payload, nbytes, err);
		file_in_skip(copy.in, 2 + nbytes);
	}
	return st == GM_OK ? end(&copy, err) : st;
}
