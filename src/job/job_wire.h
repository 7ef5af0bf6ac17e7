/* SPDX-License-Identifier: MIT */
/*
 * job_wire.h - a job and its result as bytes, for the pipes
 *
 * Both ends are one program on one machine: integers are native.  What comes
 * from a worker is checked all the same, for a decoder may have been taken
 * over by the file it read.
 */
#ifndef GM_JOB_JOB_WIRE_H
#define GM_JOB_JOB_WIRE_H

#include <stddef.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"
#include "job/job.h"

/* Append *job to *message.  Fails with GM_ERR_NOMEM. */
enum gm_status job_wire_put(const struct job *job, struct bytes *message,
			    struct gm_error *err);

/*
 * Read *job from a message; its names point into the message.  Fails with
 * GM_ERR_SYSTEM when the message is not one of job_wire_put().
 */
enum gm_status job_wire_get(const uint8_t *message, size_t nbytes,
			    struct job *job, struct gm_error *err);

/*
 * Make room for whatever result there may be, after which job_wire_put_result()
 * cannot fail.  Fails with GM_ERR_NOMEM.
 */
enum gm_status job_wire_reserve_result(struct bytes *message,
				       struct gm_error *err);

/* Append *result to *message.  Fails with GM_ERR_NOMEM. */
enum gm_status job_wire_put_result(const struct job_result *result,
				   struct bytes *message, struct gm_error *err);

/*
 * Read *result from a message.  Fails with GM_ERR_SYSTEM when it is not one of
 * job_wire_put_result(); *result is then zeroed.  err may be that of *result.
 */
enum gm_status job_wire_get_result(const uint8_t *message, size_t nbytes,
				   struct job_result *result,
				   struct gm_error *err);

#endif
