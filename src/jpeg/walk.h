/* SPDX-License-Identifier: MIT */
/*
 * walk.h - find where the blocks of a scan end
 *
 * The one loop that sees every symbol of a sequential scan.  It has no branch
 * that the data decide but for rare cases: what is next (a block's DC, its
 * AC, the next block's component) is chosen by arithmetic.  Steps are taken
 * by steps.h; where a table has no step, symbols are looked at one by one.
 */
#ifndef GM_JPEG_WALK_H
#define GM_JPEG_WALK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "jpeg/frame.h"
#include "jpeg/scan_bytes.h"
#include "jpeg/steps.h"

/* MCUs of one walk: enough to forget its beginning and its end. */
#define WALK_MAX_MCUS   16u
#define WALK_MAX_BLOCKS (WALK_MAX_MCUS * FRAME_MCU_MAX_BLOCKS)

/* Where the steps of a block are, and those of the block after it. */
struct walk_block {
	const uint16_t *ac;
	const uint16_t *next_dc;
};

struct walk {
	struct walk_block blocks[WALK_MAX_BLOCKS]; /* of WALK_MAX_MCUS MCUs */
	const struct steps *steps[WALK_MAX_BLOCKS];
	uint32_t ends[WALK_MAX_BLOCKS]; /* bit offsets into the bytes; by
					   walk_blocks() */
	unsigned mcu_blocks;            /* blocks of an MCU */
	bool has_steps;                 /* take steps, else symbols only */
	uint64_t pos;                   /* bit offset of the next symbol */
	/* Of the block that is walked: */
	const uint16_t *table; /* of its next step */
	unsigned last;         /* its last coefficient so far (T.81 figure 5) */
	bool in_dc;            /* before its DC */
};

/*
 * Prepare for scans whose MCU has these blocks; fast makes the tables of
 * steps, which pays for all but small scans.  The steps must outlive *walk.
 */
void walk_make(struct walk *walk, struct steps *const *blocks,
	       unsigned mcu_blocks, bool fast);

/*
 * Be at the beginning of a block at bit offset pos: the first of an MCU.
 */
void walk_start(struct walk *walk, uint64_t pos);

/*
 * Pass n_mcus MCUs, at most WALK_MAX_MCUS, filling walk->ends, and reading
 * more bytes as it needs them.  Fails with GM_ERR_UNSUPPORTED when there is a
 * code that is not in its table, a coefficient past the 64th, a value that
 * 8-bit samples cannot have, or not enough data; or as scan_bytes_fill().
 */
enum gm_status walk_mcus(struct walk *walk, struct scan_bytes *bytes,
			 unsigned n_mcus, struct gm_error *err);

#endif
