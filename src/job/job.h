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

#include "base/err.h"
#include "base/file.h"
#include "codec/compress.h"
#include "image/gray.h"
#include "job/room.h"

struct job {
	const char *in_path;
	const char *out_path;
	bool to_png;   /* write PNG whatever the input is */
	bool is_alone; /* no other job runs beside it */
};

/* The same for all jobs of a run. */
struct job_options {
	enum gray_method gray;
	bool jpeg_pixels; /* decode a JPEG where that could be avoided */
	unsigned quality; /* see encode_options */
	enum compress compress;
	bool first_frame;
	bool salvage;
	bool fsync; /* GM_OK is only said of what is durable */
	uint64_t max_pixels;
	uint64_t max_nbytes;    /* of memory for a job that is alone, */
	uint64_t shared_nbytes; /* and for one that is not */
	uint64_t run_id;        /* see file_temp */
};

/* How a JPEG or PNG became gray; of other formats there is nothing to tell. */
enum job_way {
	JOB_ONLY_WAY, /* neither of them */
	JOB_DIRECT,
	JOB_COEFFICIENTS,
	JOB_PIXELS,
	JOB_N_WAYS
};

/* What came of a job; a zeroed struct is valid. */
struct job_result {
	enum gm_status status;
	uint64_t nbytes_in;
	uint64_t nbytes_out; /* 0 unless GM_OK */
	uint32_t width;      /* pixels; 0 when it never came to that */
	uint32_t height;
	char format[8];        /* of the input: "JPEG"; "" when unknown */
	enum job_way way;      /* the last one taken */
	bool has_more;         /* bytes behind the picture were left out */
	struct gm_error error; /* filled unless GM_OK */
	char warning[GM_ERROR_TEXT_BYTES]; /* "" is none */
};

/*
 * Do the job and fill *result.  When result->status is GM_OK the output is
 * whole under its final name; otherwise no temporary is left, and that name
 * is as file_out_commit() leaves it.  What ends as GM_ERR_NOMEM may end
 * otherwise when it is done once more, alone.
 */
void job_run(const struct job *job, const struct job_options *options,
	     struct job_room *room, job_meter_fn meter, void *meter_ctx,
	     struct job_result *result);

/* Bytes of memory that the job may take. */
uint64_t job_memory(const struct job *job, const struct job_options *options);

/* "direct", "coefficients" or "pixels"; NULL when there is only one. */
const char *job_way_name(enum job_way way);

/*
 * Remove the temporary that a killed worker may have left beside out_path.
 * Fails with GM_ERR_NOMEM.
 */
enum gm_status job_sweep(const char *out_path, const struct file_temp *temp,
			 struct gm_error *err);

#endif
