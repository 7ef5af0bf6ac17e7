/* SPDX-License-Identifier: MIT */
#include "jpeg/frame.h"

#include <string.h>

#include "jpeg/marker.h"

/* Longest side that libjpeg takes. */
#define FRAME_MAX_SIDE 65500u

static enum gm_status
malformed(struct gm_error *err, const char *what)
{
	return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "%s is malformed", what);
}

static uint32_t
be16(const uint8_t *data)
{
	return (uint32_t)data[0] << 8 | data[1];
}

static bool
read_component(struct frame_component *component, const uint8_t *data)
{
	*component = (struct frame_component){
		.id = data[0],
		.h = data[1] >> 4,
		.v = data[1] & 15,
		.quant = data[2],
	};
	memset(component->lowest_bit, -1, sizeof(component->lowest_bit));
	return component->h >= 1 && component->h <= 4 && component->v >= 1 &&
	       component->v <= 4 && component->quant < FRAME_N_TABLES;
}

enum gm_status
frame_read_sof(struct frame *frame, unsigned sof, const uint8_t *data,
	       size_t nbytes, struct gm_error *err)
{
	if (frame->sof != 0)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "two frames");
	if (nbytes < 6 || nbytes != 6 + 3 * (size_t)data[5])
		return malformed(err, "the frame header");
	if (data[0] != 8)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "not of 8 bits");
	frame->height = be16(data + 1);
	frame->width = be16(data + 3);
	frame->n_components = data[5];
	if (frame->width < 1 || frame->width > FRAME_MAX_SIDE ||
	    frame->height < 1 || frame->height > FRAME_MAX_SIDE)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "%ux%u pixels",
			       frame->width, frame->height);
	if (frame->n_components != 1 && frame->n_components != 3)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "%u components",
			       frame->n_components);
	for (unsigned i = 0; i < frame->n_components; i++) {
		if (!read_component(&frame->components[i], data + 6 + 3 * i))
			return malformed(err, "a component");
		for (unsigned j = 0; j < i; j++)
			if (frame->components[i].id == frame->components[j].id)
				return malformed(err, "a component");
	}
	frame->sof = sof;
	return GM_OK;
}

enum gm_status
frame_read_dqt(struct frame *frame, const uint8_t *data, size_t nbytes,
	       struct gm_error *err)
{
	while (nbytes > 0) {
		bool is_wide = data[0] >> 4 == 1;
		size_t n = 1 + (is_wide ? 128u : 64u);
		struct frame_quant *quant;

		if (data[0] >> 4 > 1 || (data[0] & 15) >= FRAME_N_TABLES ||
		    nbytes < n)
			return malformed(err, "a quantisation table");
		quant = &frame->quant[data[0] & 15];
		quant->is_defined = true;
		for (unsigned i = 0; i < 64; i++) {
			uint32_t step =
				is_wide ? be16(data + 1 + 2 * i) : data[1 + i];

			/* T.81 table B.4: 1 to 255 with 8-bit samples. */
			if (step < 1 || step > 255)
				return malformed(err, "a quantisation table");
			quant->steps[i] = (uint16_t)step;
		}
		data += n;
		nbytes -= n;
	}
	return GM_OK;
}

enum gm_status
frame_read_dht(struct frame *frame, const uint8_t *data, size_t nbytes,
	       struct gm_error *err)
{
	while (nbytes > 0) {
		unsigned class = data[0] >> 4, number = data[0] & 15;
		size_t n = 0;

		if (class <= 1 && number < FRAME_N_TABLES)
			n = huffman_read(class == 0 ? &frame->dc[number]
						    : &frame->ac[number],
					 data + 1, nbytes - 1);
		if (n == 0)
			return malformed(err, "a Huffman table");
		data += 1 + n;
		nbytes -= 1 + n;
	}
	return GM_OK;
}

enum gm_status
frame_read_dri(struct frame *frame, const uint8_t *data, size_t nbytes,
	       struct gm_error *err)
{
	if (nbytes != 2)
		return malformed(err, "the restart interval");
	frame->restart_interval = be16(data);
	return GM_OK;
}

bool
frame_is_progressive(const struct frame *frame)
{
	return frame->sof == MARKER_SOF2;
}

/* T.81 G.1.1.1: how scans of a component may follow each other. */
static bool
progresses(struct frame_component *component, const struct frame_scan *scan)
{
	if (scan->ss > 0 && component->lowest_bit[0] < 0)
		return false;
	for (unsigned i = scan->ss; i <= scan->se; i++) {
		int8_t *lowest = &component->lowest_bit[i];

		if (scan->ah == 0 ? *lowest >= 0 : *lowest != scan->ah)
			return false;
		*lowest = (int8_t)scan->al;
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
	unsigned next = 0;

	for (unsigned i = 0; i < scan->n_components; i++) {
		const uint8_t *part = data + 1 + 2 * i;

		while (next < frame->n_components &&
		       frame->components[next].id != part[0])
			next++;
		if (next == frame->n_components)
			return false;
		scan->parts[i].component = next++;
		scan->parts[i].dc = part[1] >> 4;
		scan->parts[i].ac = part[1] & 15;
		if (scan->parts[i].dc >= FRAME_N_TABLES ||
		    scan->parts[i].ac >= FRAME_N_TABLES)
			return false;
	}
	return true;
}

/* Blocks of an MCU: one of a component alone (T.81 A.2.2). */
static unsigned
count_blocks(const struct frame *frame, const struct frame_scan *scan)
{
	unsigned n = 0;

	if (scan->n_components == 1)
		return 1;
	for (unsigned i = 0; i < scan->n_components; i++) {
		const struct frame_component *c =
			&frame->components[scan->parts[i].component];

		n += (unsigned)c->h * c->v;
	}
	return n;
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
		return malformed(err, "a scan header");
	scan->n_components = data[0];
	rest = data + 1 + 2 * (size_t)data[0];
	scan->ss = rest[0];
	scan->se = rest[1];
	scan->ah = rest[2] >> 4;
	scan->al = rest[2] & 15;
	if (!read_parts(frame, data, scan))
		return malformed(err, "a scan header");
	if (!(frame_is_progressive(frame) ? check_progression(frame, scan)
					  : check_sequence(frame, scan)))
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "scans that do not belong together");
	if (!has_tables(frame, scan))
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "a table is missing");
	scan->mcu_blocks = count_blocks(frame, scan);
	if (scan->mcu_blocks > FRAME_MCU_MAX_BLOCKS)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "too many blocks in an MCU");
	for (unsigned i = 0; i < scan->n_components; i++)
		frame->components[scan->parts[i].component].has_scan = true;
	return GM_OK;
}

/* libjpeg's guess, but for what it only warns of. */
static bool
is_ycbcr(const struct frame *frame)
{
	const struct frame_component *c = frame->components;

	if (frame->has_jfif)
		return true;
	if (frame->has_adobe)
		return frame->adobe_transform == 1;
	return c[0].id != 'R' || c[1].id != 'G' || c[2].id != 'B';
}

enum gm_status
frame_check_luma(const struct frame *frame, struct gm_error *err)
{
	const struct frame_component *c = frame->components;

	if (frame->n_components == 1)
		return GM_OK;
	if (!is_ycbcr(frame))
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "not YCbCr");
	for (unsigned i = 1; i < frame->n_components; i++)
		if (c[i].h > c[0].h || c[i].v > c[0].v)
			return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
				       "luma has not the most samples");
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

/* T.81 A.1.1, for components of which the first has the most samples. */
static uint32_t
n_blocks(uint32_t samples, unsigned factor, unsigned most)
{
	uint32_t own = (samples * factor + most - 1) / most;

	return (own + 7) / 8;
}

uint32_t
frame_blocks_wide(const struct frame *frame, unsigned component)
{
	return n_blocks(frame->width, frame->components[component].h,
			frame->components[0].h);
}

uint32_t
frame_blocks_high(const struct frame *frame, unsigned component)
{
	return n_blocks(frame->height, frame->components[component].v,
			frame->components[0].v);
}
