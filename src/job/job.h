/* SPDX-License-Identifier: MIT */
/*
 * job.h - one picture from its input to its output
 *
 * Reads, makes gray and replaces, in the best way that the codec has; knows
 * no format.  Runs in a worker; knows nothing of the pool.  A job and its
 * result cross the pipes as bytes, see job/job_wire.h.
 */
#ifndef GM_JOB_JOB_H
#define GM_JOB_JOB_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/file.h"
#include "codec/codec.h"
#include "codec/conversion.h"
#include "formats/formats.h"
#include "guard/memory.h"
#include "job/fitting.h"
#include "job/late.h"
#include "job/turning.h"
#include "meta/settle.h"

struct job {
	int in_fd;              /* the folder of the input, or why it could
				   not be opened: -errno, ESTALE when it has
				   become another */
	const char *in_name;    /* NULL: in_fd is the input itself */
	int out_fd;             /* the folder in which it is made, */
	const char *out_name;   /* and under which name there; NULL: out_fd is
				   that file, see file_out_open_fd() */
	const struct codec *to; /* what to write; NULL: the input's format, or
				   what that is written as */
	enum link_trust links;  /* which are followed to the input */
	bool is_alone;          /* no other job runs beside it */
	bool in_place;          /* what is made is to take the place of the
				   input: what would lose more than its colours
				   fails */
};

/* The same for all jobs of a run. */
struct job_options {
	struct conversion conversion; /* max_nbytes: for a job that is alone */
	uint64_t shared_nbytes;       /* of memory for one that is not */
	uint64_t formats;  /* that may be read, see formats_bit(); 0: all */
	bool keep_smaller; /* a copy larger than its input, which was gray, is
			      the input; see job_keep.h */
	bool fsync;        /* GM_OK is only said of what is durable */
};

/*
 * What a worker keeps from job to job: files, codecs and buffers of the job in
 * progress, whose memory stays for the next one.  For as long as the worker
 * lives: the end of the process releases it.  A zeroed struct is valid.
 */
struct job_kit {
	struct file_in in;
	struct file_out out;
	struct conversion conversion; /* of the job in progress */
	struct settler settler;
	struct decoder decoder;
	struct encoder encoder;
	struct bytes strip;
	struct fitting fitting;
	struct turning turning;
	struct late late;
	struct memory memory;
	struct job_kit *inset;         /* for pictures inside it, or NULL */
	bool inset_lacked_memory;      /* one of them; false before */
	bool has_insets;               /* there was one; likewise */
	void *direct[FORMATS_MAX + 1]; /* by formats_number(): the state of a
					  format's direct ways, or NULL */
};

/* What came of a job; a zeroed struct is valid. */
struct job_result {
	enum gm_status status;
	struct gm_error error;   /* filled unless GM_OK */
	struct file_stamp stamp; /* of the input; zeroed when unknown */
	uint64_t nbytes_in;
	uint64_t nbytes_out; /* 0 unless GM_OK */
	uint64_t began_us;   /* by clock_now_ns() / 1000; 0 when unknown */
	uint64_t elapsed_us; /* that the job took; 0 when unknown */
	const struct codec *format;  /* of the input; NULL when unknown */
	const struct codec *written; /* of the output; NULL unless GM_OK */
	struct outcome outcome;
	/* What the pool says of it; zeroed in a worker. */
	unsigned n_tries;
	int signal;   /* that killed its worker, or 0 */
	pid_t worker; /* or 0 */
};

/*
 * Do the job and fill *result.  When result->status is GM_OK the output is
 * whole; otherwise there is none.  What ends as GM_ERR_NOMEM may end otherwise
 * when it is done once more, alone.  kit->in tells its meter of what is read.
 */
void job_run(const struct job *job, const struct job_options *options,
	     struct job_kit *kit, struct job_result *result);

/* Once, with kit->conversion as it is; *result is filled. */
void job_attempt(const struct job *job, const struct job_options *options,
		 struct job_kit *kit, struct job_result *result);

/*
 * Make the picture of nbytes at data gray as kit->conversion says, in the
 * format that it has: the first kit->out.n_written bytes of kit->out.buf, if
 * that many are not more than nbytes.
 */
enum gm_status job_run_in_memory(struct job_kit *kit, const uint8_t *data,
				 size_t nbytes, struct gm_error *err);

#endif
