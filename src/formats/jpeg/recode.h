/* SPDX-License-Identifier: MIT */
/*
 * recode.h - from a scan with luma in it to one of luma alone
 *
 * Walks the scans in which every block has its DC: those of sequential files,
 * and the DC scans of progressive ones.
 */
#ifndef GM_FORMATS_JPEG_RECODE_H
#define GM_FORMATS_JPEG_RECODE_H

#include "base/err.h"
#include "formats/jpeg/bit_writer.h"
#include "formats/jpeg/frame.h"
#include "formats/jpeg/luma_rows.h"
#include "formats/jpeg/mcu_walk.h"
#include "formats/jpeg/scan_bytes.h"

/* Tables kept from scan to scan and from file to file. */
#define RECODE_N_STEPS 4

/* A zeroed struct is valid. */
struct recode {
	struct steps steps[RECODE_N_STEPS];
	unsigned next_steps; /* to be made anew, in turn */
	struct mcu_walk walk;
	struct luma_rows rows;
	struct bit_writer writer;
	struct scan_bytes bytes; /* of the scan at hand */
	unsigned n_luma;         /* blocks of an MCU that are of the luma, */
	bool wants_gray;         /* and all others are to be empty; see
				    recode_scan() */
};

/*
 * What a codec keeps from file to file: *kept, made at its first use.  NULL
 * fails with GM_ERR_NOMEM; recode_free() releases it, or NULL.
 */
struct recode *recode_keep(void **kept, struct gm_error *err);
void recode_free(void *kept);

/*
 * Pass a scan whose data begin with recode->bytes, up to its last marker.  Its
 * first component, the luma, is written to out with the codes of dc_table,
 * which has all DC categories, and, but for a DC scan, the AC codes of the
 * file; without restart markers.  A refinement of the DC has no codes, but one
 * bit a block (T.81 G.1.2.1), and needs no dc_table.  When out is NULL the
 * scan, of any components, is only looked at, and dc_table is not needed
 * either; with wants_gray chroma that is not zero is not as it should be.
 * Fails with GM_ERR_UNSUPPORTED when anything is not; else with GM_ERR_NOMEM
 * or as scan_bytes_fill() and file_out_write() do.
 */
enum gm_status recode_scan(struct recode *recode, const struct frame *frame,
			   const struct frame_scan *scan,
			   const struct huffman_table *dc_table,
			   struct file_out *out, struct gm_error *err);

#endif
