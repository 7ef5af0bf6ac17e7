/* SPDX-License-Identifier: MIT */
#include "pool/guardian.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <unistd.h>

#include "pool/descriptors.h"
#include "pool/pool.h"

struct guardian {
	int fd; /* to the driver */
	int read_fd;
	int write_fd;
	unsigned n_held;
	unsigned n_wanted;
	char held[POOL_MAX_WORKERS]; /* what was read is what goes back */
};

static void
put_back(struct guardian *guardian)
{
	ssize_t n;

	if (guardian->n_held == 0)
		return;
	guardian->n_held--;
	do
		n = write(guardian->write_fd, &guardian->held[guardian->n_held],
			  1);
	while (n < 0 && errno == EINTR);
}

/* Another may be quicker. */
static void
take(struct guardian *guardian)
{
	const char taken = GUARDIAN_TAKEN;

	if (read(guardian->read_fd, &guardian->held[guardian->n_held], 1) != 1)
		return;
	guardian->n_held++;
	guardian->n_wanted--;
	if (write(guardian->fd, &taken, 1) != 1)
		put_back(guardian);
}

/* False when the driver is gone, or lies. */
static bool
listen_to_driver(struct guardian *guardian)
{
	char word;
	ssize_t n = read(guardian->fd, &word, 1);

	if (n < 0)
		return errno == EINTR || errno == EAGAIN;
	if (n == 0 ||
	    (word == GUARDIAN_WANT &&
	     guardian->n_held + guardian->n_wanted >= POOL_MAX_WORKERS))
		return false;
	if (word == GUARDIAN_WANT)
		guardian->n_wanted++;
	else
		put_back(guardian);
	return true;
}

_Noreturn void
guardian_run(int fd, int read_fd, int write_fd)
{
	struct guardian guardian = {
		.fd = fd, .read_fd = read_fd, .write_fd = write_fd};
	int kept[] = {fd, read_fd, write_fd};
	bool goes_on = true;

	signal(SIGQUIT, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	descriptors_keep(kept, sizeof(kept) / sizeof(kept[0]));
	/* Whoever waits for the end of a stream of the driver does not wait for
	   this. */
	for (int i = STDIN_FILENO; i <= STDERR_FILENO; i++)
		close(i);
	while (goes_on) {
		struct pollfd polls[] = {
			{.fd = fd, .events = POLLIN},
			{.fd = guardian.n_wanted > 0 ? read_fd : -1,
			 .events = POLLIN},
		};

		if (poll(polls, 2, -1) < 0)
			continue;
		if (polls[0].revents != 0)
			goes_on = listen_to_driver(&guardian);
		if (goes_on && (polls[1].revents & POLLIN) != 0)
			take(&guardian);
		/* Who gave them is gone: there is nothing to wait for. */
		else if ((polls[1].revents & (POLLHUP | POLLERR)) != 0)
			guardian.n_wanted = 0;
	}
	while (guardian.n_held > 0)
		put_back(&guardian);
	_exit(0);
}
