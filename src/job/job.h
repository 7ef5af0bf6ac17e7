/* SPDX-License-Identifier: MIT */
/*
 * job.h - one picture from its input to its output
 *
 * Reads, decodes, makes gray, encodes and replaces, by strips of rows.  Runs
 * in a worker; knows nothing of the pool.  A job and its result cross the
 * pipes as bytes, see job/job_wire.h.
 */
#ifndef GM_JOB_JOB_H
#define GM_JOB_JOB_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/file.h"
#include "image/codec.h"
#include "image/gray.h"

struct job {
	const char *in_path;
	const char *out_path;
	bool to_png; /* write PNG whatever the input is */
};

/* The same for all jobs of a run. */
struct job_options {
	enum gray_method gray;
	unsigned quality; /* see encode_options */
	bool first_frame;
	bool salvage;
	uint64_t max_pixels;
	uint64_t run_id; /* see file_temp */
};

/* What came of a job; a zeroed struct is valid. */
struct job_result {
	enum gm_status status;
	uint64_t nbytes_in;
	uint64_t nbytes_out; /* 0 unless GM_OK */
	uint32_t width;      /* pixels; 0 when it never came to that */
	uint32_t height;
	char format[8];        /* of the input: "JPEG"; "" when unknown */
	struct gm_error error; /* filled unless GM_OK */
	char warning[GM_ERROR_TEXT_BYTES]; /* "" is none */
};

/*
 * What a worker keeps from job to job, for as long as it lives: the end of the
 * process releases it.  A zeroed struct is valid.
 */
struct job_room {
	struct file_in in;
	struct file_out out;
	struct decoder decoder;
	struct encoder encoder;
	struct bytes strip;
};

/* Told how many bytes of input were consumed since the last call. */
typedef void (*job_meter_fn)(void *ctx, uint64_t nbytes);

/*
 * Do the job and fill *result.  When result->status is GM_OK the output is
 * whole under its final name; otherwise that name is untouched and no
 * temporary is left.
 */
void job_run(const struct job *job, const struct job_options *options,
	     struct job_room *room, job_meter_fn meter, void *meter_ctx,
	     struct job_result *result);

/*
 * Remove the temporary that a killed worker may have left beside out_path.
 * Fails with GM_ERR_NOMEM.
 */
enum gm_status job_sweep(const char *out_path, const struct file_temp *temp,
			 struct gm_error *err);

#endif
