/* SPDX-License-Identifier: MIT */
/*
 * exchange.h - a job on its way through the pool: how a worker answers, and
 * what the driver makes of it
 */
#ifndef GM_RUN_EXCHANGE_H
#define GM_RUN_EXCHANGE_H

#include "base/bytes.h"
#include "base/err.h"
#include "cli/options.h"
#include "job/job.h"
#include "pool/pool.h"

/*
 * In a worker: make room for the answer, without which a job that is done could
 * not be undone.  Fails with GM_ERR_NOMEM.
 */
enum gm_status exchange_reserve(struct bytes *response, struct gm_error *err);

/*
 * Then do the job, telling the meter of it, and answer.  Where *result is not
 * GM_OK the job could not be read, and that is the answer.  Returns its status.
 */
enum gm_status exchange_answer(const struct job *job,
			       const struct job_options *options,
			       struct job_kit *kit, struct job_result *result,
			       struct bytes *response,
			       struct pool_meter *meter);

/*
 * In the driver: the result of a job, whoever tells it; one that makes no sense
 * has failed.  Where the pool tells it, the job may have left a part of an
 * output.
 */
void exchange_take(const struct options *options,
		   const struct pool_result *told, struct job_result *result);

#endif
