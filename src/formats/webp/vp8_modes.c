/* SPDX-License-Identifier: MIT */
#include "formats/webp/vp8_modes.h"

#include <assert.h>
#include <string.h>

#include "formats/webp/vp8_tables.h"

static_assert(VP8_MAX_MODES <= UINT8_MAX,
	      "a macroblock has room for how many it has");

/* Blocks of 4x4 pixels across a macroblock, and down. */
#define SIDE 4u

/*
 * Modes as they are told: a tree (8.1), which is pairs of the index of the next
 * pair, or of LEAF and a mode.
 */
#define LEAF 0x80u

static const uint8_t submode_tree[2 * (VP8_N_SUBMODES - 1)] = {
	LEAF | VP8_B_DC,
	2,
	LEAF | VP8_B_TM,
	4,
	LEAF | VP8_B_VE,
	6,
	8,
	12,
	LEAF | VP8_B_HE,
	10,
	LEAF | VP8_B_RD,
	LEAF | VP8_B_VR,
	LEAF | VP8_B_LD,
	14,
	LEAF | VP8_B_VL,
	16,
	LEAF | VP8_B_HD,
	LEAF | VP8_B_HU,
};

/* A reader of modes; what it reads by get() is recorded. */
struct reading {
	struct vp8_bool_in in;
	vp8_bool *record;
};

static bool
get(struct reading *r, unsigned prob)
{
	bool bit = vp8_bool_in_get(&r->in, prob);

	*r->record++ = vp8_bool_of(prob, bit);
	return bit;
}

static uint8_t
read_submode(struct reading *r, unsigned above, unsigned left)
{
	const uint8_t *probs = vp8_submode_probs[above][left];
	unsigned at = 0;

	while ((at & LEAF) == 0)
		at = submode_tree[at + get(r, probs[at / 2])];
	return (uint8_t)(at & ~LEAF);
}

/* Of a macroblock that is predicted as a whole: the mode of its blocks that it
   stands for where another one looks (11.3). */
static uint8_t
read_whole(struct reading *r)
{
	if (get(r, VP8_PROB_DC_OR_V))
		return get(r, VP8_PROB_H) ? VP8_B_TM : VP8_B_HE;
	return get(r, VP8_PROB_DC) ? VP8_B_VE : VP8_B_DC;
}

/* The luma modes, by those above and on the left, which they then are. */
static void
read_luma(struct reading *r, struct vp8_macroblock *mb, uint8_t *above,
	  uint8_t *left)
{
	mb->is_whole = get(r, VP8_PROB_WHOLE);
	if (mb->is_whole) {
		uint8_t mode = read_whole(r);

		memset(above, mode, SIDE);
		memset(left, mode, SIDE);
		return;
	}
	for (unsigned y = 0; y < SIDE; y++)
		for (unsigned x = 0; x < SIDE; x++)
			above[x] = left[y] = read_submode(r, above[x], left[y]);
}

/*
 * Is chroma that is 128 all around predicted as 128?  By DC_PRED everywhere;
 * by the others but for the edges, around which it is 127 or 129 (12.2).
 */
static bool
read_chroma(struct vp8_bool_in *in, bool is_inside)
{
	if (!vp8_bool_in_get(in, VP8_PROB_CHROMA_DC))
		return true;
	if (vp8_bool_in_get(in, VP8_PROB_CHROMA_V))
		vp8_bool_in_get(in, VP8_PROB_CHROMA_H);
	return is_inside;
}

static uint8_t
read_segment(struct vp8_bool_in *in, const uint8_t probs[3])
{
	unsigned high = vp8_bool_in_get(in, probs[0]);

	return (uint8_t)(high << 1 | vp8_bool_in_get(in, probs[1 + high]));
}

static void
read_row(struct reading *r, const struct vp8_header *header,
	 struct vp8_macroblock *mb, uint8_t *above, bool is_first_row)
{
	uint8_t left[SIDE] = {0}; /* VP8_B_DC beyond the edge */

	for (uint32_t x = 0; x < header->mbs_wide; x++, mb++) {
		const vp8_bool *begin = r->record;

		if (header->has_map)
			mb->segment =
				read_segment(&r->in, header->segment_probs);
		if (header->has_skips)
			mb->is_skipped =
				vp8_bool_in_get(&r->in, header->skip_prob);
		read_luma(r, mb, above + SIDE * x, left);
		mb->n_modes = (uint8_t)(r->record - begin);
		mb->is_flat = read_chroma(&r->in, x > 0 && !is_first_row);
	}
}

enum gm_status
vp8_modes_read(struct vp8_bool_in *first, const struct vp8_header *header,
	       struct vp8_macroblock *macroblocks, uint8_t *above,
	       struct bytes *modes, struct gm_error *err)
{
	size_t n_row = (size_t)header->mbs_wide * VP8_MAX_MODES;
	struct reading r = {.in = *first};
	enum gm_status st;

	memset(above, VP8_B_DC, (size_t)SIDE * header->mbs_wide);
	for (uint32_t y = 0; y < header->mbs_high; y++) {
		st = bytes_reserve(modes, n_row * sizeof(vp8_bool), err);
		if (st != GM_OK)
			return st;
		r.record = (vp8_bool *)(void *)(modes->data + modes->nbytes);
		read_row(&r, header, macroblocks + (size_t)y * header->mbs_wide,
			 above, y == 0);
		modes->nbytes = (size_t)((uint8_t *)r.record - modes->data);
		if (!vp8_bool_in_is_whole(&r.in))
			return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
				       "VP8: the modes are cut short");
	}
	return GM_OK;
}

/* Booleans of a macroblock but for its luma modes: the segment, whether it is
   skipped, chroma. */
#define MAX_OTHER 4u

/* Macroblocks that are put at once. */
#define BATCH 16u

enum gm_status
vp8_modes_write(struct vp8_bool_out *first, const struct vp8_header *header,
		const struct vp8_macroblock *macroblocks, size_t n_macroblocks,
		const vp8_bool *modes, struct gm_error *err)
{
	vp8_bool bools[BATCH * (VP8_MAX_MODES + MAX_OTHER)];
	enum gm_status st = GM_OK;
	size_t n = 0;

	for (size_t i = 0; i < n_macroblocks && st == GM_OK; i++) {
		const struct vp8_macroblock *mb = &macroblocks[i];

		if (header->has_map) {
			unsigned high = mb->segment >> 1;

			bools[n++] =
				vp8_bool_of(header->segment_probs[0], high);
			bools[n++] =
				vp8_bool_of(header->segment_probs[1 + high],
					    mb->segment & 1);
		}
		if (header->has_skips)
			bools[n++] =
				vp8_bool_of(header->skip_prob, mb->is_skipped);
		memcpy(bools + n, modes, mb->n_modes * sizeof(*modes));
		n += mb->n_modes;
		modes += mb->n_modes;
		bools[n++] = vp8_bool_of(VP8_PROB_CHROMA_DC, false);
		if (i % BATCH == BATCH - 1 || i == n_macroblocks - 1) {
			st = vp8_bool_out_put(first, bools, n, err);
			n = 0;
		}
	}
	return st;
}
