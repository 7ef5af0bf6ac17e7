/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* pipe2 */
#include "pool/signals.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <unistd.h>

static const int numbers[SIGNALS_N] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE,
				       SIGCHLD};

/* The first of these numbers are those that stop a run. */
#define N_STOPPING 3

/* A handler has no argument through which it could be told. */
static volatile sig_atomic_t signal_pipe_fd = -1;

static void
on_signal(int number)
{
	int saved_errno = errno;
	uint8_t byte = (uint8_t)number;
	/* A full pipe holds more signals than anyone will count. */
	ssize_t n = write(signal_pipe_fd, &byte, 1);

	(void)n;
	errno = saved_errno;
}

static void
set_handler(int number, void (*handler)(int))
{
	/* stdio throws away what an interrupted write(2) was to write. */
	struct sigaction action = {.sa_handler = handler,
				   .sa_flags = SA_RESTART};

	sigemptyset(&action.sa_mask);
	sigaction(number, &action, NULL);
}

enum gm_status
signals_open(struct signals *signals, const sigset_t *mask,
	     struct gm_error *err)
{
	int fds[2];

	if (pipe2(fds, O_CLOEXEC | O_NONBLOCK) != 0)
		return gm_fail(err, GM_ERR_SYSTEM, errno, "pipe");
	signals->read_fd = fds[0];
	signals->write_fd = fds[1];
	signals->is_open = true;
	signal_pipe_fd = fds[1];
	for (int i = 0; i < SIGNALS_N; i++) {
		sigaction(numbers[i], NULL, &signals->before[i]);
		if (numbers[i] == SIGPIPE)
			set_handler(SIGPIPE, SIG_IGN);
		else if (numbers[i] == SIGCHLD)
			set_handler(SIGCHLD, SIG_DFL);
		else if (signals->before[i].sa_handler != SIG_IGN)
			set_handler(numbers[i], on_signal);
	}
	sigprocmask(SIG_SETMASK, mask, &signals->mask);
	return GM_OK;
}

int
signals_take(const struct signals *signals)
{
	uint8_t byte;

	/* Non-blocking: a signal that interrupts it has its own byte. */
	return read(signals->read_fd, &byte, 1) == 1 ? byte : 0;
}

int
signals_close(struct signals *signals)
{
	int left;

	if (!signals->is_open)
		return 0;
	sigprocmask(SIG_SETMASK, &signals->mask, NULL);
	for (int i = 0; i < SIGNALS_N; i++)
		sigaction(numbers[i], &signals->before[i], NULL);
	signal_pipe_fd = -1;
	left = signals_take(signals);
	close(signals->read_fd);
	close(signals->write_fd);
	*signals = (struct signals){0};
	return left;
}

void
signals_leave(void)
{
	for (int i = 0; i < N_STOPPING; i++)
		set_handler(numbers[i], SIG_IGN);
}
