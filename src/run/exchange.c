/* SPDX-License-Identifier: MIT */
#include "run/exchange.h"

#include <signal.h>
#include <stdio.h>
#include <string.h>

#include "base/clock.h"
#include "job/job_wire.h"

enum gm_status
exchange_reserve(struct bytes *response, struct gm_error *err)
{
	return job_wire_reserve_result(response, err);
}

static void
add_to_meter(void *ctx, uint64_t nbytes)
{
	pool_meter_add(ctx, nbytes);
}

static void
ask_meter(void *ctx, uint64_t n_pixels)
{
	pool_meter_ask(ctx, n_pixels);
}

enum gm_status
exchange_answer(const struct job *job, const struct job_options *options,
		struct job_kit *kit, struct job_result *result,
		struct bytes *response, struct pool_meter *meter)
{
	struct gm_error err;
	enum gm_status st;

	kit->in.meter = add_to_meter;
	kit->in.ask = ask_meter;
	kit->in.meter_ctx = meter;
	if (result->status == GM_OK) {
		uint64_t began_us = clock_now_ns() / 1000;

		job_run(job, options, kit, result);
		result->began_us = began_us;
		result->elapsed_us = clock_now_ns() / 1000 - began_us;
	}
	st = job_wire_put_result(result, response, &err);
	return st == GM_OK ? result->status : st;
}

static void
add_text(struct gm_error *err, const char *text)
{
	size_t n = strlen(err->text);

	snprintf(err->text + n, sizeof(err->text) - n, "%s", text);
}

/* What the pool says of a job whose worker says nothing. */
static void
take_lost(const struct options *options, const struct pool_result *lost,
	  struct job_result *result)
{
	const char *see = options->is_piped ? "(see --max-memory)"
					    : "(see --max-memory and -j)";

	*result = (struct job_result){.status = lost->status,
				      .error = lost->error};
	/* So the system kills where memory runs out, but not only then. */
	if (lost->signal == SIGKILL)
		add_text(&result->error, "; out of memory? ");
	if (lost->status == GM_ERR_NOMEM)
		add_text(&result->error, " ");
	if (lost->signal == SIGKILL || lost->status == GM_ERR_NOMEM)
		add_text(&result->error, see);
	if (lost->status == GM_ERR_TIMEOUT &&
	    options->timeout_ms == OPTIONS_BY_BUDGET)
		add_text(&result->error,
			 ", far too much for its size (see --timeout)");
}

void
exchange_take(const struct options *options, const struct pool_result *told,
	      struct job_result *result)
{
	if (told->error.status != GM_OK) {
		take_lost(options, told, result);
		return;
	}
	if (job_wire_get_result(told->response, told->nbytes, result,
				&result->error) == GM_OK &&
	    result->status == told->status)
		return;
	*result = (struct job_result){0};
	if (told->status == GM_ERR_NOMEM && told->nbytes == 0)
		result->status = gm_fail(&result->error, GM_ERR_NOMEM, 0,
					 "out of memory (result)");
	else
		result->status = gm_fail(&result->error, GM_ERR_SYSTEM, 0,
					 "garbled result");
}
