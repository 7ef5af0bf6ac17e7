/* SPDX-License-Identifier: MIT */
/*
 * signals.h - signals as bytes in a pipe
 *
 * While open, SIGINT, SIGTERM and SIGHUP become bytes that poll(2) can wait
 * for, SIGPIPE is ignored, and SIGCHLD has its default action, without which
 * the status of a dead worker could not be asked for.  One of the three that
 * is ignored at the start (nohup, background jobs) stays ignored.  Only one
 * can be open in a process.
 */
#ifndef GM_POOL_SIGNALS_H
#define GM_POOL_SIGNALS_H

#include <signal.h>
#include <stdbool.h>

#include "base/err.h"

#define SIGNALS_N 5

/* A zeroed struct is closed. */
struct signals {
	bool is_open;
	int read_fd;  /* non-blocking; readable when a signal has come */
	int write_fd; /* non-blocking */
	struct sigaction before[SIGNALS_N];
	sigset_t mask; /* before */
};

/*
 * With mask as the signal mask; NULL leaves it as it is.  Fails with
 * GM_ERR_SYSTEM; nothing is then changed.
 */
enum gm_status signals_open(struct signals *signals, const sigset_t *mask,
			    struct gm_error *err);

/* The next signal that has come, or 0.  Never blocks. */
int signals_take(const struct signals *signals);

/*
 * Put mask and dispositions back and close the pipe.  Returns a signal that had
 * come and was never taken, or 0.  Safe when closed.
 */
int signals_close(struct signals *signals);

/*
 * In a worker, with signals still blocked: ignore the three, which are the
 * driver's to judge.  SIGPIPE stays ignored.
 */
void signals_leave(void);

#endif
