/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/pass.h"

/* Bytes at hand before a row of MCUs begins, if the scan has this many. */
#define LOW_BYTES 16384u

/* Bytes passed that are worth forgetting. */
#define PASSED_BYTES 65536u

static uint32_t
divide_up(uint32_t n, uint32_t by)
{
	return (n + by - 1) / by;
}

enum gm_status
pass_begin(struct pass *pass, const struct frame *frame,
	   const struct frame_scan *scan, struct scan_bytes *bytes,
	   struct gm_error *err)
{
	const struct frame_part *first = &scan->parts[0];

	*pass = (struct pass){
		.bytes = bytes,
		.h = first->h,
		.v = first->v,
		.mcu_blocks = scan->mcu_blocks,
		.n_wide = frame_blocks_wide(frame, first->component),
		.n_high = frame_blocks_high(frame, first->component),
		.interval = frame->restart_interval,
		.interval_left = frame->restart_interval,
		.is_fresh = true,
	};
	pass->mcus_wide = divide_up(pass->n_wide, pass->h);
	pass->mcus_high = divide_up(pass->n_high, pass->v);
	pass->n_left = (uint64_t)pass->mcus_wide * pass->mcus_high;
	return scan_bytes_fill(bytes, err);
}

enum gm_status
pass_ready(struct pass *pass, struct gm_error *err)
{
	struct scan_bytes *bytes = pass->bytes;
	size_t passed = (size_t)(pass->pos / 8);
	size_t left = bytes->buf.nbytes - passed;

	if (passed < PASSED_BYTES && (left >= LOW_BYTES || bytes->at_marker))
		return GM_OK;
	scan_bytes_drop(bytes, passed);
	pass->pos &= 7;
	return scan_bytes_have(bytes, LOW_BYTES, err);
}

unsigned
pass_portion(const struct pass *pass, uint32_t n)
{
	return pass->interval > 0 && n > pass->interval_left
		       ? pass->interval_left
		       : n;
}

/*
 * The rest of an interval's last byte is padding (T.81 F.1.2.3), and a marker
 * must follow.
 */
static enum gm_status
end_interval(struct pass *pass, struct gm_error *err)
{
	struct scan_bytes *bytes = pass->bytes;
	uint64_t n = (pass->pos + 7) / 8;
	enum gm_status st = scan_bytes_have(bytes, n + 1, err);

	if (st == GM_OK && bytes->buf.nbytes != n)
		st = gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			     "data that belong to no block");
	return st;
}

enum gm_status
pass_advance(struct pass *pass, unsigned n, uint64_t pos, struct gm_error *err)
{
	enum gm_status st;

	pass->pos = pos;
	pass->is_fresh = false;
	pass->n_left -= n;
	pass->interval_left -= pass->interval > 0 ? n : 0;
	if (pass->n_left == 0)
		return end_interval(pass, err);
	if (pass->interval == 0 || pass->interval_left > 0)
		return GM_OK;
	st = end_interval(pass, err);
	if (st == GM_OK)
		st = scan_bytes_restart(pass->bytes, pass->n_restarts++, err);
	pass->interval_left = pass->interval;
	pass->pos = (uint64_t)pass->bytes->buf.nbytes * 8;
	pass->is_fresh = true;
	return st == GM_OK ? scan_bytes_fill(pass->bytes, err) : st;
}
