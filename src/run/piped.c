/* SPDX-License-Identifier: MIT */
/*
 * The job of a pool of one worker, so that all that holds for any picture holds
 * here: the sandbox, limits, a second try with a module or with more memory,
 * and that a worker which dies takes nothing along.  It works on two files that
 * are open, and can open none.
 */
#include "run/piped.h"

#include <errno.h>
#include <stdio.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/spool.h"
#include "report/line.h"
#include "report/screen.h"
#include "run/budget.h"
#include "run/confine.h"
#include "run/equip.h"
#include "run/exchange.h"

/* Of --max-memory, what the picture may take, and its copy; a worker has the
   rest. */
#define SPOOL_DIVISOR 4u

#define INPUT  "standard input"
#define OUTPUT "standard output"

struct piped {
	const struct options *options;
	const struct sandbox *sandbox;
	const struct rehearsal *rehearsal;
	int files[REHEARSAL_N_FILES]; /* the picture and its copy */
	uint64_t nbytes;              /* of the picture */
	uint64_t max_spooled;         /* of either */
	struct job_options job_options;
	struct job_kit kit; /* the worker's */
	uint64_t wanted;    /* formats whose modules a second try needs */
	struct job_result result;
};

static uint64_t
budget(void *ctx, size_t job_i, uint64_t n_pixels)
{
	const struct piped *piped = ctx;

	(void)job_i;
	return budget_ns(piped->nbytes, n_pixels,
			 piped->job_options.conversion.max_pixels);
}

/* The copy is memory that does not count as the worker's. */
static enum gm_status
limit_copy(uint64_t nbytes, struct gm_error *err)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_FSIZE, &limit) == 0) {
		if (limit.rlim_max > nbytes)
			limit.rlim_max = nbytes;
		if (limit.rlim_cur > limit.rlim_max)
			limit.rlim_cur = limit.rlim_max;
		if (setrlimit(RLIMIT_FSIZE, &limit) == 0)
			return GM_OK;
	}
	return gm_fail(err, GM_ERR_SYSTEM, errno, "limit of file sizes");
}

/* In the worker, first. */
static enum gm_status
enter(void *ctx, struct gm_error *err)
{
	struct piped *piped = ctx;
	enum gm_status st = limit_copy(piped->max_spooled, err);

	memory_begin(&piped->kit.memory);
	return st == GM_OK ? sandbox_enter(piped->sandbox, err) : st;
}

static enum gm_status
rehearse(void *ctx, struct gm_error *err)
{
	const struct piped *piped = ctx;

	if (rehearsal_do(piped->rehearsal) == REHEARSAL_DONE)
		return GM_OK;
	return gm_fail(err, GM_ERR_SYSTEM, 0, "rehearsal");
}

/* In the worker. */
static enum gm_status
answer(void *ctx, const uint8_t *message, size_t nbytes, struct bytes *response,
       struct pool_meter *meter)
{
	struct piped *piped = ctx;
	const struct job job = {.in_fd = piped->files[0],
				.out_fd = piped->files[1],
				.to = piped->options->to,
				.is_alone = true};
	struct job_result result = {0};
	struct gm_error err;
	enum gm_status st = exchange_reserve(response, &err);

	(void)message;
	(void)nbytes;
	return st == GM_OK
		       ? exchange_answer(&job, &piped->job_options, &piped->kit,
					 &result, response, meter)
		       : st;
}

static bool
lacks(void *ctx, size_t job_i, const struct pool_result *told)
{
	struct piped *piped = ctx;
	struct job_result result;

	(void)job_i;
	exchange_take(piped->options, told, &result);
	return result.status == GM_ERR_MODULE &&
	       equip_want(result.format, &piped->wanted);
}

static void
equip(void *ctx)
{
	const struct piped *piped = ctx;

	equip_with(piped->wanted);
}

static bool
done(void *ctx, size_t job_i, const struct pool_result *told)
{
	struct piped *piped = ctx;

	(void)job_i;
	exchange_take(piped->options, told, &piped->result);
	return true;
}

/* Whoever waits for the copy does not, once a signal has come. */
static enum gm_status
run_worker(void *ctx, const struct sandbox *sandbox,
	   const struct rehearsal *rehearsal, struct pool_outcome *outcome,
	   struct gm_error *err)
{
	struct piped *piped = ctx;
	uint64_t timeout_ms = piped->options->timeout_ms;
	bool is_budgeted = timeout_ms == OPTIONS_BY_BUDGET;
	const struct pool_config config = {
		.n_workers = 1,
		.n_jobs = 1,
		.timeout_ms = is_budgeted ? 0 : timeout_ms,
		.budget = is_budgeted ? budget : NULL,
		.is_brittle = true,
		.kept_fd = sandbox->files_fd,
		.kept_fds = piped->files,
		.n_kept_fds = REHEARSAL_N_FILES,
		.ctx = piped,
		.enter = enter,
		.rehearse = rehearsal != NULL ? rehearse : NULL,
		.job = answer,
		.done = done,
		.lacks = lacks,
		.equip = equip,
	};

	piped->sandbox = sandbox;
	piped->rehearsal = rehearsal;
	return pool_run(&config, outcome, err);
}

static enum gm_status
convert(struct piped *piped, struct pool_outcome *outcome, struct gm_error *err)
{
	struct confinement confinement = {.options = piped->options,
					  .files = piped->files};
	enum gm_status st = confine_open(&confinement, err);

	if (st == GM_OK)
		st = confine_run(&confinement, run_worker, piped, outcome, err);
	if (outcome->signal == 0)
		outcome->signal = confinement.signal;
	confine_close(&confinement);
	return st;
}

static bool
has_copy(const struct options *options)
{
	return options->conversion.check == CHECK_NOT;
}

/* A worker may say anything. */
static enum gm_status
check_copy(const struct piped *piped, struct gm_error *err)
{
	const struct job_result *result = &piped->result;
	struct stat info;

	if (result->status == GM_ERR_WRITE)
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "its copy has more than %llu bytes "
			       "(see --max-memory)",
			       (unsigned long long)piped->max_spooled);
	if (result->status != GM_OK) {
		*err = result->error;
		return result->status;
	}
	if (!has_copy(piped->options))
		return GM_OK;
	if (result->nbytes_out == 0 || fstat(piped->files[1], &info) != 0 ||
	    result->nbytes_out > (uint64_t)info.st_size)
		return gm_fail(err, GM_ERR_SYSTEM, 0, "garbled result");
	return GM_OK;
}

/* Say what came of the picture, in the words that there are for any. */
static void
tell(const struct options *options, const struct gm_error *err,
     const char *warning)
{
	const struct report_options shown = {
		.quiet = options->quiet,
		.strict = options->strict,
		.escape_stderr = screen_is_terminal(stderr),
		.color_stderr = options->color == WHEN_ALWAYS ||
				(options->color == WHEN_AUTO &&
				 screen_wants_color(stderr)),
	};
	const struct report_result result = {
		.state =
			err->status == GM_OK ? REPORT_CONVERTED : REPORT_FAILED,
		.text = err->text,
		.warning = warning,
		.format = "",
	};

	if (line_has_trouble(&shown, &result))
		line_put_trouble(&shown, INPUT, &result);
}

/* The picture is there: make its copy, and hand it on. */
static enum run_status
deliver(struct piped *piped, struct run_outcome *outcome)
{
	const struct options *options = piped->options;
	const char *warning = piped->result.outcome.warning;
	struct pool_outcome pool_outcome = {0};
	struct gm_error err = {0}, why;
	enum gm_status st = convert(piped, &pool_outcome, &why);

	outcome->signal = pool_outcome.signal;
	if (outcome->signal != 0)
		return RUN_STOPPED;
	if (st != GM_OK) {
		line_put_notice("", why.text);
		return RUN_STOPPED;
	}
	if (check_copy(piped, &err) != GM_OK) {
		tell(options, &err, "");
		return RUN_FAILED;
	}
	tell(options, &err, warning);
	if (has_copy(options))
		st = spool_pour(piped->files[1], piped->result.nbytes_out,
				STDOUT_FILENO, &err);
	if (st != GM_OK) {
		line_put_notice(OUTPUT, err.text);
		return st == GM_ERR_FULL ? RUN_STOPPED : RUN_FAILED;
	}
	return options->strict && warning[0] != '\0' ? RUN_FAILED : RUN_OK;
}

/* Read the picture, whatever it is. */
static enum run_status
take_in(struct piped *piped, struct run_outcome *outcome)
{
	struct gm_error err = {0};
	enum gm_status st = spool_open(&piped->files[0], &err);

	if (st == GM_OK)
		st = spool_open(&piped->files[1], &err);
	if (st != GM_OK) {
		line_put_notice("", err.text);
		return RUN_STOPPED;
	}
	st = spool_fill(&piped->files[0], STDIN_FILENO, piped->max_spooled,
			&piped->nbytes, &err);
	if (st == GM_OK)
		return deliver(piped, outcome);
	tell(piped->options, &err, "");
	return RUN_FAILED;
}

/* What a picture can be to nobody. */
static bool
is_for_nobody(const struct options *options)
{
	if (has_copy(options) && screen_is_terminal(stdout))
		line_put_notice(OUTPUT, "is a terminal, and shows no picture: "
					"send it to a file or a program");
	else if (isatty(STDIN_FILENO))
		line_put_notice(INPUT, "is a terminal, and gives no picture: "
				       "take it from a file or a program");
	else
		return false;
	return true;
}

struct run_outcome
piped_run(const struct options *options)
{
	uint64_t max_nbytes = budget_nbytes(options->max_memory);
	struct piped piped = {
		.options = options,
		.files = {-1, -1},
		.max_spooled = max_nbytes / SPOOL_DIVISOR,
		.job_options = {.conversion = options->conversion,
				.formats = options->formats,
				.keep_smaller = options->keep_smaller},
	};
	struct run_outcome outcome = {.status = RUN_USAGE};

	if (is_for_nobody(options))
		return outcome;
	piped.job_options.conversion.max_nbytes =
		max_nbytes - 2 * piped.max_spooled;
	outcome.status = take_in(&piped, &outcome);
	for (size_t i = 0; i < REHEARSAL_N_FILES; i++)
		if (piped.files[i] >= 0)
			close(piped.files[i]);
	return outcome;
}
