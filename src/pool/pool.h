/* SPDX-License-Identifier: MIT */
/*
 * pool.h - a pool of forked worker processes
 *
 * Runs n_jobs numbered jobs in n_workers processes: the request of each goes
 * to a worker through a pipe, its response comes back through another.  A
 * job is a callback on bytes; the pool knows nothing of what it does.
 *
 * What holds whatever the jobs do: every job that was handed out ends in
 * exactly one call of done(); a job whose worker dies or hangs ends as
 * GM_ERR_CRASH or GM_ERR_TIMEOUT and the others go on; when pool_run()
 * returns, no worker is alive.
 */
#ifndef GM_POOL_POOL_H
#define GM_POOL_POOL_H

#include <signal.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/bytes.h"
#include "base/err.h"

/* Largest request or response, in bytes; holds two paths of PATH_MAX. */
#define POOL_MESSAGE_MAX_BYTES 16384u

/* Most workers of one pool. */
#define POOL_MAX_WORKERS 4096u

/*
 * What a worker may tell of the job it is at: bytes done so far, shown by
 * progress before the job has ended, and what it asks for.  Lives on the board.
 */
struct pool_meter;

/* Add nbytes to what the current job has done.  Cheap; never blocks. */
void pool_meter_add(struct pool_meter *meter, uint64_t nbytes);

/* Say how much the current job asks for, for its budget.  Never blocks. */
void pool_meter_ask(struct pool_meter *meter, uint64_t amount);

/*
 * Runs in a worker.  Does the job that request describes and appends its
 * response, at most POOL_MESSAGE_MAX_BYTES, to the empty *response.  The
 * status goes to done() as it is, but for GM_ERR_NOMEM, and for a crash after
 * memory was refused, which is the same: such a job is tried once more at the
 * end, while no other job runs, and the second verdict counts.
 */
typedef enum gm_status (*pool_job_fn)(void *ctx, const uint8_t *request,
				      size_t nbytes, struct bytes *response,
				      struct pool_meter *meter);

/*
 * Runs in the driver: appends the request of job job_i to the empty
 * *request; is_alone says that no other job will run beside it.  May be
 * called again for a job whose worker died before it got to it.  A failure
 * here ends the run.
 */
typedef enum gm_status (*pool_request_fn)(void *ctx, size_t job_i,
					  bool is_alone, struct bytes *request,
					  struct gm_error *err);

/*
 * Runs in the driver: how heavy job_i is, in bytes of input or anything in
 * proportion to its time.  Light jobs travel several to a batch.
 */
typedef uint64_t (*pool_weight_fn)(void *ctx, size_t job_i);

/*
 * Runs in the driver: nanoseconds of processors that job_i may take, which asks
 * for that much; the worker said so, which may say anything.
 */
typedef uint64_t (*pool_budget_fn)(void *ctx, size_t job_i, uint64_t asked);

struct pool_result {
	enum gm_status status;
	const uint8_t *response; /* nbytes of it; valid during the call */
	size_t nbytes;           /* 0 where the pool fills error */
	struct gm_error error;   /* the pool's own verdict: a crash, a timeout,
				    a response over the limit, a second try
				    that was not made; zero where the job
				    spoke for itself */
	int signal;              /* that killed the worker, if it was none of
				    the pool's; or 0 */
	pid_t pid;               /* of the worker that was at it; 0 for a
				    second try that was not made */
	unsigned n_tries;        /* that were made */
};

/*
 * Runs in the driver, once per job that was handed out, in the order in
 * which jobs end.  False asks the pool to stop: no more jobs are handed out,
 * and those that run are let finish.
 */
typedef bool (*pool_done_fn)(void *ctx, size_t job_i,
			     const struct pool_result *result);

/*
 * Runs in the driver when done() was called for all that has ended so far, and
 * before it waits for more; what done() has put off can be done for all of it
 * at once.  False asks the pool to stop, as with done().
 */
typedef bool (*pool_settle_fn)(void *ctx);

/*
 * Runs in the driver when a job has ended as GM_ERR_MODULE.  True: it lacks
 * what equip() may get, and is tried once more after that.  False, as when it
 * ends so again: that is its result.
 */
typedef bool (*pool_lacks_fn)(void *ctx, size_t job_i,
			      const struct pool_result *result);

/*
 * Runs in the driver, at most once, when all jobs but those that lack something
 * have been tried: the workers that get those are forked after it.
 */
typedef void (*pool_equip_fn)(void *ctx);

/* A snapshot of the board for progress. */
struct pool_view {
	size_t n_running;        /* jobs being worked on */
	uint64_t nbytes_running; /* sum of their meters */
	bool is_interrupted;     /* a signal has come: no more are begun */
};

/* Runs in the driver before a tick, for each job being worked on. */
typedef void (*pool_running_fn)(void *ctx, size_t job_i, uint64_t ms,
				uint64_t nbytes);

/*
 * Runs in the driver every tick_ms, give or take, while jobs run, and at once
 * when the first signal has come.
 */
typedef void (*pool_tick_fn)(void *ctx, const struct pool_view *view);

/*
 * Runs in each worker before its first job.  A failure here ends the run:
 * pool_run() returns the worker's status and text.  May be NULL.
 */
typedef enum gm_status (*pool_enter_fn)(void *ctx, struct gm_error *err);

/*
 * Runs in the first worker after its enter(), and before any worker has a job.
 * A failure, or the death of that worker, ends the run before it has begun.
 * May be NULL.
 */
typedef enum gm_status (*pool_rehearse_fn)(void *ctx, struct gm_error *err);

struct tokens;

struct pool_config {
	unsigned n_workers;  /* 1..POOL_MAX_WORKERS */
	size_t n_jobs;       /* jobs 0..n_jobs-1 are handed out in this order */
	uint64_t timeout_ms; /* for one job; 0 is for ever */
	uint64_t deadline_ms; /* of clock_now_ms(), at which the run is
				 stopped; 0: none */
	uint64_t grace_ms;    /* how long jobs go on once it is stopped, before
				    their workers are killed; 0 is for ever */
	unsigned tick_ms;     /* 0: tick is only called for a signal */
	const sigset_t *signals; /* the mask while it runs; or NULL */
	struct tokens *tokens;   /* open: each worker but one needs a token; or
				    NULL */
	bool is_brittle;         /* the first signal kills the workers */
	int kept_fd;         /* workers have it, besides the standard streams
				and their pipes, of all descriptors that are
				open; 0 or less: none */
	const int *kept_fds; /* and n_kept_fds more */
	size_t n_kept_fds;
	void *ctx; /* handed to every callback */
	pool_enter_fn enter;
	pool_rehearse_fn rehearse;
	pool_job_fn job;
	pool_request_fn request; /* NULL: all requests are empty */
	pool_weight_fn weight;   /* NULL: all jobs are light */
	pool_budget_fn budget;   /* NULL: whatever they take */
	pool_done_fn done;
	pool_lacks_fn lacks;   /* NULL: whatever they lack */
	pool_equip_fn equip;   /* not NULL unless lacks is */
	pool_settle_fn settle; /* may be NULL, and so may the last two */
	pool_running_fn running;
	pool_tick_fn tick;
};

struct pool_outcome {
	unsigned n_workers; /* most that were alive at one time */
	size_t n_done;      /* calls of done() */
	bool has_begun;     /* a worker could have been at a job */
	bool stopped;       /* by done(), a signal or the deadline, before all
			       were done */
	bool is_late;       /* the deadline came before all were done */
	int signal; /* the first SIGINT, SIGTERM or SIGHUP that came, even
		       too late to stop anything; or 0 */
};

/*
 * Run the jobs; blocks until every job has ended, or the run was stopped and
 * the jobs that ran have ended.  The caller flushes its own stdio streams
 * first.  Handles SIGINT, SIGTERM and SIGHUP while it runs and puts their
 * dispositions back: the first stops the run as done() and the deadline can,
 * the second, or the end of grace, kills the workers (the jobs that they are at
 * end as GM_ERR_STOPPED), or the first does both.  SIGPIPE is ignored for the
 * duration.
 *
 * Fails with GM_ERR_SYSTEM or GM_ERR_NOMEM when the pool cannot go on (no
 * worker can be forked, or workers die without being at a job); *outcome is
 * filled either way.
 */
enum gm_status pool_run(const struct pool_config *config,
			struct pool_outcome *outcome, struct gm_error *err);

#endif
