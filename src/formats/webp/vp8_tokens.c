/* SPDX-License-Identifier: MIT */
#include "formats/webp/vp8_tokens.h"

#include <assert.h>
#include <string.h>

/* The parts of a number of a record. */
#define AFTER_ZERO  0x80u
#define ROW_MASK    0x7fu
#define TOKEN_SHIFT 8u
#define TOKEN_MASK  0xfu
#define SIGN_SHIFT  12u

static_assert(VP8_N_ROWS <= ROW_MASK + 1 && VP8_N_TOKENS <= TOKEN_MASK + 1,
	      "a number of a record has room for its parts");
static_assert(VP8_MAX_RECORD <= UINT16_MAX,
	      "a macroblock has room for how many it has");

#define ENTRY (VP8_MAX_PATH + 1)

/* Booleans of each token, with the sign where it has one. */
static const uint8_t lengths[VP8_N_TOKENS] = {
	[VP8_ZERO] = 2, [VP8_ONE] = 4,  [VP8_TWO] = 6,  [VP8_THREE] = 7,
	[VP8_FOUR] = 7, [VP8_CAT1] = 7, [VP8_CAT2] = 7, [VP8_CAT3] = 8,
	[VP8_CAT4] = 8, [VP8_CAT5] = 8, [VP8_CAT6] = 8, [VP8_END] = 1,
};

/* A block being read, of which the row of its first band is `row`. */
struct block {
	const uint8_t (*probs)[VP8_N_NODES];
	unsigned row;
	unsigned first; /* coefficient: 0 or 1 */
};

static inline vp8_record
number_of(enum vp8_token token, unsigned row, unsigned after_zero, bool sign)
{
	return (vp8_record)((unsigned)sign << SIGN_SHIFT |
			    (unsigned)token << TOKEN_SHIFT | after_zero | row);
}

/* The token of a coefficient that is more than one. */
static inline __attribute__((always_inline)) enum vp8_token
read_large(struct vp8_bool_in *in, const uint8_t *p)
{
	if (!vp8_bool_in_get(in, p[3])) {
		if (!vp8_bool_in_get(in, p[4]))
			return VP8_TWO;
		return vp8_bool_in_get(in, p[5]) ? VP8_FOUR : VP8_THREE;
	}
	if (!vp8_bool_in_get(in, p[6]))
		return vp8_bool_in_get(in, p[7]) ? VP8_CAT2 : VP8_CAT1;
	if (!vp8_bool_in_get(in, p[8]))
		return vp8_bool_in_get(in, p[9]) ? VP8_CAT4 : VP8_CAT3;
	return vp8_bool_in_get(in, p[10]) ? VP8_CAT6 : VP8_CAT5;
}

static inline __attribute__((always_inline)) unsigned
read_extra(struct vp8_bool_in *in, enum vp8_token token)
{
	unsigned value = 0;

	for (const uint8_t *p = vp8_extra_probs[token - VP8_CAT1]; *p != 0; p++)
		value = value << 1 | vp8_bool_in_get(in, *p);
	return value;
}

/*
 * Read a block in whose context as many as `context` neighbours have tokens.
 * Returns the coefficient after the last one that has a token, the first where
 * there is none.  *draws is or-ed with whether one is not 0; *record is
 * advanced.
 */
static inline __attribute__((always_inline)) unsigned
read_block(struct vp8_bool_in *in, const struct block *block, unsigned context,
	   bool *draws, vp8_record **record)
{
	unsigned i = block->first;
	unsigned row = block->row + 3u * vp8_bands[i] + context;
	const uint8_t *p = block->probs[row];
	vp8_record *out = *record;
	unsigned after_zero;

	while (vp8_bool_in_get(in, p[0])) {
		enum vp8_token token = VP8_ONE;
		unsigned extra = 0;

		after_zero = 0;
		while (!vp8_bool_in_get(in, p[1])) {
			*out++ = number_of(VP8_ZERO, row, after_zero, false);
			if (++i == VP8_BLOCK)
				goto done;
			row = block->row + 3u * vp8_bands[i];
			p = block->probs[row];
			after_zero = AFTER_ZERO;
		}
		context = 1;
		if (vp8_bool_in_get(in, p[2])) {
			context = 2;
			token = read_large(in, p);
			if (token >= VP8_CAT1)
				extra = read_extra(in, token);
		}
		*draws = true;
		*out++ = number_of(token, row, after_zero,
				   vp8_bool_in_get(in, VP8_PROB_EVEN));
		if (token >= VP8_CAT1)
			*out++ = (vp8_record)extra;
		if (++i == VP8_BLOCK)
			goto done;
		row = block->row + 3u * vp8_bands[i] + context;
		p = block->probs[row];
	}
	*out++ = number_of(VP8_END, row, 0, false);
done:
	*record = out;
	return i;
}

/* The same for a block of which nothing is kept. */
static inline __attribute__((always_inline)) bool
pass_block(struct vp8_bool_in *in, const struct block *block, unsigned context,
	   bool *draws)
{
	vp8_record unused[2 * VP8_BLOCK];
	vp8_record *record = unused;

	return read_block(in, block, context, draws, &record) > 0;
}

static inline struct block
block_of(const uint8_t probs[VP8_N_ROWS][VP8_N_NODES], enum vp8_type type)
{
	return (struct block){
		.probs = probs,
		.row = vp8_row(type, 0, 0),
		.first = type == VP8_Y_AFTER_Y2,
	};
}

/* What is read is within one function, so that the decoder stays in registers:
   it takes half of the time of the whole way. */
vp8_record *
vp8_tokens_read(struct vp8_bool_in *in_at,
		const uint8_t probs[VP8_N_ROWS][VP8_N_NODES], bool is_whole,
		struct vp8_edge *above, struct vp8_edge *left,
		vp8_record *record, struct vp8_found *found)
{
	struct block block = block_of(probs, VP8_Y_WITH_DC);
	struct vp8_bool_in in = *in_at;
	bool has_luma = false, draws_y2 = false, has_y = false;
	bool has_chroma = false, draws_chroma = false, ignored = false;

	if (is_whole) {
		block = block_of(probs, VP8_Y2);
		has_luma = read_block(&in, &block, above->y2 + left->y2,
				      &draws_y2, &record) > 0;
		above->y2 = left->y2 = has_luma;
		block = block_of(probs, VP8_Y_AFTER_Y2);
	}
	for (unsigned i = 0; i < 16; i++) {
		uint8_t *over = &above->y[i % 4], *beside = &left->y[i / 4];
		bool has = read_block(&in, &block, *over + *beside, &ignored,
				      &record) > block.first;

		*over = *beside = has;
		has_y |= has;
	}
	block = block_of(probs, VP8_CHROMA);
	for (unsigned i = 0; i < 8; i++) {
		uint8_t *over = &above->chroma[i / 4 * 2 + i % 2];
		uint8_t *beside = &left->chroma[i / 2];
		bool has =
			pass_block(&in, &block, *over + *beside, &draws_chroma);

		*over = *beside = has;
		has_chroma |= has;
	}
	*in_at = in;
	*found = (struct vp8_found){
		.has_luma = has_luma || has_y,
		/* Of a Y2 that is all zeros some decoders think that it has
		   tokens, others that it has none. */
		.draws_luma = draws_y2 || has_y,
		.has_chroma = has_chroma,
		.draws_chroma = draws_chroma,
	};
	return record;
}

double
vp8_tokens_add(const double of_rows[VP8_N_ROWS], const vp8_record *record,
	       const vp8_record *end)
{
	double sum = 0;

	for (; record < end; record++)
		sum += of_rows[*record & ROW_MASK];
	return sum;
}

void
vp8_tokens_skip(bool is_whole, struct vp8_edge *above, struct vp8_edge *left)
{
	uint8_t above_y2 = above->y2;
	uint8_t left_y2 = left->y2;

	*above = (struct vp8_edge){.y2 = is_whole ? 0 : above_y2};
	*left = (struct vp8_edge){.y2 = is_whole ? 0 : left_y2};
}

void
vp8_spelling_make(struct vp8_spelling *spelling,
		  const uint8_t probs[VP8_N_ROWS][VP8_N_NODES])
{
	vp8_bool *bools = spelling->bools;

	memset(spelling, 0, sizeof(*spelling));
	for (unsigned row = 0; row < VP8_N_ROWS; row++)
		for (unsigned token = 0; token < VP8_N_TOKENS; token++) {
			const struct vp8_path *path = &vp8_paths[token];
			unsigned i;

			for (i = 0; i < path->n; i++)
				bools[i] =
					vp8_bool_of(probs[row][path->nodes[i]],
						    path->bits[i]);
			bools[i] = vp8_bool_of(VP8_PROB_EVEN, false);
			bools += ENTRY;
		}
}

/* Further bits and the sign, in place of the sign. */
static vp8_bool *
spell_extra(unsigned token, unsigned extra, vp8_bool sign, vp8_bool *bools)
{
	const uint8_t *probs = vp8_extra_probs[token - VP8_CAT1];
	unsigned n = 0;

	while (probs[n] != 0)
		n++;
	while (n-- > 0)
		*bools++ = vp8_bool_of(*probs++, extra >> n & 1);
	*bools++ = sign;
	return bools;
}

vp8_bool *
vp8_spell(const struct vp8_spelling *spelling, const vp8_record *record,
	  size_t n, vp8_bool *bools)
{
	const vp8_record *end = record + n;

	while (record < end) {
		unsigned number = *record++;
		unsigned token = number >> TOKEN_SHIFT & TOKEN_MASK;
		unsigned entry = (number & ROW_MASK) * VP8_N_TOKENS + token;
		unsigned after_zero = (number & AFTER_ZERO) != 0;

		/* As much as any may have: a copy of its length is slower. */
		memcpy(bools, spelling->bools + entry * ENTRY + after_zero,
		       ENTRY * sizeof(*bools));
		bools += lengths[token] - after_zero;
		bools[-1] |= (vp8_bool)(number >> SIGN_SHIFT);
		if (token >= VP8_CAT1 && token <= VP8_CAT6)
			bools = spell_extra(token, *record++, bools[-1],
					    bools - 1);
	}
	return bools;
}
