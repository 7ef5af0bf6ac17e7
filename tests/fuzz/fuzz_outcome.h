/* SPDX-License-Identifier: MIT */
/*
 * fuzz_outcome.h - what came of a direct way from a file to its gray one
 *
 * Those of JPEG and PNG keep the same promises.
 */
#ifndef GM_FUZZ_FUZZ_OUTCOME_H
#define GM_FUZZ_FUZZ_OUTCOME_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "codec/conversion.h"
#include "fuzz_file.h"
#include "meta/metadata.h"

struct fuzz_outcome {
	enum gm_status status;
	struct gm_error err;
	struct outcome outcome; /* as the way says */
	struct file_out out;
};

/* The copy() of struct codec_direct. */
typedef enum gm_status (*fuzz_outcome_fn)(void **state, struct file_in *in,
					  struct file_out *out,
					  const struct conversion *conversion,
					  struct metadata *metadata,
					  struct outcome *outcome,
					  struct gm_error *err);

/* Put a file to a way; o->out is the caller's to close. */
void fuzz_outcome_run(fuzz_outcome_fn copy, void **state,
		      const struct bytes *file,
		      const struct conversion *conversion,
		      enum fuzz_file_lending lending, struct fuzz_outcome *o);

/* Require what is promised of one way through a file. */
void fuzz_outcome_check(const struct fuzz_outcome *o);

/* Require that the input in pieces came to the same as the whole one. */
void fuzz_outcome_check_same(const struct fuzz_outcome *whole,
			     const struct fuzz_outcome *pieces);

#endif
