/* SPDX-License-Identifier: MIT */
/* The scans of a frame: their headers, and how they follow each other. */
#include "formats/jpeg/frame.h"

static enum gm_status
malformed(struct gm_error *err)
{
	return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
		       "a scan header is malformed");
}

/* T.81 G.1.1.1: how scans of a component may follow each other. */
static bool
progresses(struct frame_component *component, const struct frame_scan *scan)
{
	if (scan->ss > 0 && component->lowest_bit[0] < 0)
		return false;
	for (unsigned i = scan->ss; i <= scan->se; i++) {
		int lowest = component->lowest_bit[i], high = scan->ah;

		if (high == 0 ? lowest >= 0 : lowest != high)
			return false;
		component->lowest_bit[i] = scan->al;
	}
	return true;
}

static bool
check_progression(struct frame *frame, const struct frame_scan *scan)
{
	if (scan->ss == 0 ? scan->se != 0
			  : scan->se < scan->ss || scan->se > 63 ||
				    scan->n_components != 1)
		return false;
	if (scan->al > 13 || (scan->ah != 0 && scan->ah != scan->al + 1))
		return false;
	for (unsigned i = 0; i < scan->n_components; i++)
		if (!progresses(&frame->components[scan->parts[i].component],
				scan))
			return false;
	return true;
}

static bool
check_sequence(const struct frame *frame, const struct frame_scan *scan)
{
	for (unsigned i = 0; i < scan->n_components; i++)
		if (frame->components[scan->parts[i].component].has_scan)
			return false;
	return scan->ss == 0 && scan->se == 63 && scan->ah == 0 &&
	       scan->al == 0;
}

/* The components that a scan names, and its tables. */
static bool
read_parts(const struct frame *frame, const uint8_t *data,
	   struct frame_scan *scan)
{
	bool is_alone = scan->n_components == 1;
	unsigned next = 0;

	scan->mcu_blocks = 0;
	for (unsigned i = 0; i < scan->n_components; i++, next++) {
		const uint8_t *from = data + 1 + 2 * i;
		struct frame_part *part = &scan->parts[i];

		while (next < frame->n_components &&
		       frame->components[next].id != from[0])
			next++;
		if (next == frame->n_components)
			return false;
		part->component = next;
		part->h = is_alone ? 1 : frame->components[next].h;
		part->v = is_alone ? 1 : frame->components[next].v;
		part->dc = from[1] >> 4;
		part->ac = from[1] & 15;
		if (part->dc >= FRAME_N_TABLES || part->ac >= FRAME_N_TABLES)
			return false;
		scan->mcu_blocks += part->h * part->v;
	}
	return true;
}

/* No libjpeg knows a DC category over 15. */
static bool
is_dc_table(const struct huffman_table *table)
{
	for (unsigned i = 0; i < table->n_symbols; i++)
		if (table->symbols[i] > 15)
			return false;
	return table->n_symbols > 0;
}

static bool
has_tables(const struct frame *frame, const struct frame_scan *scan)
{
	for (unsigned i = 0; i < scan->n_components; i++) {
		const struct frame_component *c =
			&frame->components[scan->parts[i].component];

		if (!frame->quant[c->quant].is_defined)
			return false;
		if (scan->ss == 0 && scan->ah == 0 &&
		    !is_dc_table(&frame->dc[scan->parts[i].dc]))
			return false;
		if (scan->se > 0 && frame->ac[scan->parts[i].ac].n_symbols == 0)
			return false;
	}
	return true;
}

enum gm_status
frame_read_sos(struct frame *frame, const uint8_t *data, size_t nbytes,
	       struct frame_scan *scan, struct gm_error *err)
{
	const uint8_t *rest;

	if (frame->sof == 0)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "a scan before the frame header");
	if (nbytes < 1 || data[0] < 1 || data[0] > frame->n_components ||
	    nbytes != 4 + 2 * (size_t)data[0])
		return malformed(err);
	scan->n_components = data[0];
	rest = data + 1 + 2 * (size_t)data[0];
	scan->ss = rest[0];
	scan->se = rest[1];
	scan->ah = rest[2] >> 4;
	scan->al = rest[2] & 15;
	if (!read_parts(frame, data, scan))
		return malformed(err);
	if (!(frame_is_progressive(frame) ? check_progression(frame, scan)
					  : check_sequence(frame, scan)))
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "scans that do not belong together");
	if (!has_tables(frame, scan))
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "a table is missing");
	if (scan->mcu_blocks > FRAME_MCU_MAX_BLOCKS)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "too many blocks in an MCU");
	for (unsigned i = 0; i < scan->n_components; i++)
		frame->components[scan->parts[i].component].has_scan = true;
	return GM_OK;
}

enum gm_status
frame_check_complete(const struct frame *frame, struct gm_error *err)
{
	if (frame->sof == 0)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "no picture");
	for (unsigned i = 0; i < frame->n_components; i++)
		if (!frame->components[i].has_scan)
			return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
				       "a component has no scan");
	if (!frame_is_progressive(frame))
		return GM_OK;
	for (unsigned i = 0; i < 64; i++)
		if (frame->components[0].lowest_bit[i] != 0)
			return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
				       "not in full detail");
	return GM_OK;
}
