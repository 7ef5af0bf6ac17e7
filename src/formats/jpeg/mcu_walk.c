/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/mcu_walk.h"

#include "base/octets.h"

/* A block's coefficients are numbered 0 to LAST (T.81 figure 5). */
#define LAST 63u

/* What the fast loop of walk_steps() changes: copies that stay in registers. */
struct state {
	uint64_t window;  /* the next bits, left-aligned */
	uint64_t n_bits;  /* of them that count, 56 to 63 after a refill */
	const uint8_t *p; /* the byte after those */
	const uint8_t *data;
	const uint16_t *table; /* these two as in struct mcu_walk */
	unsigned last;
	unsigned done; /* blocks */
};

void
mcu_walk_make(struct mcu_walk *walk, struct steps *const *blocks,
	      unsigned mcu_blocks, bool fast)
{
	walk->mcu_blocks = mcu_blocks;
	walk->has_steps = true;
	for (unsigned i = 0; i < mcu_blocks; i++) {
		if (fast)
			steps_fill(blocks[i]);
		walk->has_steps &= blocks[i]->has_tables;
	}
	for (unsigned i = 0; i < MCU_WALK_MAX_MCUS * mcu_blocks; i++) {
		const struct steps *now = blocks[i % mcu_blocks];
		const struct steps *next = blocks[(i + 1) % mcu_blocks];

		walk->steps[i] = now;
		walk->blocks[i] = (struct mcu_walk_block){
			.ac = now->ac_steps,
			.next_dc = next->dc_steps,
		};
	}
}

void
mcu_walk_start(struct mcu_walk *walk, uint64_t pos)
{
	walk->pos = pos;
	walk->table = walk->steps[0]->dc_steps;
	walk->last = 0;
	walk->in_dc = true;
}

/* OR-ing in bits that the window has already changes nothing. */
static inline void
refill(struct state *s)
{
	s->window |= octets_u64be(s->p) >> s->n_bits;
	s->p += (63 - s->n_bits) >> 3;
	s->n_bits |= 56;
}

/* One step; false, and nothing done, when there is none. */
static inline __attribute__((always_inline)) bool
take_step(struct state *s, const struct mcu_walk_block *blocks, uint32_t *ends)
{
	unsigned step = s->table[s->window >> (64 - STEPS_BITS)];
	unsigned taken = step & STEPS_TAKEN_MASK;
	unsigned last = s->last + (step >> STEPS_PASS_SHIFT & STEPS_PASS_MASK);
	const struct mcu_walk_block *block = &blocks[s->done];
	unsigned ends_here = step >> 15;

	/* The last coefficient ends a block too: rare enough. */
	if (__builtin_expect(last >= LAST, 0))
		return false;
	s->window <<= taken;
	s->n_bits -= taken;
	ends[s->done] = (uint32_t)((uint64_t)(s->p - s->data) * 8 - s->n_bits);
	s->done += ends_here;
	s->last = last & (ends_here - 1);
	s->table = __builtin_expect_with_probability(ends_here != 0, 1, 0.5)
			   ? block->next_dc
			   : block->ac;
	return true;
}

/*
 * Take steps until n_blocks are done, or there is no step, or p is past
 * limit, after which no 8 bytes may be loaded.
 */
static unsigned
walk_steps(struct mcu_walk *walk, unsigned done, unsigned n_blocks,
	   const uint8_t *data, const uint8_t *limit)
{
	const struct mcu_walk_block *blocks = walk->blocks;
	uint32_t *ends = walk->ends;
	struct state s = {
		.window = huffman_window(data, walk->pos),
		.n_bits = 56 - (walk->pos & 7),
		.p = data + (walk->pos >> 3) + 7,
		.data = data,
		.table = walk->table,
		.last = walk->last,
		.done = done,
	};

	while (s.done + 3 <= n_blocks && s.p <= limit) {
		refill(&s);
		if (!take_step(&s, blocks, ends))
			break;
		if (!take_step(&s, blocks, ends))
			break;
		if (!take_step(&s, blocks, ends))
			break;
	}
	while (s.done < n_blocks && s.p <= limit) {
		refill(&s);
		if (!take_step(&s, blocks, ends))
			break;
	}
	walk->pos = (uint64_t)(s.p - data) * 8 - s.n_bits;
	walk->in_dc = s.table != blocks[s.done % walk->mcu_blocks].ac;
	walk->table = s.table;
	walk->last = s.last;
	return s.done;
}

enum outcome {
	WALK_INSIDE, /* the block goes on */
	WALK_END,    /* the block has ended */
	WALK_BAD
};

/* The symbol's length with the bits after it, and what it does. */
static unsigned
look_dc(const struct steps *steps, uint64_t window, enum outcome *outcome)
{
	unsigned found = huffman_decode(&steps->dc, window);
	unsigned size = found & 0xff;

	*outcome = found == 0 || size > STEPS_MAX_DC_SIZE ? WALK_BAD
		   : steps->ac_table.n_symbols == 0       ? WALK_END
							  : WALK_INSIDE;
	return (found >> 8) + size;
}

static unsigned
look_ac(struct mcu_walk *walk, const struct steps *steps, uint64_t window,
	enum outcome *outcome)
{
	unsigned found = huffman_decode(&steps->ac, window);
	unsigned symbol = found & 0xff, size = symbol & 15;
	unsigned last = walk->last + (symbol >> 4) + 1;

	if (found == 0 || size > STEPS_MAX_AC_SIZE ||
	    (size == 0 && symbol != 0 && symbol != STEPS_ZRL) ||
	    (symbol != 0 && (last > LAST || (last == LAST && size == 0)))) {
		*outcome = WALK_BAD;
	} else if (symbol == 0) {
		*outcome = WALK_END;
	} else {
		*outcome = last == LAST ? WALK_END : WALK_INSIDE;
		walk->last = last;
	}
	return (found >> 8) + size;
}

/*
 * Look at one symbol.  Reads more bytes first when they may be cut within it;
 * at the end of the data the zeros after them stand in, and what they take
 * is found to be too much.
 */
static enum gm_status
take_symbol(struct mcu_walk *walk, struct scan_bytes *bytes, unsigned *done,
	    struct gm_error *err)
{
	const struct mcu_walk_block *block = &walk->blocks[*done];
	const struct steps *steps = walk->steps[*done];
	enum outcome outcome;
	uint64_t window;
	unsigned taken;

	/* Not scan_bytes_have(): 5 % more instructions for small pictures. */
	while (!bytes->at_marker && walk->pos / 8 + 8 > bytes->buf.nbytes) {
		enum gm_status st = scan_bytes_fill(bytes, err);

		if (st != GM_OK)
			return st;
	}
	if (walk->pos / 8 >= bytes->buf.nbytes)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "data are missing");
	window = huffman_window(bytes->buf.data, walk->pos);
	taken = walk->in_dc ? look_dc(steps, window, &outcome)
			    : look_ac(walk, steps, window, &outcome);
	if (outcome == WALK_BAD)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "a code that does not belong there");
	walk->pos += taken;
	walk->in_dc = outcome == WALK_END;
	walk->table = block->ac;
	if (outcome == WALK_END) {
		walk->ends[(*done)++] = (uint32_t)walk->pos;
		walk->table = block->next_dc;
		walk->last = 0;
	}
	return GM_OK;
}

/* Symbols until a block ends. */
static enum gm_status
walk_symbols(struct mcu_walk *walk, struct scan_bytes *bytes, unsigned *done,
	     struct gm_error *err)
{
	unsigned begun = *done;
	enum gm_status st = GM_OK;

	while (st == GM_OK && *done == begun)
		st = take_symbol(walk, bytes, done, err);
	return st;
}

enum gm_status
mcu_walk_pass(struct mcu_walk *walk, struct scan_bytes *bytes, unsigned n_mcus,
	      struct gm_error *err)
{
	unsigned n_blocks = n_mcus * walk->mcu_blocks;
	unsigned done = 0;
	enum gm_status st = GM_OK;

	while (st == GM_OK && done < n_blocks) {
		size_t n = bytes->buf.nbytes;

		/* Before the marker only bits that are there may count. */
		if (walk->has_steps && n >= 8)
			done = walk_steps(walk, done, n_blocks, bytes->buf.data,
					  bytes->buf.data + (bytes->at_marker
								     ? n
								     : n - 8));
		if (done < n_blocks)
			st = walk_symbols(walk, bytes, &done, err);
	}
	if (st == GM_OK && walk->pos > (uint64_t)bytes->buf.nbytes * 8)
		st = gm_fail(err, GM_ERR_UNSUPPORTED, 0, "data are missing");
	return st;
}
