/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* pipe2 */
#include "pool/crew.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

#include "pool/worker.h"

/* The four ends of the two pipes between the driver and one worker. */
struct ends {
	int request_read, request_write;
	int result_read, result_write;
};

static enum gm_status
open_ends(struct ends *ends, struct gm_error *err)
{
	int request[2], result[2];

	if (pipe2(request, O_CLOEXEC) != 0)
		return gm_fail(err, GM_ERR_SYSTEM, errno, "pipe");
	if (pipe2(result, O_CLOEXEC) != 0) {
		gm_fail(err, GM_ERR_SYSTEM, errno, "pipe");
		close(request[0]);
		close(request[1]);
		return err->status;
	}
	/* Only the driver's ends: the worker may and should wait. */
	fcntl(request[1], F_SETFL, O_NONBLOCK);
	fcntl(result[0], F_SETFL, O_NONBLOCK);
	*ends = (struct ends){.request_read = request[0],
			      .request_write = request[1],
			      .result_read = result[0],
			      .result_write = result[1]};
	return GM_OK;
}

/*
 * Close-on-exec does nothing without exec: a sibling's write end that stayed
 * open here would keep the end of its file from ever being seen.
 */
static _Noreturn void
be_worker(struct crew *crew, unsigned member_i, const struct ends *ends,
	  pid_t driver, const sigset_t *mask)
{
	struct worker_seat seat = {
		.slot = crew->members[member_i].slot,
		.request_fd = ends->request_read,
		.result_fd = ends->result_write,
		.driver = driver,
	};

	signals_leave(crew->signals);
	close(ends->request_write);
	close(ends->result_read);
	for (unsigned i = 0; i < crew->n_members; i++) {
		if (crew->members[i].pid == 0)
			continue;
		close(crew->members[i].result_fd);
		if (crew->members[i].request_fd >= 0)
			close(crew->members[i].request_fd);
	}
	board_keep_only(&crew->board, member_i);
	sigprocmask(SIG_SETMASK, mask, NULL);
	worker_run(crew->config, &seat);
}

enum gm_status
crew_spawn(struct crew *crew, unsigned member_i, struct gm_error *err)
{
	struct crew_member *member = &crew->members[member_i];
	pid_t pid, driver = getpid();
	sigset_t all, before;
	struct ends ends = {0};

	assert(member->pid == 0);
	if (open_ends(&ends, err) != GM_OK)
		return err->status;
	*member = (struct crew_member){
		.request_fd = ends.request_write,
		.result_fd = ends.result_read,
		.slot = board_slot(&crew->board, member_i),
		.seen_at = BOARD_NO_JOB,
	};
	board_reset(member->slot);
	/* No handler of the driver's may run in the child. */
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &before);
	pid = fork();
	if (pid == 0)
		be_worker(crew, member_i, &ends, driver, &before);
	if (pid < 0)
		gm_fail(err, GM_ERR_SYSTEM, errno, "fork");
	sigprocmask(SIG_SETMASK, &before, NULL);
	close(ends.request_read);
	close(ends.result_write);
	if (pid < 0) {
		close(ends.request_write);
		close(ends.result_read);
		return err->status;
	}
	member->pid = pid;
	crew->n_live++;
	return GM_OK;
}
