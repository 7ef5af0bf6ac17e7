/* SPDX-License-Identifier: MIT */
/*
 * jpeg_reading.h - a JPEG as libjpeg-turbo reads it, with all it says of it
 */
#ifndef GM_FUZZ_JPEG_READING_H
#define GM_FUZZ_JPEG_READING_H

#include <setjmp.h>
#include <stdbool.h>
#include <stdio.h> /* jpeglib.h names FILE without including it */

#include <jpeglib.h>

#include "base/bytes.h"

enum jpeg_verdict {
	JPEG_READ,        /* perhaps with warnings */
	JPEG_FATAL,       /* the library gave up */
	JPEG_CANNOT_JUDGE /* too large, or too many scans */
};

struct jpeg_warnings {
	unsigned n;
	char first[JMSG_LENGTH_MAX];
};

struct jpeg_reading {
	enum jpeg_verdict verdict;
	struct jpeg_decompress_struct lib;
	jvirt_barray_ptr *coefs; /* of each component */
	int sof;                 /* the marker's code: 0xc0 is baseline */
	struct jpeg_warnings all;
	struct jpeg_warnings outside; /* not of entropy-coded data */
	struct jpeg_warnings damage;  /* the picture is not what it was */
	char fatal[JMSG_LENGTH_MAX];
	bool has_more; /* bytes follow the EOI */
	bool ends_whole;

	struct jpeg_error_mgr errors;
	struct jpeg_progress_mgr progress;
	jmp_buf escape;
};

/*
 * Read the coefficients; the verdict says how it went.  With ends_whole, stop
 * after the scan in which the last bit came, and do not mind an early end of
 * the file.  *r is to be closed with jpeg_reading_close() whatever it says.
 */
void jpeg_reading_open(struct jpeg_reading *r, const struct bytes *file,
		       bool ends_whole);

void jpeg_reading_close(struct jpeg_reading *r);

/* Read the samples of a file and forget them; only the verdict counts. */
void jpeg_reading_try_samples(struct jpeg_reading *r, const struct bytes *file);

#endif
