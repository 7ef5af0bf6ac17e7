/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* pipe2 */
#include "pool/crew.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "pool/descriptors.h"
#include "pool/worker.h"

/* The two pipes between the driver and one worker, as pipe2(2) has them. */
struct pipes {
	int request[2], result[2];
};

static enum gm_status
open_pipes(struct pipes *pipes, struct gm_error *err)
{
	if (pipe2(pipes->request, O_CLOEXEC) != 0)
		return gm_fail(err, GM_ERR_SYSTEM, errno, "pipe");
	if (pipe2(pipes->result, O_CLOEXEC) != 0) {
		gm_fail(err, GM_ERR_SYSTEM, errno, "pipe");
		close(pipes->request[0]);
		close(pipes->request[1]);
		return err->status;
	}
	/* Only the driver's ends: the worker may and should wait. */
	fcntl(pipes->request[1], F_SETFL, O_NONBLOCK);
	fcntl(pipes->result[0], F_SETFL, O_NONBLOCK);
	return GM_OK;
}

/*
 * Nothing is inherited.  Close-on-exec does nothing without exec: a sibling's
 * write end that stayed open here would keep the end of its file from ever
 * being seen.
 */
static _Noreturn void
be_worker(struct crew *crew, unsigned member_i, const struct pipes *pipes,
	  pid_t driver, const sigset_t *mask)
{
	struct worker_seat seat = {
		.slot = crew->members[member_i].slot,
		.request_fd = pipes->request[0],
		.result_fd = pipes->result[1],
		.is_first = crew->members[member_i].is_first,
		.driver = driver,
	};
	const int own[CREW_OWN_FDS] = {seat.request_fd, seat.result_fd,
				       crew->config->kept_fd};
	size_t n_kept = crew->config->n_kept_fds;

	signals_leave();
	memcpy(crew->kept_fds + n_kept, own, sizeof(own));
	descriptors_keep(crew->kept_fds, n_kept + CREW_OWN_FDS);
	board_keep_only(&crew->board, member_i);
	sigprocmask(SIG_SETMASK, mask, NULL);
	worker_run(crew->config, &seat);
}

enum gm_status
crew_spawn(struct crew *crew, unsigned member_i, bool is_first,
	   struct gm_error *err)
{
	struct crew_member *member = &crew->members[member_i];
	pid_t pid, driver = getpid();
	sigset_t all, before;
	struct pipes pipes;

	assert(member->pid == 0);
	if (open_pipes(&pipes, err) != GM_OK)
		return err->status;
	*member = (struct crew_member){
		.request_fd = pipes.request[1],
		.result_fd = pipes.result[0],
		.slot = board_slot(&crew->board, member_i),
		.is_first = is_first,
		.seen_at = BOARD_NO_JOB,
	};
	board_reset(member->slot);
	/* No handler of the driver's may run in the child. */
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	pid = fork();
	if (pid == 0)
		be_worker(crew, member_i, &pipes, driver, &before);
	if (pid < 0)
		gm_fail(err, GM_ERR_SYSTEM, errno, "fork");
	sigprocmask(SIG_SETMASK, &before, NULL);
	close(pipes.request[0]);
	close(pipes.result[1]);
	if (pid < 0) {
		close(pipes.request[1]);
		close(pipes.result[0]);
		return err->status;
	}
	member->pid = pid;
	crew->n_live++;
	return GM_OK;
}
