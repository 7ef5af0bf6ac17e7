/* SPDX-License-Identifier: MIT */
/*
 * fake_job.h - the part of the fake that runs in the workers
 */
#ifndef GM_TESTS_POOL_FAKE_JOB_H
#define GM_TESTS_POOL_FAKE_JOB_H

#include "fake.h"

struct fake_request {
	uint64_t job;
	struct fake_act act;
};

enum gm_status fake_job_enter(void *ctx, struct gm_error *err);

enum gm_status fake_job(void *ctx, const uint8_t *data, size_t nbytes,
			struct bytes *response, struct pool_meter *meter);

#endif
