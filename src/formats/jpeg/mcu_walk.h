/* SPDX-License-Identifier: MIT */
/*
 * mcu_walk.h - find where the blocks of a scan end
 *
 * The one loop that sees every symbol of a sequential scan.  It has no branch
 * that the data decide but for rare cases: what is next (a block's DC, its
 * AC, the next block's component) is chosen by arithmetic.  Steps are taken
 * by steps.h; where a table has no step, symbols are looked at one by one.
 */
#ifndef GM_FORMATS_JPEG_MCU_WALK_H
#define GM_FORMATS_JPEG_MCU_WALK_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "formats/jpeg/frame.h"
#include "formats/jpeg/scan_bytes.h"
#include "formats/jpeg/steps.h"

/* MCUs of one walk: enough to forget its beginning and its end. */
#define MCU_WALK_MAX_MCUS   16u
#define MCU_WALK_MAX_BLOCKS (MCU_WALK_MAX_MCUS * FRAME_MCU_MAX_BLOCKS)

/* Where the steps of a block are, and those of the block after it. */
struct mcu_walk_block {
	const uint16_t *ac;
	const uint16_t *next_dc;
};

struct mcu_walk {
	struct mcu_walk_block
		blocks[MCU_WALK_MAX_BLOCKS]; /* of MCU_WALK_MAX_MCUS MCUs */
	const struct steps *steps[MCU_WALK_MAX_BLOCKS];
	uint32_t ends[MCU_WALK_MAX_BLOCKS]; /* bit offsets into the bytes; by
					   mcu_walk_pass() */
	unsigned mcu_blocks;                /* blocks of an MCU */
	bool has_steps;                     /* take steps, else symbols only */
	uint64_t pos;                       /* bit offset of the next symbol */
	/* Of the block that is walked: */
	const uint16_t *table; /* of its next step */
	unsigned last;         /* its last coefficient so far (T.81 figure 5) */
	bool in_dc;            /* before its DC */
};

/*
 * Prepare for scans whose MCU has these blocks; fast makes the tables of
 * steps, which pays for all but small scans.  The steps must outlive *walk.
 */
void mcu_walk_make(struct mcu_walk *walk, struct steps *const *blocks,
		   unsigned mcu_blocks, bool fast);

/*
 * Be at the beginning of a block at bit offset pos: the first of an MCU.
 */
void mcu_walk_start(struct mcu_walk *walk, uint64_t pos);

/*
 * Pass n_mcus MCUs, at most MCU_WALK_MAX_MCUS, filling walk->ends, and reading
 * more bytes as it needs them.  Fails with GM_ERR_UNSUPPORTED when there is a
 * code that is not in its table, a coefficient past the 64th, a value that
 * 8-bit samples cannot have, or not enough data; or as scan_bytes_fill().
 */
enum gm_status mcu_walk_pass(struct mcu_walk *walk, struct scan_bytes *bytes,
			     unsigned n_mcus, struct gm_error *err);

#endif
