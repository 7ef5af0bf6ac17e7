/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/recode.h"

#include <stdlib.h>

#include "base/octets.h"
#include "formats/jpeg/pass.h"

/*
 * A scan of fewer bytes is looked at symbol by symbol: making the tables of
 * steps costs as much as it takes.  About where the two ways meet.
 */
#define FAST_MIN_BYTES 8192u

/* The steps of one component of the scan; *keep are not to be made anew. */
static struct steps *
find_steps(struct recode *recode, const struct huffman_table *dc,
	   const struct huffman_table *ac, unsigned *keep)
{
	unsigned i = 0;

	while (i < RECODE_N_STEPS && !steps_match(&recode->steps[i], dc, ac))
		i++;
	if (i == RECODE_N_STEPS) {
		do
			i = recode->next_steps++ % RECODE_N_STEPS;
		while ((*keep >> i & 1) != 0);
		steps_make(&recode->steps[i], dc, ac);
	}
	*keep |= 1u << i;
	return &recode->steps[i];
}

static void
make_walk(struct recode *recode, const struct frame *frame,
	  const struct frame_scan *scan, bool fast)
{
	static const struct huffman_table no_ac;
	struct steps *blocks[FRAME_MCU_MAX_BLOCKS];
	unsigned keep = 0, n = 0;

	recode->n_luma = 0;
	for (unsigned i = 0; i < scan->n_components; i++) {
		const struct frame_part *part = &scan->parts[i];
		struct steps *steps = find_steps(
			recode, &frame->dc[part->dc],
			scan->se == 0 ? &no_ac : &frame->ac[part->ac], &keep);

		for (unsigned j = 0; j < part->h * part->v; j++)
			blocks[n++] = steps;
		if (part->component == 0)
			recode->n_luma = n;
	}
	mcu_walk_make(&recode->walk, blocks, n, fast);
}

/* Is the block of which the bits begin there all zero, its DC as before? */
static bool
is_empty(const struct steps *steps, const uint8_t *data, uint64_t begin)
{
	uint64_t window = huffman_window(data, begin);
	unsigned found = huffman_decode(&steps->dc, window);

	if ((found & 0xff) != 0)
		return false;
	return steps->ac_table.n_symbols == 0 ||
	       (huffman_decode(&steps->ac, window << (found >> 8)) & 0xff) == 0;
}

/* Of the n MCUs that were passed, which begin there: is the chroma empty? */
static enum gm_status
check_chroma(const struct recode *recode, const uint8_t *data, uint64_t begin,
	     unsigned n, struct gm_error *err)
{
	const struct mcu_walk *walk = &recode->walk;
	unsigned mcu_blocks = walk->mcu_blocks;

	for (unsigned i = 0; i < n * mcu_blocks; i++) {
		if (i % mcu_blocks >= recode->n_luma &&
		    !is_empty(walk->steps[i], data, begin))
			return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
				       "chroma that is not zero");
		begin = walk->ends[i];
	}
	return GM_OK;
}

/* Pass up to n MCUs, the first of them number mcu_i of its row. */
static enum gm_status
walk_portion(struct recode *recode, struct pass *pass, uint32_t mcu_i,
	     unsigned n, bool is_taken, struct gm_error *err)
{
	struct mcu_walk *walk = &recode->walk;
	struct scan_bytes *bytes = pass->bytes;
	enum gm_status st;

	if (pass->is_fresh) {
		mcu_walk_start(walk, pass->pos);
		recode->rows.in_dc = 0;
	}
	walk->pos = pass->pos;
	st = mcu_walk_pass(walk, bytes, n, err);
	/* Bit offsets have 32 bits. */
	if (st == GM_OK && bytes->buf.nbytes >= UINT32_MAX / 8)
		st = gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			     "too many bytes in a row of blocks");
	if (st == GM_OK && is_taken)
		st = luma_rows_take(&recode->rows, walk, bytes->buf.data,
				    pass->pos, mcu_i, n, err);
	if (st == GM_OK && recode->wants_gray)
		st = check_chroma(recode, bytes->buf.data, pass->pos, n, err);
	return st == GM_OK ? pass_advance(pass, n, walk->pos, err) : st;
}

/* The bit at offset pos. */
static unsigned
bit_at(const uint8_t *data, uint64_t pos)
{
	return (unsigned)data[pos >> 3] >> (7 - (pos & 7)) & 1u;
}

/*
 * Store the luma's bits of n MCUs from mcu_i on, a byte each: a row of blocks
 * after the other, each of pass->h * pass->mcus_wide bytes.
 */
static void
take_bits(const struct pass *pass, uint8_t *rows, uint32_t mcu_i, unsigned n)
{
	const uint8_t *data = pass->bytes->buf.data;
	size_t stride = (size_t)pass->h * pass->mcus_wide;

	for (unsigned i = 0; i < n; i++) {
		uint64_t pos = pass->pos + (uint64_t)i * pass->mcu_blocks;
		uint8_t *to = rows + (size_t)(mcu_i + i) * pass->h;

		for (unsigned y = 0; y < pass->v; y++)
			for (unsigned x = 0; x < pass->h; x++)
				to[y * stride + x] =
					(uint8_t)bit_at(data, pos++);
	}
}

/* The same for a refinement. */
static enum gm_status
refine_portion(struct recode *recode, struct pass *pass, uint32_t mcu_i,
	       unsigned n, struct gm_error *err)
{
	uint64_t end = pass->pos + (uint64_t)n * pass->mcu_blocks;
	enum gm_status st = scan_bytes_have(pass->bytes, (end + 7) / 8, err);

	if (st == GM_OK && pass->bytes->buf.nbytes < (end + 7) / 8)
		st = gm_fail(err, GM_ERR_UNSUPPORTED, 0, "data are missing");
	if (st != GM_OK)
		return st;
	take_bits(pass, recode->rows.blocks.data, mcu_i, n);
	return pass_advance(pass, n, end, err);
}

static enum gm_status
write_bits(struct bit_writer *writer, const uint8_t *bits, uint32_t n,
	   struct gm_error *err)
{
	enum gm_status st = bit_writer_reserve(writer, n, err);

	if (st != GM_OK)
		return st;
	for (; n >= 8; n -= 8, bits += 8)
		/* Gathers the lowest bits of eight bytes in one. */
		bit_writer_put(writer,
			       octets_u64be(bits) * 0x0102040810204080u >> 56,
			       8);
	for (; n > 0; n--)
		bit_writer_put(writer, *bits++, 1);
	return GM_OK;
}

/* The bits of the first n_high rows that take_bits() has stored. */
static enum gm_status
write_refined(struct recode *recode, const struct pass *pass, uint32_t n_high,
	      struct file_out *out, struct gm_error *err)
{
	const uint8_t *row = recode->rows.blocks.data;
	enum gm_status st = GM_OK;

	for (uint32_t y = 0; st == GM_OK && y < n_high; y++) {
		st = write_bits(&recode->writer, row, pass->n_wide, err);
		row += (size_t)pass->h * pass->mcus_wide;
	}
	return st == GM_OK ? bit_writer_flush(&recode->writer, out, err) : st;
}

static enum gm_status
recode_row(struct recode *recode, struct pass *pass, bool refines,
	   uint32_t mcu_y, struct file_out *out, struct gm_error *err)
{
	enum gm_status st = pass_ready(pass, err);
	uint32_t n_high = pass->n_high - mcu_y * pass->v;
	unsigned n;

	for (uint32_t i = 0; st == GM_OK && i < pass->mcus_wide; i += n) {
		n = pass_portion(pass, pass->mcus_wide - i);
		if (!refines && n > MCU_WALK_MAX_MCUS)
			n = MCU_WALK_MAX_MCUS;
		st = refines ? refine_portion(recode, pass, i, n, err)
			     : walk_portion(recode, pass, i, n, out != NULL,
					    err);
	}
	if (st != GM_OK || out == NULL)
		return st;
	if (n_high > pass->v)
		n_high = pass->v;
	return refines ? write_refined(recode, pass, n_high, out, err)
		       : luma_rows_write(&recode->rows, pass->bytes->buf.data,
					 pass->n_wide, n_high, &recode->writer,
					 out, err);
}

enum gm_status
recode_scan(struct recode *recode, const struct frame *frame,
	    const struct frame_scan *scan, const struct huffman_table *dc_table,
	    struct file_out *out, struct gm_error *err)
{
	struct scan_bytes *bytes = &recode->bytes;
	bool refines = scan->ah > 0;
	struct pass pass;
	enum gm_status st = pass_begin(&pass, frame, scan, bytes, err);

	if (st == GM_OK && (refines || out != NULL))
		st = luma_rows_begin(&recode->rows, pass.h, pass.v,
				     pass.mcus_wide, dc_table, err);
	if (st != GM_OK)
		return st;
	if (!refines)
		make_walk(recode, frame, scan,
			  !bytes->at_marker ||
				  bytes->buf.nbytes >= FAST_MIN_BYTES);
	bit_writer_begin(&recode->writer);
	for (uint32_t y = 0; st == GM_OK && y < pass.mcus_high; y++)
		st = recode_row(recode, &pass, refines, y, out, err);
	if (st != GM_OK || out == NULL)
		return st;
	return bit_writer_end(&recode->writer, out, err);
}

struct recode *
recode_keep(void **kept, struct gm_error *err)
{
	if (*kept == NULL)
		*kept = calloc(1, sizeof(struct recode));
	if (*kept == NULL)
		gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (JPEG)");
	return *kept;
}

void
recode_free(void *kept)
{
	struct recode *recode = kept;

	if (recode == NULL)
		return;
	bytes_free(&recode->rows.blocks);
	bytes_free(&recode->writer.bits);
	bytes_free(&recode->writer.stuffed);
	bytes_free(&recode->bytes.buf);
	free(recode);
}
