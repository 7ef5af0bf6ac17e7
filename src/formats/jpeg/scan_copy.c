/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/scan_copy.h"

#include <string.h>

void
scan_copy_begin(struct scan_copy *copy, struct file_in *in,
		struct file_out *out, bool is_gray)
{
	copy->bytes.in = in;
	copy->out = out;
	copy->header = (struct gray_header){0};
	copy->is_gray = is_gray;
	copy->has_luma = false;
}

/* Pass a scan by, and see that its restart markers are those of n_mcus MCUs. */
static enum gm_status
pass_scan(struct scan_copy *copy, const struct frame *frame, uint64_t n_mcus,
	  struct gm_error *err)
{
	uint32_t interval = frame->restart_interval;
	size_t n;
	enum gm_status st = scan_bytes_pass(&copy->bytes, &n, err);

	if (st == GM_OK && n != (interval == 0 ? 0 : (n_mcus - 1) / interval))
		st = gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			     "a restart marker is missing or misplaced");
	return st;
}

/* AC scans are of one component; its bytes are copied, restarts and all. */
static enum gm_status
copy_ac(struct scan_copy *copy, const struct frame *frame,
	const struct frame_scan *scan, struct gm_error *err)
{
	uint64_t n_mcus = (uint64_t)frame_blocks_wide(frame, 0) *
			  frame_blocks_high(frame, 0);
	enum gm_status st = GM_OK;

	copy->bytes.copy = copy->out;
	if (!copy->is_gray)
		st = gray_header_scan(&copy->header, copy->out, scan, NULL,
				      &frame->ac[scan->parts[0].ac],
				      frame->restart_interval, err);
	return st == GM_OK ? pass_scan(copy, frame, n_mcus, err) : st;
}

/* A scan with a DC in every block. */
static enum gm_status
recode_dc(struct scan_copy *copy, const struct frame *frame,
	  const struct frame_scan *scan, struct gm_error *err)
{
	const struct huffman_table *ac =
		scan->se == 0 ? NULL : &frame->ac[scan->parts[0].ac];
	struct huffman_table dc = frame->dc[scan->parts[0].dc];
	enum gm_status st;

	if (!huffman_complete_dc(&dc))
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "no room for a DC category");
	st = gray_header_scan(&copy->header, copy->out, scan, &dc, ac, 0, err);
	if (st != GM_OK)
		return st;
	return recode_scan(&copy->recode, frame, scan, &copy->bytes, &dc,
			   copy->out, err);
}

static enum gm_status
refine_dc(struct scan_copy *copy, const struct frame *frame,
	  const struct frame_scan *scan, struct gm_error *err)
{
	enum gm_status st = gray_header_scan(&copy->header, copy->out, scan,
					     NULL, NULL, 0, err);

	if (st != GM_OK)
		return st;
	return recode_refinement(&copy->recode, frame, scan, &copy->bytes,
				 copy->out, err);
}

/*
 * Before a scan of the luma.  The table must stay the one of its first scan,
 * as libjpeg has it.
 */
static enum gm_status
latch(struct scan_copy *copy, const struct frame *frame, struct gm_error *err)
{
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

/* What is copied as it is, or left out, is looked at where it can be. */
static enum gm_status
look_at(struct scan_copy *copy, const struct frame *frame,
	const struct frame_scan *scan, struct gm_error *err)
{
	if (scan->ah > 0)
		return recode_refinement(&copy->recode, frame, scan,
					 &copy->bytes, NULL, err);
	return recode_scan(&copy->recode, frame, scan, &copy->bytes, NULL, NULL,
			   err);
}

enum gm_status
scan_copy_take(struct scan_copy *copy, const struct frame *frame,
	       const struct frame_scan *scan, struct gm_error *err)
{
	bool is_luma = scan->parts[0].component == 0;
	size_t n_restarts;
	enum gm_status st;

	scan_bytes_begin(&copy->bytes);
	copy->bytes.copy = copy->is_gray ? copy->out : NULL;
	if (!is_luma)
		return frame_is_progressive(frame)
			       ? scan_bytes_pass(&copy->bytes, &n_restarts, err)
			       : look_at(copy, frame, scan, err);
	st = latch(copy, frame, err);
	if (st != GM_OK)
		return st;
	if (scan->ss > 0)
		return copy_ac(copy, frame, scan, err);
	if (copy->is_gray)
		return look_at(copy, frame, scan, err);
	if (scan->ah > 0)
		return refine_dc(copy, frame, scan, err);
	return recode_dc(copy, frame, scan, err);
}

void
scan_copy_free(struct scan_copy *copy)
{
	recode_free(&copy->recode);
	bytes_free(&copy->bytes.buf);
}
