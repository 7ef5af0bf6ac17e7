/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/recode.h"

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

	for (unsigned i = 0; i < scan->n_components; i++) {
		const struct frame_component *c =
			&frame->components[scan->parts[i].component];
		const struct huffman_table *dc = &frame->dc[scan->parts[i].dc];
		const struct huffman_table *ac =
			scan->se == 0 ? &no_ac : &frame->ac[scan->parts[i].ac];
		unsigned n_blocks =
			scan->n_components == 1 ? 1 : (unsigned)c->h * c->v;
		struct steps *steps;

		steps = find_steps(recode, dc, ac, &keep);
		while (n_blocks-- > 0)
			blocks[n++] = steps;
	}
	mcu_walk_make(&recode->walk, blocks, n, fast);
}

/* Bit offsets have 32 bits. */
static enum gm_status
check_held(const struct scan_bytes *bytes, struct gm_error *err)
{
	if (bytes->buf.nbytes >= UINT32_MAX / 8)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "too many bytes in a row of blocks");
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
	if (st == GM_OK)
		st = check_held(bytes, err);
	if (st == GM_OK && is_taken)
		st = luma_rows_take(&recode->rows, walk, bytes->buf.data,
				    pass->pos, mcu_i, n, err);
	return st == GM_OK ? pass_advance(pass, n, walk->pos, err) : st;
}

static enum gm_status
recode_row(struct recode *recode, struct pass *pass, uint32_t mcu_y,
	   struct file_out *out, struct gm_error *err)
{
	enum gm_status st = pass_ready(pass, err);
	unsigned n;

	for (uint32_t i = 0; st == GM_OK && i < pass->mcus_wide; i += n) {
		uint32_t left = pass->mcus_wide - i;

		n = pass_portion(pass, left < MCU_WALK_MAX_MCUS
					       ? left
					       : MCU_WALK_MAX_MCUS);
		st = walk_portion(recode, pass, i, n, out != NULL, err);
	}
	if (st != GM_OK || out == NULL)
		return st;
	return luma_rows_write(&recode->rows, pass->bytes->buf.data,
			       pass->n_wide, pass_rows_of(pass, mcu_y),
			       &recode->writer, out, err);
}

enum gm_status
recode_scan(struct recode *recode, const struct frame *frame,
	    const struct frame_scan *scan, struct scan_bytes *bytes,
	    const struct huffman_table *dc_table, struct file_out *out,
	    struct gm_error *err)
{
	struct pass pass;
	enum gm_status st = pass_begin(&pass, frame, scan, bytes, err);

	if (st == GM_OK && out != NULL)
		st = luma_rows_begin(&recode->rows, pass.h, pass.v,
				     pass.mcus_wide, dc_table, err);
	if (st != GM_OK)
		return st;
	make_walk(recode, frame, scan,
		  !bytes->at_marker || bytes->buf.nbytes >= FAST_MIN_BYTES);
	bit_writer_begin(&recode->writer);
	for (uint32_t y = 0; st == GM_OK && y < pass.mcus_high; y++)
		st = recode_row(recode, &pass, y, out, err);
	if (st != GM_OK || out == NULL)
		return st;
	return bit_writer_end(&recode->writer, out, err);
}

void
recode_free(struct recode *recode)
{
	bytes_free(&recode->rows.blocks);
	bytes_free(&recode->writer.bits);
	bytes_free(&recode->writer.stuffed);
}
