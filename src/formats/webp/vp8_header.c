/* SPDX-License-Identifier: MIT */
#include "formats/webp/vp8_header.h"

#include <string.h>

#include "base/octets.h"

#define START_CODE_AT 3u
#define WIDTH_AT      6u
#define HEIGHT_AT     8u

/* Above it the two bits say how a player scales. */
#define SIDE_MASK 0x3fffu

#define MAX_VERSION 3u

/* The header being read, and what of it is copied. */
struct reading {
	struct vp8_header *header;
	struct vp8_bool_in in;
};

static enum gm_status
fail(struct gm_error *err, const char *text)
{
	return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "VP8: %s", text);
}

/* The next n bits, which the copy has, too (8.1 of the RFC: L(n)). */
static unsigned
literal(struct reading *r, unsigned n)
{
	unsigned value = 0;

	while (n-- > 0) {
		bool bit = vp8_bool_in_get(&r->in, VP8_PROB_EVEN);

		r->header->copied[r->header->n_copied++] =
			vp8_bool_of(VP8_PROB_EVEN, bit);
		value = value << 1 | bit;
	}
	return value;
}

static bool
flag(struct reading *r)
{
	return literal(r, 1);
}

/* A flag, and where it is set a number of n bits and its sign; else 0. */
static int
optional(struct reading *r, unsigned n)
{
	int value;

	if (!flag(r))
		return 0;
	value = (int)literal(r, n);
	return flag(r) ? -value : value;
}

/* What the segments say of the filter (9.3); levels are to be added to that of
   the frame unless is_absolute. */
struct segments {
	bool has_levels;
	bool is_absolute;
	int levels[VP8_N_SEGMENTS];
};

static void
read_segments(struct reading *r, struct segments *segments)
{
	bool has_data;

	*segments = (struct segments){0};
	if (!flag(r))
		return;
	r->header->has_map = flag(r);
	has_data = flag(r);
	if (has_data) {
		segments->has_levels = true;
		segments->is_absolute = flag(r);
		for (unsigned i = 0; i < VP8_N_SEGMENTS; i++)
			optional(r, 7);
		for (unsigned i = 0; i < VP8_N_SEGMENTS; i++)
			segments->levels[i] = optional(r, 6);
	}
	for (unsigned i = 0; r->header->has_map && i < 3; i++)
		if (flag(r))
			r->header->segment_probs[i] = (uint8_t)literal(r, 8);
}

/* Of filter levels 0 to 63, or beyond where they are sums. */
static int
level_within(int level)
{
	return level < 0 ? 0 : level > 63 ? 63 : level;
}

/*
 * Which segments are filtered (9.6, 15.1).  Decoders differ in whether the
 * level of a segment is clamped before that of the prediction is added, and
 * in what holds where segments are without levels: one of them may filter.
 */
static void
read_filter(struct reading *r, const struct segments *segments)
{
	int level, delta = 0;
	bool has_deltas;

	flag(r); /* simple or normal */
	level = (int)literal(r, 6);
	literal(r, 3); /* sharpness */
	has_deltas = flag(r);
	if (has_deltas && flag(r)) {
		delta = optional(r, 6); /* of all that is intra */
		for (unsigned i = 1; i < 8; i++)
			optional(r, 6);
	}
	for (unsigned i = 0; i < VP8_N_SEGMENTS; i++) {
		int own = level;

		if (segments->has_levels && segments->is_absolute)
			own = segments->levels[i];
		else
			own += segments->levels[i];
		r->header->is_filtered[i] =
			level != 0 &&
			(own + delta > 0 || level_within(own) + delta > 0);
	}
}

static void
read_quantisers(struct reading *r)
{
	r->header->y_ac_qi = literal(r, 7);
	for (unsigned i = 0; i < 5; i++)
		optional(r, 4);
}

/* Bits that are no part of what is copied. */
static uint8_t
byte(struct vp8_bool_in *in)
{
	unsigned value = 0;

	for (unsigned i = 0; i < 8; i++)
		value = value << 1 | vp8_bool_in_get(in, VP8_PROB_EVEN);
	return (uint8_t)value;
}

static void
read_probs(struct reading *r)
{
	struct vp8_header *header = r->header;

	memcpy(header->probs, vp8_default_probs, sizeof(header->probs));
	for (unsigned row = 0; row < VP8_N_ROWS; row++)
		for (unsigned i = 0; i < VP8_N_NODES; i++)
			if (vp8_bool_in_get(&r->in, vp8_update_probs[row][i]))
				header->probs[row][i] = byte(&r->in);
	header->has_skips = vp8_bool_in_get(&r->in, VP8_PROB_EVEN);
	if (header->has_skips)
		header->skip_prob = byte(&r->in);
}

/* The tag and the sides (9.1). */
static enum gm_status
read_tag(struct vp8_header *header, const uint8_t *data, size_t n,
	 size_t *n_first, struct gm_error *err)
{
	static const uint8_t start_code[] = {0x9d, 0x01, 0x2a};
	uint32_t tag;

	if (n < VP8_TAG_BYTES)
		return fail(err, "the frame is cut short");
	tag = octets_u24le(data);
	if ((tag & 1) != 0)
		return fail(err, "not a key frame");
	if ((tag >> 1 & 7) > MAX_VERSION)
		return fail(err, "a version that is reserved");
	if ((tag >> 4 & 1) == 0)
		return fail(err, "a frame that is not shown");
	if (memcmp(data + START_CODE_AT, start_code, sizeof(start_code)) != 0)
		return fail(err, "no start code");
	*n_first = tag >> 5;
	*header = (struct vp8_header){
		.width = octets_u16le(data + WIDTH_AT) & SIDE_MASK,
		.height = octets_u16le(data + HEIGHT_AT) & SIDE_MASK,
		.segment_probs = {255, 255, 255},
	};
	memcpy(header->tag, data, VP8_TAG_BYTES);
	if (header->width == 0 || header->height == 0)
		return fail(err, "a side is 0");
	header->mbs_wide = (header->width + 15) / 16;
	header->mbs_high = (header->height + 15) / 16;
	return GM_OK;
}

/* What is copied, up to and with the quantisers. */
static enum gm_status
read_copied(struct reading *r, struct gm_error *err)
{
	struct segments segments;

	if (flag(r))
		return fail(err, "a colour space that is reserved");
	flag(r); /* whether pixels must be clamped */
	read_segments(r, &segments);
	read_filter(r, &segments);
	r->header->n_partitions = 1u << literal(r, 2);
	read_quantisers(r);
	return GM_OK;
}

enum gm_status
vp8_header_read(struct vp8_header *header, const uint8_t *data, size_t n,
		struct vp8_bool_in *first, struct gm_error *err)
{
	struct reading r = {.header = header};
	enum gm_status st;
	size_t n_first = 0;

	st = read_tag(header, data, n, &n_first, err);
	if (st != GM_OK)
		return st;
	if (n_first > n - VP8_TAG_BYTES)
		return fail(err, "the first partition is cut short");
	r.in = vp8_bool_in_begin(data + VP8_TAG_BYTES, n_first);
	st = read_copied(&r, err);
	if (st != GM_OK)
		return st;
	flag(&r); /* whether later frames have these probabilities */
	read_probs(&r);
	if (!vp8_bool_in_is_whole(&r.in))
		return fail(err, "the header is cut short");
	*first = r.in;
	return GM_OK;
}

enum gm_status
vp8_header_look(const uint8_t *data, size_t n, unsigned *y_ac_qi,
		struct gm_error *err)
{
	struct vp8_header header;
	struct reading r = {.header = &header};
	enum gm_status st;
	size_t n_first = 0;

	st = read_tag(&header, data, n, &n_first, err);
	if (st != GM_OK)
		return st;
	n -= VP8_TAG_BYTES;
	r.in = vp8_bool_in_begin(data + VP8_TAG_BYTES,
				 n_first < n ? n_first : n);
	st = read_copied(&r, err);
	if (st != GM_OK)
		return st;
	if (!vp8_bool_in_is_whole(&r.in))
		return fail(err, "the header is cut short");
	*y_ac_qi = header.y_ac_qi;
	return GM_OK;
}

static size_t
put_byte(vp8_bool *bools, unsigned value)
{
	for (unsigned i = 0; i < 8; i++)
		bools[i] = vp8_bool_of(VP8_PROB_EVEN, value >> (7 - i) & 1);
	return 8;
}

enum gm_status
vp8_header_write(const struct vp8_header *header, struct vp8_bool_out *first,
		 struct gm_error *err)
{
	vp8_bool bools[VP8_N_ROWS * VP8_N_NODES * 9 + 9];
	enum gm_status st;
	size_t n = 0;

	st = vp8_bool_out_put(first, header->copied, header->n_copied, err);
	if (st != GM_OK)
		return st;
	for (unsigned row = 0; row < VP8_N_ROWS; row++) {
		for (unsigned i = 0; i < VP8_N_NODES; i++) {
			unsigned prob = header->probs[row][i];
			bool is_new = prob != vp8_default_probs[row][i];

			bools[n++] =
				vp8_bool_of(vp8_update_probs[row][i], is_new);
			if (is_new)
				n += put_byte(bools + n, prob);
		}
	}
	bools[n++] = vp8_bool_of(VP8_PROB_EVEN, header->has_skips);
	if (header->has_skips)
		n += put_byte(bools + n, header->skip_prob);
	return vp8_bool_out_put(first, bools, n, err);
}
