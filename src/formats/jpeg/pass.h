/* SPDX-License-Identifier: MIT */
/*
 * pass.h - from the first MCU of a scan to its last
 *
 * Knows how MCUs lie over the picture, where restart intervals end, and which
 * bytes are still needed; not what is in an MCU.
 */
#ifndef GM_FORMATS_JPEG_PASS_H
#define GM_FORMATS_JPEG_PASS_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "formats/jpeg/frame.h"
#include "formats/jpeg/scan_bytes.h"

struct pass {
	struct scan_bytes *bytes;
	unsigned h; /* blocks of the first component in an MCU, across and
		       down */
	unsigned v;
	unsigned mcu_blocks; /* of all components */
	uint32_t mcus_wide;
	uint32_t mcus_high;
	uint32_t n_wide; /* blocks of the first component, without those that
			    only fill the last MCUs */
	uint32_t n_high;
	uint32_t interval;      /* restart interval; 0 is none */
	uint32_t interval_left; /* MCUs */
	unsigned n_restarts;
	uint64_t n_left; /* MCUs */
	uint64_t pos;    /* bit offset into bytes of the next MCU */
	bool is_fresh;   /* an interval, or the scan, begins with it */
};

/*
 * Be at the first MCU of a scan whose data begin with bytes.  Fails as
 * scan_bytes_fill() does.
 */
enum gm_status pass_begin(struct pass *pass, const struct frame *frame,
			  const struct frame_scan *scan,
			  struct scan_bytes *bytes, struct gm_error *err);

/*
 * Before a row of MCUs: forget the bytes that are passed, which moves pos,
 * and read on when few are left.  Fails as scan_bytes_fill() does.
 */
enum gm_status pass_ready(struct pass *pass, struct gm_error *err);

/* How many MCUs may be passed at once: at most n, and to no interval's end. */
unsigned pass_portion(const struct pass *pass, uint32_t n);

/*
 * After n MCUs that end at bit offset pos: see that an interval or the scan
 * ends as it must, and be at the next MCU.  Fails with GM_ERR_UNSUPPORTED when
 * data are left over or missing, or a restart marker is; or as
 * scan_bytes_fill() does.
 */
enum gm_status pass_advance(struct pass *pass, unsigned n, uint64_t pos,
			    struct gm_error *err);

#endif
