/* SPDX-License-Identifier: MIT */
/*
 * scan_copy.h - the scans of a file, one after another, to those of its luma
 *
 * Chooses for each scan what has to be done: walk it and code it again, copy
 * its bytes, or pass it by.
 */
#ifndef GM_FORMATS_JPEG_SCAN_COPY_H
#define GM_FORMATS_JPEG_SCAN_COPY_H

#include <stdbool.h>

#include "base/err.h"
#include "base/file.h"
#include "formats/jpeg/frame.h"
#include "formats/jpeg/gray_header.h"
#include "formats/jpeg/recode.h"
#include "formats/jpeg/scan_bytes.h"

/* A zeroed struct is valid before the first scan_copy_begin(). */
struct scan_copy {
	struct recode recode;
	struct scan_bytes bytes;
	struct file_out *out;
	struct gray_header header;
	/* One component: the caller copies all headers, and all bytes of the
	   scans are copied. */
	bool is_gray;
	bool has_luma;            /* a scan of it was taken */
	struct frame_quant quant; /* the luma's when it was */
};

/* Be before the first scan of a file. */
void scan_copy_begin(struct scan_copy *copy, struct file_in *in,
		     struct file_out *out, bool is_gray);

/*
 * Take one scan, whose header was read and consumed, with its data.  Fails
 * with GM_ERR_UNSUPPORTED when anything is not as it should be; else with
 * GM_ERR_READ, GM_ERR_NOMEM or as file_out_write() does.
 */
enum gm_status scan_copy_take(struct scan_copy *copy, const struct frame *frame,
			      const struct frame_scan *scan,
			      struct gm_error *err);

void scan_copy_free(struct scan_copy *copy);

#endif
