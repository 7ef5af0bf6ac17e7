/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/luma.h"

#include <string.h>

#include "base/octets.h"
#include "formats/jpeg/frame.h"
#include "formats/jpeg/further.h"
#include "formats/jpeg/gray_header.h"
#include "formats/jpeg/jpeg_segments.h"
#include "formats/jpeg/marker.h"
#include "formats/jpeg/recode.h"
#include "meta/orientation.h"
#include "meta/settle.h"

/* One file under way. */
struct copy {
	struct recode *recode;
	struct frame frame;
	struct gray_header header; /* of the output, so far */
	struct file_in *in;
	struct file_out *out;
	const struct conversion *conversion;
	struct outcome *outcome;
	struct settle settle;
	struct metadata *metadata;
	size_t n_put;         /* pieces of it that are written */
	bool has_put;         /* somebody has asked for that */
	uint64_t index_at;    /* of further pictures, in the output; 0: none */
	struct bytes profile; /* scratch, */
	struct bytes payload; /* as is this */
	unsigned orientation; /* to be applied, by EXIF; 0 while unknown */
	bool is_gray;         /* one component: headers and scans are copied */
	bool has_scan;        /* one was taken */
	bool has_luma;        /* one of the luma */
	struct frame_quant quant; /* the luma's when it was */
};

static bool
is_application(unsigned code)
{
	return (code >= MARKER_APP0 && code <= MARKER_APP15) ||
	       code == MARKER_COM;
}

/* What has to be turned has another way. */
static enum gm_status
check_orientation(struct copy *copy, const struct metadata_piece *piece,
		  struct gm_error *err)
{
	if (!copy->conversion->orient || piece->kind != METADATA_EXIF)
		return GM_OK;
	if (copy->orientation == 0)
		copy->orientation =
			orientation_find(piece->value, piece->value_nbytes);
	return copy->orientation > ORIENTATION_UPRIGHT
		       ? gm_fail(err, GM_ERR_UNSUPPORTED, 0, "to be turned")
		       : GM_OK;
}

/* APP0 to APP15 and comments. */
static enum gm_status
take_application(struct copy *copy, unsigned code, const uint8_t *payload,
		 size_t nbytes, struct gm_error *err)
{
	uint8_t jfif[JPEG_SEGMENTS_JFIF_BYTES];
	struct frame *frame = &copy->frame;
	struct metadata_piece piece;
	enum gm_status st;

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
	piece.at = copy->in->n_read + 2;
	st = check_orientation(copy, &piece, err);
	return st == GM_OK
		       ? settle_add(&copy->settle, copy->metadata, &piece, err)
		       : st;
}

static enum gm_status
put_profile(struct copy *copy, size_t i, struct gm_error *err)
{
	enum gm_status st = GM_OK;

	copy->profile.nbytes = 0;
	*err = (struct gm_error){0};
	if (!metadata_join_icc(copy->metadata, i, &copy->profile, err))
		return err->status;
	for (unsigned part = 1;
	     st == GM_OK &&
	     jpeg_segments_make_icc(&copy->profile, part, &copy->payload, err);
	     part++)
		st = gray_header_segment(copy->out, JPEG_SEGMENTS_ICC_CODE,
					 copy->payload.data,
					 copy->payload.nbytes, err);
	return st == GM_OK ? err->status : st;
}

/* What is not a segment already was made by meta/settle.h. */
static enum gm_status
put_piece(struct copy *copy, size_t i, struct gm_error *err)
{
	struct metadata_piece piece = metadata_get(copy->metadata, i);
	unsigned code;

	if (piece.kind == METADATA_INDEX)
		copy->index_at = copy->out->n_written + MARKER_HEAD_NBYTES;
	if (metadata_is_from(&piece, JPEG_SEGMENTS_HOME))
		return gray_header_segment(copy->out, piece.tag[0], piece.data,
					   piece.nbytes, err);
	if (piece.kind == METADATA_ICC)
		return put_profile(copy, i, err);
	*err = (struct gm_error){0};
	if (!jpeg_segments_make(&piece, &code, &copy->payload, err))
		return err->status;
	return gray_header_segment(copy->out, code, copy->payload.data,
				   copy->payload.nbytes, err);
}

/* What was found since the last time, as a gray file may have it. */
static enum gm_status
put_metadata(struct copy *copy, struct gm_error *err)
{
	struct metadata *metadata = copy->metadata;
	const char *warning = NULL;
	enum gm_status st = GM_OK;

	/* Once even where there is nothing, which may be made something of. */
	if (copy->has_put && copy->n_put == metadata->n_items)
		return GM_OK;
	copy->has_put = true;
	if (!copy->is_gray)
		st = settle_check_codes(metadata, copy->n_put, err);
	if (st == GM_OK)
		st = further_find(metadata, copy->n_put, copy->in, err);
	if (st == GM_OK)
		st = settle_end(metadata, copy->n_put, &warning, err);
	if (warning != NULL)
		conversion_warn(copy->outcome, warning);
	for (; st == GM_OK && copy->n_put < metadata->n_items; copy->n_put++)
		st = put_piece(copy, copy->n_put, err);
	return st;
}

static enum gm_status
take_sof(struct copy *copy, unsigned code, const uint8_t *payload,
	 size_t nbytes, struct gm_error *err)
{
	struct frame *frame = &copy->frame;
	enum gm_status st = frame_read_sof(frame, code, payload, nbytes, err);

	if (st != GM_OK)
		return st;
	conversion_found(copy->outcome, frame->width, frame->height, 8, 0);
	/* The file may have changed since somebody looked. */
	if (copy->is_gray && frame->n_components != 1)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "not the gray frame that it began with");
	if ((uint64_t)frame->width * frame->height >
	    copy->conversion->max_pixels)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "too many pixels");
	file_in_ask(copy->in, (uint64_t)frame->width * frame->height);
	return GM_OK;
}

static enum gm_status
take_segment(struct copy *copy, unsigned code, const uint8_t *payload,
	     size_t nbytes, struct gm_error *err)
{
	enum gm_status st = GM_OK;

	if (is_application(code))
		return take_application(copy, code, payload, nbytes, err);
	st = put_metadata(copy, err);
	if (st == GM_OK && copy->is_gray)
		st = gray_header_segment(copy->out, code, payload, nbytes, err);
	if (st != GM_OK)
		return st;
	switch (code) {
	case MARKER_SOF0:
	case MARKER_SOF1:
	case MARKER_SOF2:
		return take_sof(copy, code, payload, nbytes, err);
	case MARKER_DHT:
		return frame_read_dht(&copy->frame, payload, nbytes, err);
	case MARKER_DQT:
		return frame_read_dqt(&copy->frame, payload, nbytes, err);
	case MARKER_DRI:
		return frame_read_dri(&copy->frame, payload, nbytes, err);
	default:
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "marker %02x", code);
	}
}

/* The bytes of an AC scan, which is of one component, restarts and all. */
static enum gm_status
copy_ac(struct copy *copy, const struct frame_scan *scan, struct gm_error *err)
{
	const struct frame *frame = &copy->frame;
	uint32_t interval = frame->restart_interval;
	uint64_t n_mcus = (uint64_t)frame_blocks_wide(frame, 0) *
			  frame_blocks_high(frame, 0);
	enum gm_status st = GM_OK;
	size_t n;

	copy->recode->bytes.copy = copy->out;
	if (!copy->is_gray)
		st = gray_header_scan(&copy->header, copy->out, scan, NULL,
				      &frame->ac[scan->parts[0].ac], interval,
				      err);
	if (st == GM_OK)
		st = scan_bytes_pass(&copy->recode->bytes, &n, err);
	if (st == GM_OK && n != (interval == 0 ? 0 : (n_mcus - 1) / interval))
		st = gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			     "a restart marker is missing or misplaced");
	return st;
}

/* A scan with a DC, or a bit of it, in every block. */
static enum gm_status
recode_dc(struct copy *copy, const struct frame_scan *scan,
	  struct gm_error *err)
{
	const struct frame *frame = &copy->frame;
	struct huffman_table dc = frame->dc[scan->parts[0].dc];
	bool has_dc_codes = scan->ah == 0;
	enum gm_status st;

	if (has_dc_codes && !huffman_complete_dc(&dc))
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "no room for a DC category");
	st = gray_header_scan(
		&copy->header, copy->out, scan, has_dc_codes ? &dc : NULL,
		scan->se == 0 ? NULL : &frame->ac[scan->parts[0].ac], 0, err);
	if (st != GM_OK)
		return st;
	return recode_scan(copy->recode, frame, scan, &dc, copy->out, err);
}

/*
 * Before a scan of the luma.  The table must stay the one of its first scan,
 * as libjpeg has it.
 */
static enum gm_status
latch(struct copy *copy, struct gm_error *err)
{
	const struct frame *frame = &copy->frame;
	const struct frame_quant *quant =
		&frame->quant[frame->components[0].quant];

	if (copy->has_luma &&
	    memcmp(quant->steps, copy->quant.steps, sizeof(quant->steps)) != 0)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "a second quantisation table");
	if (copy->has_luma)
		return GM_OK;
	copy->has_luma = true;
	copy->quant = *quant;
	return copy->is_gray ? GM_OK : gray_header_frame(copy->out, frame, err);
}

/*
 * The data of a scan: walk them and code them again, copy their bytes, or pass
 * them by.  What is copied as it is, or left out, is looked at where it can be.
 */
static enum gm_status
take_data(struct copy *copy, const struct frame_scan *scan,
	  struct gm_error *err)
{
	struct scan_bytes *bytes = &copy->recode->bytes;
	bool is_luma = scan->parts[0].component == 0;
	enum gm_status st = is_luma ? latch(copy, err) : GM_OK;
	size_t n_restarts;

	if (st != GM_OK)
		return st;
	scan_bytes_begin(bytes);
	bytes->in = copy->in;
	bytes->copy = copy->is_gray ? copy->out : NULL;
	if (!is_luma && frame_is_progressive(&copy->frame))
		return scan_bytes_pass(bytes, &n_restarts, err);
	if (scan->ss > 0)
		return copy_ac(copy, scan, err);
	if (!is_luma || copy->is_gray)
		return recode_scan(copy->recode, &copy->frame, scan, NULL, NULL,
				   err);
	return recode_dc(copy, scan, err);
}

static enum gm_status
take_scan(struct copy *copy, const uint8_t *payload, size_t nbytes,
	  struct gm_error *err)
{
	struct frame_scan scan;
	enum gm_status st = put_metadata(copy, err);

	if (st == GM_OK)
		st = frame_read_sos(&copy->frame, payload, nbytes, &scan, err);
	if (st == GM_OK && !copy->has_scan)
		st = frame_check_luma(&copy->frame, err);
	if (st == GM_OK && copy->is_gray)
		st = gray_header_segment(copy->out, MARKER_SOS, payload, nbytes,
					 err);
	if (st != GM_OK)
		return st;
	copy->has_scan = true;
	file_in_skip(copy->in, 2 + nbytes);
	return take_data(copy, &scan, err);
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
	static const uint8_t soi[] = {0xff, MARKER_SOI};
	unsigned code = 0;
	size_t n;
	enum gm_status st = marker_peek(copy->in, &code, &n, err);

	if (st == GM_OK && (code != MARKER_SOI || n != 2))
		st = gm_fail(err, GM_ERR_UNSUPPORTED, 0, "not a JPEG");
	if (st != GM_OK)
		return st;
	copy->is_gray = find_gray(copy->in);
	copy->metadata->was_color = !copy->is_gray;
	file_in_skip(copy->in, n);
	return file_out_write(copy->out, soi, sizeof(soi), err);
}

static enum gm_status
end(struct copy *copy, struct gm_error *err)
{
	static const uint8_t eoi[] = {0xff, MARKER_EOI};
	enum gm_status st = frame_check_complete(&copy->frame, err);

	if (st == GM_OK)
		st = put_metadata(copy, err);
	if (st != GM_OK)
		return st;
	copy->outcome->has_more = further_leaves_some(copy->metadata, copy->in);
	st = file_out_write(copy->out, eoi, sizeof(eoi), err);
	return st == GM_OK ? further_write(copy->metadata, copy->index_at,
					   copy->in, copy->out, err)
			   : st;
}

/* A marker, and what it begins: a segment, a scan, or at the end nothing. */
static enum gm_status
take_next(struct copy *copy, unsigned *code, struct gm_error *err)
{
	const uint8_t *payload = NULL;
	size_t nbytes = 0;
	enum gm_status st = marker_peek(copy->in, code, &nbytes, err);

	if (st != GM_OK)
		return st;
	file_in_skip(copy->in, nbytes);
	if (*code == MARKER_EOI)
		return GM_OK;
	st = marker_peek_segment(copy->in, &payload, &nbytes, err);
	if (st != GM_OK)
		return st;
	if (*code == MARKER_SOS)
		return take_scan(copy, payload, nbytes, err);
	st = take_segment(copy, *code, payload, nbytes, err);
	file_in_skip(copy->in, 2 + nbytes);
	return st;
}

enum gm_status
luma_copy(void **recode, struct file_in *in, struct file_out *out,
	  const struct conversion *conversion, struct metadata *metadata,
	  struct outcome *outcome, struct gm_error *err)
{
	struct copy copy = {
		.in = in,
		.out = out,
		.conversion = conversion,
		.outcome = outcome,
		.metadata = metadata,
	};
	enum gm_status st;
	unsigned code = 0;

	if (conversion->turn_as > ORIENTATION_UPRIGHT)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "to be turned");
	copy.recode = recode_keep(recode, err);
	if (copy.recode == NULL)
		return err->status;
	copy.recode->wants_gray = false;
	st = begin(&copy, err);
	while (st == GM_OK && code != MARKER_EOI)
		st = take_next(&copy, &code, err);
	if (st == GM_OK)
		st = end(&copy, err);
	bytes_free(&copy.profile);
	bytes_free(&copy.payload);
	return st;
}

void
luma_free(void *recode)
{
	recode_free(recode);
}
