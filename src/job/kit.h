/* SPDX-License-Identifier: MIT */
/*
 * kit.h - what a worker keeps from job to job
 *
 * Files, codecs and buffers of the job in progress; their memory stays for
 * the next one.
 */
#ifndef GM_JOB_KIT_H
#define GM_JOB_KIT_H

#include <stdint.h>
#include <sys/types.h>

#include "base/bytes.h"
#include "base/err.h"
#include "base/file.h"
#include "codec/codec.h"
#include "formats/formats.h"
#include "guard/memory.h"

/*
 * For as long as the worker lives: the end of the process releases it.  A
 * zeroed struct is valid.
 */
struct job_kit {
	pid_t pid; /* of the worker; 0 until an output needs it */
	struct file_in in;
	struct file_out out;
	struct conversion conversion; /* of the job in progress */
	struct decoder decoder;
	struct encoder encoder;
	struct bytes strip;
	struct memory memory;
	void *direct[FORMATS_MAX + 1]; /* by formats_number(): the state of a
					  format's direct ways, or NULL */
};

/*
 * Open kit->out for out_path, with the permissions of kit->in, unless it is
 * open already.  Fails as file_out_open() does.
 */
enum gm_status kit_open_out(struct job_kit *kit, const char *out_path,
			    uint64_t run_id, struct gm_error *err);

/*
 * Begin again for another way through the same job: nothing read, nothing
 * written, no metadata.  Fails with GM_ERR_READ.
 */
enum gm_status kit_restart(struct job_kit *kit, struct gm_error *err);

/* Close all, and remove the temporary if there is one. */
void kit_close(struct job_kit *kit);

#endif
