/* SPDX-License-Identifier: MIT */
/*
 * What MAKEFLAGS says stands in the manual of GNU make, "Sharing Job Slots with
 * GNU make".
 */
#define _GNU_SOURCE /* SOCK_CLOEXEC */
#include "pool/tokens.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "pool/guardian.h"
#include "pool/signals.h"

/* Copy what comes after name, up to a space; false when it is not there. */
static bool
take_word(const char *at, const char *name, char word[PATH_MAX])
{
	size_t n = strlen(name);

	if (strncmp(at, name, n) != 0)
		return false;
	at += n;
	n = strcspn(at, " ");
	if (n >= PATH_MAX)
		return false;
	memcpy(word, at, n);
	word[n] = '\0';
	return true;
}

/* Of several the last counts. */
static bool
find_auth(const char *makeflags, char auth[PATH_MAX])
{
	bool is_found = false;

	for (const char *at = makeflags; *at != '\0';) {
		at += strspn(at, " ");
		if (take_word(at, "--jobserver-auth=", auth) ||
		    take_word(at, "--jobserver-fds=", auth))
			is_found = true;
		at += strcspn(at, " ");
	}
	return is_found;
}

static bool
is_pipe(int fd)
{
	struct stat info;

	return fd >= 0 && fstat(fd, &info) == 0 && S_ISFIFO(info.st_mode);
}

/*
 * Make's own descriptors wait where there is no token, and are not ours to
 * change: the pipe is opened once more.
 */
static int
open_again(int fd, int flags)
{
	char path[40];

	if (!is_pipe(fd)) {
		errno = EBADF;
		return -1;
	}
	snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
	return open(path, flags | O_NONBLOCK | O_CLOEXEC | O_NOCTTY);
}

/* "fifo:PATH", or "R,W". */
static bool
open_auth(struct tokens *tokens, const char *auth)
{
	int in, out, end = 0;

	if (strncmp(auth, "fifo:", 5) == 0) {
		tokens->read_fd = open(auth + 5, O_RDWR | O_NONBLOCK |
							 O_CLOEXEC | O_NOCTTY);
		tokens->write_fd = tokens->read_fd;
		if (tokens->read_fd >= 0)
			errno = EINVAL;
		return is_pipe(tokens->read_fd);
	}
	errno = EBADF;
	if (sscanf(auth, "%d,%d%n", &in, &out, &end) != 2 || auth[end] != '\0')
		return false;
	tokens->read_fd = open_again(in, O_RDONLY);
	if (tokens->read_fd >= 0)
		tokens->write_fd = open_again(out, O_WRONLY);
	return tokens->write_fd >= 0;
}

static void
leave(struct tokens *tokens)
{
	if (tokens->read_fd >= 0)
		close(tokens->read_fd);
	if (tokens->write_fd >= 0 && tokens->write_fd != tokens->read_fd)
		close(tokens->write_fd);
	*tokens = (struct tokens){0};
}

enum gm_status
tokens_find(struct tokens *tokens, const char *makeflags, struct gm_error *err)
{
	char auth[PATH_MAX];
	int errnum;

	*tokens = (struct tokens){.read_fd = -1, .write_fd = -1};
	if (makeflags == NULL || !find_auth(makeflags, auth)) {
		leave(tokens);
		return gm_fail(
			err, GM_ERR_SYSTEM, 0,
			"MAKEFLAGS tells of none: is it run by make -j?");
	}
	if (open_auth(tokens, auth)) {
		tokens->is_found = true;
		return GM_OK;
	}
	errnum = errno;
	leave(tokens);
	if (errnum == EBADF)
		return gm_fail(
			err, GM_ERR_SYSTEM, 0,
			"make has closed it: the recipe needs a + before "
			"the command");
	return gm_fail(err, GM_ERR_SYSTEM, errnum, "open");
}

/* A signal goes to the one or the other, and never to a child that has the
   driver's handlers. */
static pid_t
fork_guardian(const struct tokens *tokens, const int ends[2])
{
	sigset_t all, before;
	pid_t pid;

	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	pid = fork();
	if (pid == 0) {
		signals_leave();
		sigprocmask(SIG_SETMASK, &before, NULL);
		guardian_run(ends[1], tokens->read_fd, tokens->write_fd);
	}
	sigprocmask(SIG_SETMASK, &before, NULL);
	return pid;
}

enum gm_status
tokens_open(struct tokens *tokens, struct gm_error *err)
{
	int ends[2];

	if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0,
		       ends) != 0)
		return gm_fail(err, GM_ERR_SYSTEM, errno, "jobserver");
	tokens->guardian = fork_guardian(tokens, ends);
	close(ends[1]);
	if (tokens->guardian < 0) {
		close(ends[0]);
		return gm_fail(err, GM_ERR_SYSTEM, errno, "fork");
	}
	tokens->fd = ends[0];
	tokens->is_open = true;
	return GM_OK;
}

/* What is not heard is of a guardian that is gone, and so are its tokens. */
static bool
tell(const struct tokens *tokens, char word)
{
	return send(tokens->fd, &word, 1, MSG_NOSIGNAL) == 1;
}

bool
tokens_have(struct tokens *tokens, unsigned n)
{
	if (tokens->n_held >= n)
		return true;
	if (!tokens->is_wanted)
		tokens->is_wanted = tell(tokens, GUARDIAN_WANT);
	return false;
}

void
tokens_receive(struct tokens *tokens)
{
	ssize_t n;
	char word;

	while ((n = recv(tokens->fd, &word, 1, 0)) == 1) {
		tokens->n_held++;
		tokens->is_wanted = false;
	}
	/* From one that is gone nothing comes, and it is not waited for. */
	if (n == 0)
		tokens->is_wanted = false;
}

void
tokens_keep(struct tokens *tokens, unsigned n)
{
	for (; tokens->n_held > n; tokens->n_held--)
		tell(tokens, GUARDIAN_PUT);
}

void
tokens_close(struct tokens *tokens)
{
	if (tokens->is_open) {
		close(tokens->fd);
		while (waitpid(tokens->guardian, NULL, 0) < 0 && errno == EINTR)
			;
	}
	if (tokens->is_found)
		leave(tokens);
	*tokens = (struct tokens){0};
}
