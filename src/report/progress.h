/* SPDX-License-Identifier: MIT */
/*
 * progress.h - how far a run is, in one line of text
 *
 * Only figures and their layout; who shows the line, and when, is report.c's
 * affair.
 */
#ifndef GM_REPORT_PROGRESS_H
#define GM_REPORT_PROGRESS_H

#include <stddef.h>
#include <stdint.h>

struct progress {
	size_t n_inputs;
	size_t n_ended;   /* converted, skipped and failed */
	size_t n_settled; /* of those, the ones that took no work */
	size_t n_failed;
	uint64_t nbytes_total; /* of all inputs; 0 is unknown */
	uint64_t nbytes_ended; /* of inputs that have ended or been read */
	uint64_t elapsed_ms;   /* since the run began */
};

/*
 * Write "12/41 images, 1 failed, 38.2 files/s, 41.3 MB/s, ETA 0:07" to buf,
 * (at least 1 byte), leaving out the last parts until it fits.  Rates are means
 * over the whole run; the time left goes by bytes where their total is known,
 * else by files, and is left out until something has ended.
 */
void progress_format(const struct progress *progress, char *buf,
		     size_t buf_nbytes);

#endif
