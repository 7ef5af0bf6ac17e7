/* SPDX-License-Identifier: MIT */
/*
 * fake.h - jobs that do everything but convert pictures
 *
 * A test says for each job what it does; the fake runs the pool and keeps
 * count of what came of every job.
 *
 * No test knows how fast the machine is.  They wait for what happens, where
 * they can; where the pool goes by a time, they try longer ones.
 */
#ifndef GM_TESTS_POOL_FAKE_H
#define GM_TESTS_POOL_FAKE_H

#include <stdatomic.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "pool/pool.h"

/*
 * Seconds that no machine needs.  A test that takes them hangs, and is ended
 * so that it does not hang for ever.
 */
#define FAKE_GUARD_S 600u

enum fake_what {
	FAKE_NOTHING,
	FAKE_SLEEP,      /* arg milliseconds */
	FAKE_FAIL,       /* arg is the status */
	FAKE_RAISE,      /* arg is the signal */
	FAKE_EXIT,       /* arg is the exit status */
	FAKE_ABORT,      /* by abort(3) */
	FAKE_HANG,       /* until the worker is killed */
	FAKE_SPIN,       /* the same, busy; it asks for arg */
	FAKE_MEET,       /* wait until arg jobs run at one time */
	FAKE_LINGER,     /* sleep 20 ms, and when arg jobs are done, until the
			    driver has closed the request pipe */
	FAKE_STAY,       /* until it has closed that, and then hang */
	FAKE_ANSWER,     /* arg bytes, each the low byte of the job */
	FAKE_LIST,       /* answer with the descriptors that are open */
	FAKE_ALLOCATE,   /* until there is no more: GM_ERR_NOMEM */
	FAKE_STARVE,     /* the same, but it ends by abort(3) */
	FAKE_NOMEM_ONCE, /* GM_ERR_NOMEM the first time, or where arg is not 0
			    FAKE_STARVE; else sleep 20 ms */
	FAKE_METER,      /* tell arg bytes, and wait until they are seen */
	FAKE_SHRINK,     /* make the worker's pipes as small as they get */

	/* What only a job that has taken over its worker does. */
	FAKE_GARBAGE, /* write noise to every descriptor above 2, and hang */
	FAKE_FORGE,   /* the same with the result of a job of others */
	FAKE_TWICE,   /* the same with its own result, two times */
	FAKE_LIE,     /* say on the board that it is at no job, and die */
	FAKE_HIDE,    /* the same, and hang; busy when arg is not 0 */
	FAKE_MUTE,    /* close every descriptor above 2, and hang */
	FAKE_DEAF,    /* see that no end of the request pipe is ever read */
	FAKE_ENTER, /* write to them that the worker has just begun, and hang */
	FAKE_REFUSE, /* the same, that it cannot begin */
	FAKE_SCRAWL, /* leave records on the board that are none, and die */
	FAKE_SWELL,  /* more of them than there is room for */
	FAKE_ORPHAN  /* die; a child holds the pipes until the run ends */
};

struct fake_act {
	enum fake_what what;
	unsigned arg;
};

/* What came of a job. */
struct fake_fate {
	unsigned n_done;
	enum gm_status status;
	size_t nbytes;
	size_t n_lines;      /* in the response */
	uint8_t first, last; /* of the response */
	struct gm_error error;
	pid_t pid;
};

/* Memory that the test shares with the driver and with the workers. */
struct fake_shared {
	_Atomic size_t n_begun; /* jobs begun, second tries included */
	_Atomic size_t n_ended; /* of them, jobs that returned */
	_Atomic size_t n_cut;   /* of them, jobs that saw their pipe end */
	_Atomic bool is_seen;   /* what a tick looks for */
	_Atomic size_t n_running;
	_Atomic size_t most_running;
	_Atomic size_t most_beside_retry; /* while a second try ran */
	_Atomic int last_pid;             /* of the worker that began last */
	_Atomic bool was_refused[64];     /* FAKE_NOMEM_ONCE, by job */
	_Atomic size_t n_done;            /* and these four by the driver, */
	_Atomic size_t n_begun_at_stop;   /* when done() said stop */
	_Atomic int signal;               /* when it is not the test itself */
	_Atomic bool has_returned;
};

struct fake {
	struct pool_config config; /* ctx and the callbacks are filled in */
	struct fake_act (*act)(size_t job);
	uint64_t (*weight)(size_t job); /* NULL: all weigh nothing */
	size_t stop_after;              /* done() says stop at this count */
	size_t kill_every;              /* done() kills the last beginner */
	/* NULL: nothing is looked at. */
	void (*tick)(struct fake *fake, const struct pool_view *view);
	struct pool_view most; /* for ticks to keep the maximum in */
	struct fake_shared *shared;
	struct fake_fate *fates; /* config.n_jobs of them; NULL: only count */
	struct pool_outcome outcome;
	struct gm_error error;
	enum gm_status status;
};

/* Make a fake of n_jobs jobs in n_workers workers. */
void fake_open(struct fake *fake, unsigned n_workers, size_t n_jobs,
	       struct fake_act (*act)(size_t job));

/* Run the pool; fills fates, outcome, error and status. */
void fake_run(struct fake *fake);

/*
 * The same in a forked driver, the leader of a process group of its own, so
 * that it can be signalled; what it leaves is in fake->shared alone.
 */
pid_t fake_fork(struct fake *fake);

void fake_close(struct fake *fake);

/* Every job had one done() with GM_OK, but those for which odd is true. */
bool fake_rest_is_ok(const struct fake *fake, bool (*odd)(size_t job));

void fake_sleep_ms(unsigned ms);

/* Open descriptors of this process. */
size_t fake_n_fds(void);

/* Wait for the value to be at least that; false when it never is. */
bool fake_await(const _Atomic size_t *value, size_t least);

/*
 * Whether the attempt succeeds with that many milliseconds, with eight times
 * as many, or with eight times as many again: a slow machine needs more, and
 * where the pool is at fault none are enough.
 */
bool fake_succeeds(bool (*attempt)(unsigned ms), unsigned ms);

#endif
