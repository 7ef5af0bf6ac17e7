/* SPDX-License-Identifier: MIT */
/*
 * luma_rows.h - the luma blocks of one row of MCUs
 *
 * They come in the order of the MCUs and go out in that of the gray picture,
 * so their DC differences are taken to values and coded anew; their AC codes
 * stay bits in the input and are copied as they are.
 */
#ifndef GM_FORMATS_JPEG_LUMA_ROWS_H
#define GM_FORMATS_JPEG_LUMA_ROWS_H

#include <stdint.h>

#include "base/err.h"
#include "formats/jpeg/bit_writer.h"
#include "formats/jpeg/mcu_walk.h"

/* The bits of a block after its DC, in the bytes of the scan. */
struct luma_block {
	uint32_t ac_begin;
	uint32_t ac_end;
	int32_t dc;
};

/* A zeroed struct is valid; blocks are kept from file to file. */
struct luma_rows {
	unsigned h; /* luma blocks of an MCU, across and down */
	unsigned v;
	uint32_t mcus_wide;
	struct bytes blocks; /* v rows of h * mcus_wide struct luma_block */
	int32_t in_dc;       /* the last DC in the input */
	int32_t out_dc;      /* and in the output */
	uint32_t spread;     /* of all DCs, or-ed: how many bits they have */
	struct huffman_code codes[256]; /* for the output's DC categories */
};

/*
 * Make room for rows of this many MCUs and take the table for the output's DC,
 * which has all categories; NULL where no code is written.  Fails with
 * GM_ERR_NOMEM.
 */
enum gm_status luma_rows_begin(struct luma_rows *rows, unsigned h, unsigned v,
			       uint32_t mcus_wide,
			       const struct huffman_table *dc_table,
			       struct gm_error *err);

/*
 * Take the luma of the n_mcus MCUs that walk has passed, from bit offset begin
 * of data, as MCUs mcu_i, mcu_i + 1 ... of the row.  Fails with
 * GM_ERR_UNSUPPORTED when a DC has more than 16 bits.
 */
enum gm_status luma_rows_take(struct luma_rows *rows,
			      const struct mcu_walk *walk, const uint8_t *data,
			      uint64_t begin, uint32_t mcu_i, unsigned n_mcus,
			      struct gm_error *err);

/*
 * Write the first n_wide blocks of the first n_high rows.  Fails with
 * GM_ERR_UNSUPPORTED when a DC difference has no category, else with
 * GM_ERR_NOMEM or as file_out_write() does.
 */
enum gm_status luma_rows_write(struct luma_rows *rows, const uint8_t *data,
			       uint32_t n_wide, uint32_t n_high,
			       struct bit_writer *writer, struct file_out *out,
			       struct gm_error *err);

#endif
