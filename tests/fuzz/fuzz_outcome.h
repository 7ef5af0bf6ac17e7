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

#include "codec/conversion.h"
#include "fuzz_file.h"

struct fuzz_outcome {
	enum gm_status status;
	struct gm_error err;
	struct outcome outcome; /* as the way says */
	struct file_out out;
};

/* Require what is promised of one way through a file. */
void fuzz_outcome_check(const struct fuzz_outcome *o);

/* Require that the input in pieces came to the same as the whole one. */
void fuzz_outcome_check_same(const struct fuzz_outcome *whole,
			     const struct fuzz_outcome *pieces);

#endif
