/* SPDX-License-Identifier: MIT */
#include "pool/crew.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "base/nofile.h"
#include "pool/tokens.h"

/* Descriptors that the pool needs besides two per worker. */
#define OTHER_FDS 64u

enum gm_status
crew_open(struct crew *crew, const struct pool_config *config,
	  struct signals *signals, unsigned n_members, struct gm_error *err)
{
	crew->config = config;
	crew->signals = signals;
	crew->n_members = n_members;
	crew->n_live = 0;
	crew->board = (struct board){0};
	crew->members = calloc(n_members, sizeof(*crew->members));
	crew->polls = calloc(2 * (size_t)n_members + 2, sizeof(*crew->polls));
	crew->kept_fds = calloc(config->n_kept_fds + CREW_OWN_FDS,
				sizeof(*crew->kept_fds));
	/* Let every worker have its two pipes. */
	nofile_raise(2 * (size_t)n_members + OTHER_FDS, &crew->nofile_before);
	if (crew->members == NULL || crew->polls == NULL ||
	    crew->kept_fds == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory");
	if (config->n_kept_fds > 0)
		memcpy(crew->kept_fds, config->kept_fds,
		       config->n_kept_fds * sizeof(*crew->kept_fds));
	return board_open(&crew->board, n_members, err);
}

void
crew_close(struct crew *crew)
{
	assert(crew->n_live == 0);
	board_close(&crew->board);
	free(crew->members);
	free(crew->polls);
	free(crew->kept_fds);
	nofile_restore(crew->nofile_before);
}

struct crew_member *
crew_next(const struct crew *crew, const struct crew_member *after)
{
	size_t i = after == NULL ? 0 : (size_t)(after - crew->members) + 1;

	while (i < crew->n_members && crew->members[i].pid == 0)
		i++;
	return i < crew->n_members ? &crew->members[i] : NULL;
}

enum gm_status
crew_send(struct crew *crew, struct crew_member *member, struct gm_error *err)
{
	member->unsent.nbytes = 0;
	if (bytes_append(&member->unsent, crew->outgoing.bytes,
			 crew->outgoing.nbytes, err) != GM_OK)
		return err->status;
	crew_send_rest(member);
	return GM_OK;
}

void
crew_send_rest(struct crew_member *member)
{
	struct bytes *unsent = &member->unsent;
	ssize_t n;

	do {
		n = write(member->request_fd, unsent->data, unsent->nbytes);
	} while (n < 0 && errno == EINTR);
	if (n < 0 && errno == EAGAIN)
		return;
	if (n < 0) {
		/* It is dead or pretends to be; make it true. */
		unsent->nbytes = 0;
		crew_kill(member, CREW_NOT_KILLED);
		return;
	}
	unsent->nbytes -= (size_t)n;
	memmove(unsent->data, unsent->data + n, unsent->nbytes);
}

bool
crew_wait(struct crew *crew, int timeout_ms)
{
	struct tokens *tokens = crew->config->tokens;
	struct crew_member *member = NULL;
	struct pollfd *polls = crew->polls;
	nfds_t n = 0;
	bool is_blind;
	int n_ready;

	polls[n++] =
		(struct pollfd){.fd = crew->signals->read_fd, .events = POLLIN};
	while ((member = crew_next(crew, member)) != NULL) {
		member->is_readable = member->is_writable = false;
		polls[n++] = (struct pollfd){.fd = member->result_fd,
					     .events = POLLIN};
		if (member->unsent.nbytes > 0)
			polls[n++] = (struct pollfd){.fd = member->request_fd,
						     .events = POLLOUT};
	}
	if (tokens != NULL)
		polls[n++] = (struct pollfd){
			.fd = tokens->is_wanted ? tokens->fd : -1,
			.events = POLLIN};
	n_ready = poll(polls, n, timeout_ms);
	if (tokens != NULL)
		tokens_receive(tokens);
	if (n_ready == 0 || (n_ready < 0 && errno == EINTR))
		return false;
	/* What cannot be waited for is tried: nothing there blocks. */
	is_blind = n_ready < 0;
	n = 1;
	while ((member = crew_next(crew, member)) != NULL) {
		member->is_readable = is_blind || polls[n++].revents != 0;
		if (member->unsent.nbytes > 0)
			member->is_writable =
				is_blind || polls[n++].revents != 0;
	}
	return is_blind || polls[0].revents != 0;
}

enum crew_news
crew_receive(struct crew *crew, struct crew_member *member, size_t *nbytes)
{
	size_t kept = member->partial.nbytes;
	ssize_t n;

	if (kept > 0)
		memcpy(crew->buffer, member->partial.data, kept);
	do {
		n = read(member->result_fd, crew->buffer + kept,
			 sizeof(crew->buffer) - kept);
	} while (n < 0 && errno == EINTR);
	if (n < 0 && errno == EAGAIN)
		return CREW_NOTHING;
	if (n <= 0)
		return CREW_END;
	member->partial.nbytes = 0;
	*nbytes = kept + (size_t)n;
	return CREW_DATA;
}

void
crew_retire(struct crew_member *member)
{
	if (member->request_fd < 0)
		return;
	close(member->request_fd);
	member->request_fd = -1;
	member->retired_ns = clock_now_ns();
	member->unsent.nbytes = 0;
}

void
crew_kill(struct crew_member *member, enum crew_killed why)
{
	if (member->killed == CREW_NOT_KILLED)
		member->killed = why;
	/* Once reaped, the number may be another process. */
	if (!member->is_reaped)
		kill(member->pid, SIGKILL);
}

bool
crew_spent_ns(const struct crew_member *member, uint64_t *ns)
{
	struct timespec spent;
	clockid_t clock;

	if (member->is_reaped ||
	    clock_getcpuclockid(member->pid, &clock) != 0 ||
	    clock_gettime(clock, &spent) != 0)
		return false;
	*ns = (uint64_t)spent.tv_sec * 1000000000u + (uint64_t)spent.tv_nsec;
	return true;
}

void
crew_look(struct crew_member *member)
{
	if (!member->is_reaped &&
	    waitpid(member->pid, &member->wait_status, WNOHANG) == member->pid)
		member->is_reaped = true;
}

void
crew_reap(struct crew_member *member)
{
	if (member->is_reaped)
		return;
	/*
	 * A worker that only closed its pipe would be waited for in vain.  One
	 * that is dead or dying keeps the status that it has.
	 */
	kill(member->pid, SIGKILL);
	while (waitpid(member->pid, &member->wait_status, 0) < 0 &&
	       errno == EINTR)
		;
	member->is_reaped = true;
}

void
crew_bury(struct crew *crew, struct crew_member *member)
{
	assert(member->is_reaped);
	if (member->request_fd >= 0)
		close(member->request_fd);
	close(member->result_fd);
	bytes_free(&member->unsent);
	bytes_free(&member->partial);
	member->pid = 0;
	crew->n_live--;
}
