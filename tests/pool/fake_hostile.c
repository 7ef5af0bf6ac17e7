/* SPDX-License-Identifier: MIT */
#include "fake_hostile.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fake.h"
#include "pool/board.h"
#include "pool/wire.h"

_Noreturn void
fake_hang(void)
{
	for (;;)
		fake_sleep_ms(60000);
}

void
fake_spin(void)
{
	for (volatile unsigned i = 0;; i++)
		;
}

/* To every descriptor: a job is not told which is the result pipe. */
static void
write_all_over(const uint8_t *data, size_t nbytes)
{
	for (int fd = 3; fd < FAKE_MAX_FD; fd++) {
		ssize_t n = write(fd, data, nbytes);

		(void)n;
	}
}

static void
write_garbage(void)
{
	uint8_t noise[64];

	memset(noise, 0xee, sizeof(noise));
	write_all_over(noise, sizeof(noise));
}

/* n results, all of the same job at the first place of the batch. */
static void
write_results(uint64_t job, size_t n)
{
	struct wire_result result = {.kind = WIRE_RESULT, .job = job};
	uint8_t records[2 * WIRE_RESULT_HEAD_BYTES];

	for (size_t i = 0; i < n; i++)
		wire_result_put(records + i * WIRE_RESULT_HEAD_BYTES,
				WIRE_RESULT_HEAD_BYTES, &result);
	write_all_over(records, n * WIRE_RESULT_HEAD_BYTES);
}

static void
write_of_itself(enum wire_kind kind)
{
	struct wire_result result = {.kind = kind, .status = GM_ERR_SYSTEM};
	uint8_t record[WIRE_RESULT_HEAD_BYTES];

	wire_result_put(record, sizeof(record), &result);
	write_all_over(record, sizeof(record));
}

/*
 * What an honest worker never leaves there: that it has just begun, that it
 * cannot begin, the result of a job of others; noise in the end.
 */
static void
scrawl(struct board_slot *slot, uint64_t job, uint32_t nbytes)
{
	static const enum wire_kind kinds[] = {WIRE_ENTERED, WIRE_ENTER_FAILED,
					       WIRE_RESULT};
	uint8_t *at = slot->pending;

	memset(at, 0xee, sizeof(slot->pending));
	for (unsigned i = 0; i < sizeof(kinds) / sizeof(kinds[0]); i++) {
		struct wire_result result = {
			.kind = kinds[i], .status = GM_ERR_SYSTEM, .job = job};

		at += wire_result_put(at, WIRE_RESULT_HEAD_BYTES, &result);
	}
	atomic_store(&slot->n_pending, nbytes);
	raise(SIGKILL);
}

static void
close_all(void)
{
	for (int fd = 3; fd < FAKE_MAX_FD; fd++)
		close(fd);
}

/* Put a pipe that never ends in the place of the one to read from. */
static void
go_deaf(void)
{
	int fds[2];

	if (pipe(fds) != 0)
		abort();
	for (int fd = 3; fd < FAKE_MAX_FD; fd++) {
		struct stat st;

		if (fd != fds[0] && fstat(fd, &st) == 0 &&
		    S_ISFIFO(st.st_mode) &&
		    (fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDONLY)
			dup2(fds[0], fd);
	}
}

static void
leave_child(const struct fake_shared *shared)
{
	if (fork() == 0) {
		alarm(2 * FAKE_GUARD_S);
		while (!atomic_load(&shared->has_returned))
			fake_sleep_ms(5);
		_exit(0);
	}
	raise(SIGKILL);
}

static struct board_slot *
slot_of(struct pool_meter *meter)
{
	return (void *)((char *)meter - offsetof(struct board_slot, meter));
}

/* Does not come back but from a deed after which the worker goes on. */
enum gm_status
fake_hostile(const struct fake_shared *shared,
	     const struct fake_request *request, struct pool_meter *meter)
{
	switch (request->act.what) {
	case FAKE_GARBAGE:
		write_garbage();
		fake_hang();
	case FAKE_FORGE:
		write_results(request->job + 1, 1);
		fake_hang();
	case FAKE_TWICE:
		write_results(request->job, 2);
		fake_hang();
	case FAKE_LIE:
		board_end(slot_of(meter));
		raise(SIGKILL);
		return GM_OK;
	case FAKE_HIDE:
		board_end(slot_of(meter));
		if (request->act.arg != 0)
			fake_spin();
		fake_hang();
	case FAKE_MUTE:
		close_all();
		fake_hang();
	case FAKE_DEAF:
		go_deaf();
		return GM_OK;
	case FAKE_ENTER:
		write_of_itself(WIRE_ENTERED);
		fake_hang();
	case FAKE_REFUSE:
		write_of_itself(WIRE_ENTER_FAILED);
		fake_hang();
	case FAKE_SCRAWL:
		scrawl(slot_of(meter), request->job + 1, BOARD_PENDING_BYTES);
		return GM_OK;
	case FAKE_SWELL:
		scrawl(slot_of(meter), request->job, UINT32_MAX);
		return GM_OK;
	case FAKE_ORPHAN:
		leave_child(shared);
		return GM_OK;
	default:
		return GM_ERR_USAGE;
	}
}
