/* SPDX-License-Identifier: MIT */
/*
 * crew.h - the workers as the driver sees them: processes and pipes
 *
 * Forks, sends, receives, kills and buries.  What the bytes mean, and what a
 * death means for the jobs, is decided elsewhere.  Nothing here blocks but
 * crew_wait() and, shortly, crew_reap().
 */
#ifndef GM_POOL_CREW_H
#define GM_POOL_CREW_H

#include <poll.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/bytes.h"
#include "base/err.h"
#include "pool/batch.h"
#include "pool/board.h"
#include "pool/pool.h"
#include "pool/signals.h"
#include "pool/wire.h"

/* Of the descriptors that a worker keeps: pipes, and config.kept_fd. */
#define CREW_OWN_FDS 3u

/* Why the driver killed a worker. */
enum crew_killed {
	CREW_NOT_KILLED,
	CREW_KILLED_LATE,    /* a job took too long */
	CREW_KILLED_SPENT,   /* it took too much of the processors */
	CREW_KILLED_GARBLED, /* it sent what no worker sends */
	CREW_KILLED_USELESS, /* it was not needed and did not go */
	CREW_KILLED_STOP,    /* a second signal would not wait for it */
	CREW_KILLED_GRACE    /* nor would the run, any longer */
};

/*
 * Since when a worker is at the job at hand, by what it has used of the
 * processors: since the last result that has come, or since the batch was sent.
 */
struct crew_spending {
	uint64_t sent_ns; /* of that batch, */
	unsigned n_open;  /* of which this many had no result */
	uint64_t from_ns; /* of processors, used before */
	uint64_t most_ns; /* what is allowed, when it was too much */
};

/* A seat in the crew, which several workers may take one after another. */
struct crew_member {
	pid_t pid;               /* 0: the seat is empty */
	int request_fd;          /* write end, non-blocking; -1 is retired */
	int result_fd;           /* read end, non-blocking */
	struct board_slot *slot; /* written by the worker: not to be trusted */
	bool is_first;           /* the others wait until it has entered */
	bool has_entered;        /* it has said so */
	bool is_reaped;          /* dead, and wait_status is known */
	bool is_readable;        /* crew_wait() said so */
	bool is_writable;
	enum crew_killed killed;
	int wait_status;       /* see waitpid(2) */
	struct bytes unsent;   /* rest of a batch that the pipe did not take */
	struct bytes partial;  /* beginning of a result, for the next read */
	uint64_t sent_ns;      /* when its batch was sent */
	uint64_t retired_ns;   /* when its request pipe was closed */
	uint64_t seen_at;      /* the job that watch last saw it at */
	uint64_t seen_from_ns; /* since when */
	uint64_t late_job;     /* the job of CREW_KILLED_LATE or _SPENT */
	struct crew_spending spending;
	struct batch batch;
};

struct crew {
	const struct pool_config *config;
	struct signals *signals; /* the caller's */
	struct board board;
	struct crew_member *members; /* n_members of them */
	unsigned n_members;
	unsigned n_live;            /* members with a pid */
	struct pollfd *polls;       /* room for two per member and two */
	int *kept_fds;              /* what workers keep, with room for
				       CREW_OWN_FDS more */
	struct wire_batch outgoing; /* where a batch is laid out */
	uint8_t buffer[WIRE_RESULT_HEAD_BYTES + POOL_MESSAGE_MAX_BYTES +
		       65536];  /* where results are read */
	uint64_t nofile_before; /* for nofile_restore() */
};

/*
 * Make a crew of n_members empty seats.  Fails with GM_ERR_NOMEM; *crew
 * is then to be closed all the same.
 */
enum gm_status crew_open(struct crew *crew, const struct pool_config *config,
			 struct signals *signals, unsigned n_members,
			 struct gm_error *err);

/* Release it; every seat must be empty. */
void crew_close(struct crew *crew);

/*
 * The live worker in the next seat after that of `after`, NULL being before the
 * first; NULL when there is none.
 */
struct crew_member *crew_next(const struct crew *crew,
			      const struct crew_member *after);

/*
 * Fork a worker into the empty seat member_i, the first or not.  Fails with
 * GM_ERR_SYSTEM; the seat is then still empty.
 */
enum gm_status crew_spawn(struct crew *crew, unsigned member_i, bool is_first,
			  struct gm_error *err);

/*
 * Send crew->outgoing.  What the pipe does not take is kept for
 * crew_send_rest().  A worker that does not listen any more is killed.  Fails
 * with GM_ERR_NOMEM.
 */
enum gm_status crew_send(struct crew *crew, struct crew_member *member,
			 struct gm_error *err);

void crew_send_rest(struct crew_member *member);

/*
 * Sleep until a descriptor is ready or timeout_ms have passed, and mark the
 * members that can be read or written.  Returns true when a signal has come.
 */
bool crew_wait(struct crew *crew, int timeout_ms);

enum crew_news {
	CREW_DATA,    /* *nbytes bytes are in crew->buffer */
	CREW_NOTHING, /* not now */
	CREW_END      /* never again: end of file */
};

/* Read once; what is in member->partial stands before what was read. */
enum crew_news crew_receive(struct crew *crew, struct crew_member *member,
			    size_t *nbytes);

/* Close the request pipe: the worker ends when it has done what it has. */
void crew_retire(struct crew_member *member);

/* Kill it, for the first reason that is given. */
void crew_kill(struct crew_member *member, enum crew_killed why);

/*
 * What it has used of the processors so far, in nanoseconds; false when it is
 * dead, or the system does not tell.
 */
bool crew_spent_ns(const struct crew_member *member, uint64_t *ns);

/* See whether it is dead, however its pipe looks; sets is_reaped. */
void crew_look(struct crew_member *member);

/* Make sure that it is dead, and wait for it. */
void crew_reap(struct crew_member *member);

/* Empty the seat of a worker that is reaped. */
void crew_bury(struct crew *crew, struct crew_member *member);

#endif
