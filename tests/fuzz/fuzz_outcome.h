/* SPDX-License-Identifier: MIT */
/*
 * fuzz_outcome.h - what came of a direct way from a file to its gray one
 *
 * JPEG and PNG have such a way each, and both keep the same promises.
 */
#ifndef GM_FUZZ_FUZZ_OUTCOME_H
#define GM_FUZZ_FUZZ_OUTCOME_H

#include <stdbool.h>
#include <stdint.h>

#include "fuzz_file.h"

struct fuzz_outcome {
	enum gm_status status;
	struct gm_error err;
	uint32_t width; /* as the way says */
	uint32_t height;
	bool has_more;
	struct file_out out;
	uint64_t n_metered;
};

/* The meter of both ways; ctx is the outcome. */
void fuzz_outcome_meter(void *ctx, uint64_t nbytes);

/* Require what is promised of one way through a file of that many bytes. */
void fuzz_outcome_check(const struct fuzz_outcome *o, size_t nbytes);

/* Require that the input in pieces came to the same as the whole one. */
void fuzz_outcome_check_same(const struct fuzz_outcome *whole,
			     const struct fuzz_outcome *pieces);

#endif
