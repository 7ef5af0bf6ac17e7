/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* MAP_ANONYMOUS, F_SETPIPE_SZ */
#include "fake_job.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fake.h"
#include "pool/board.h"
#include "pool/wire.h"

/* Above all descriptors that a worker has. */
#define MAX_FD 64

/* The test program's handlers are not the worker's. */
enum gm_status
fake_job_enter(void *ctx, struct gm_error *err)
{
	static const int faults[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL};
	struct rlimit no_core = {0};

	(void)ctx;
	(void)err;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		signal(faults[i], SIG_DFL);
	setrlimit(RLIMIT_CORE, &no_core);
	return GM_OK;
}

static enum gm_status
answer(struct bytes *response, uint64_t job, size_t nbytes)
{
	struct gm_error err;

	if (bytes_reserve(response, nbytes, &err) != GM_OK)
		return err.status;
	if (nbytes > 0)
		memset(response->data, (int)(job & 0xff), nbytes);
	response->nbytes = nbytes;
	return GM_OK;
}

static enum gm_status
list_fds(struct bytes *response)
{
	struct gm_error err;

	for (int fd = 0; fd < 4096; fd++) {
		char path[64], target[256], line[400];
		ssize_t n;
		int len;

		snprintf(path, sizeof(path), "/proc/self/fd/%d", fd);
		n = readlink(path, target, sizeof(target));
		if (n < 0)
			continue;
		len = snprintf(line, sizeof(line), "%d %.*s\n", fd, (int)n,
			       target);
		if (bytes_append(response, line, (size_t)len, &err) != GM_OK)
			return err.status;
	}
	return GM_OK;
}

/* To every descriptor: a job is not told which is the result pipe. */
static void
write_all_over(const uint8_t *data, size_t nbytes)
{
	for (int fd = 3; fd < MAX_FD; fd++) {
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

static void
write_forgery(uint64_t job)
{
	struct wire_result result = {.kind = WIRE_RESULT, .job = job + 1};
	uint8_t record[WIRE_RESULT_HEAD_BYTES];

	wire_result_put(record, sizeof(record), &result);
	write_all_over(record, sizeof(record));
}

static void
close_all(void)
{
	for (int fd = 3; fd < MAX_FD; fd++)
		close(fd);
}

static void
shrink_pipes(void)
{
	/* What is no pipe is left as it is. */
	for (int fd = 3; fd < MAX_FD; fd++)
		fcntl(fd, F_SETPIPE_SZ, 1);
}

/* Put a pipe that never ends in the place of the one to read from. */
static void
go_deaf(void)
{
	int fds[2];

	if (pipe(fds) != 0)
		abort();
	for (int fd = 3; fd < MAX_FD; fd++) {
		struct stat st;

		if (fd != fds[0] && fstat(fd, &st) == 0 &&
		    S_ISFIFO(st.st_mode) &&
		    (fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDONLY)
			dup2(fds[0], fd);
	}
}

/* Takes address space in small steps until a limit set here refuses. */
static enum gm_status
allocate_all(void)
{
	size_t step = (size_t)4 << 20, n_pages = 0;
	struct rlimit before, tight;
	void *chunks[64];
	int n = 0;
	FILE *file = fopen("/proc/self/statm", "re");

	if (file == NULL || fscanf(file, "%zu", &n_pages) != 1)
		abort();
	fclose(file);
	getrlimit(RLIMIT_AS, &before);
	tight = before;
	tight.rlim_cur = n_pages * (size_t)sysconf(_SC_PAGESIZE) + 16 * step;
	setrlimit(RLIMIT_AS, &tight);
	while (n < 64 && (chunks[n] = mmap(NULL, step, PROT_READ | PROT_WRITE,
					   MAP_PRIVATE | MAP_ANONYMOUS, -1,
					   0)) != MAP_FAILED)
		n++;
	setrlimit(RLIMIT_AS, &before);
	for (int i = 0; i < n; i++)
		munmap(chunks[i], step);
	return n < 64 ? GM_ERR_NOMEM : GM_OK;
}

static enum gm_status
refuse_once(struct fake_shared *shared, uint64_t job)
{
	int beside;

	if (!atomic_exchange(&shared->was_refused[job % 64], true))
		return GM_ERR_NOMEM;
	fake_sleep_ms(20);
	beside = atomic_load(&shared->n_running) - 1;
	if (beside > atomic_load(&shared->most_beside_retry))
		atomic_store(&shared->most_beside_retry, beside);
	return GM_OK;
}

static void
leave_child(void)
{
	if (fork() == 0) {
		fake_sleep_ms(6000);
		_exit(0);
	}
	raise(SIGKILL);
}

static struct board_slot *
slot_of(struct pool_meter *meter)
{
	return (void *)((char *)meter - offsetof(struct board_slot, meter));
}

static _Noreturn void
hang(void)
{
	for (;;)
		pause();
}

/* Does not come back but from a deed after which the worker goes on. */
static enum gm_status
act_hostile(const struct fake_request *request, struct pool_meter *meter)
{
	switch (request->act.what) {
	case FAKE_GARBAGE:
		write_garbage();
		hang();
	case FAKE_FORGE:
		write_forgery(request->job);
		hang();
	case FAKE_LIE:
		board_end(slot_of(meter));
		raise(SIGKILL);
		return GM_OK;
	case FAKE_HIDE:
		board_end(slot_of(meter));
		hang();
	case FAKE_MUTE:
		close_all();
		hang();
	case FAKE_DEAF:
		go_deaf();
		return GM_OK;
	case FAKE_ORPHAN:
		leave_child();
		return GM_OK;
	default:
		return GM_ERR_USAGE;
	}
}

static enum gm_status
act(struct fake *fake, const struct fake_request *request,
    struct bytes *response, struct pool_meter *meter)
{
	unsigned arg = request->act.arg;

	switch (request->act.what) {
	case FAKE_NOTHING:
		return GM_OK;
	case FAKE_SLEEP:
		fake_sleep_ms(arg);
		return GM_OK;
	case FAKE_FAIL:
		return (enum gm_status)arg;
	case FAKE_RAISE:
		raise((int)arg);
		return GM_OK;
	case FAKE_EXIT:
		exit((int)arg);
	case FAKE_ABORT:
		abort();
	case FAKE_HANG:
		hang();
	case FAKE_ANSWER:
		return answer(response, request->job, arg);
	case FAKE_LIST:
		return list_fds(response);
	case FAKE_ALLOCATE:
		return allocate_all();
	case FAKE_NOMEM_ONCE:
		return refuse_once(fake->shared, request->job);
	case FAKE_METER:
		pool_meter_add(meter, arg - 1);
		pool_meter_add(meter, 1);
		fake_sleep_ms(300);
		return GM_OK;
	case FAKE_SHRINK:
		shrink_pipes();
		return GM_OK;
	default:
		return act_hostile(request, meter);
	}
}

enum gm_status
fake_job(void *ctx, const uint8_t *data, size_t nbytes, struct bytes *response,
	 struct pool_meter *meter)
{
	struct fake *fake = ctx;
	struct fake_shared *shared = fake->shared;
	struct fake_request request;
	enum gm_status st;
	int n;

	if (nbytes != sizeof(request) || response->nbytes != 0)
		return GM_ERR_USAGE;
	memcpy(&request, data, sizeof(request));
	atomic_store(&shared->last_pid, getpid());
	atomic_fetch_add(&shared->n_begun, 1);
	n = atomic_fetch_add(&shared->n_running, 1) + 1;
	if (n > atomic_load(&shared->most_running))
		atomic_store(&shared->most_running, n);
	st = act(fake, &request, response, meter);
	atomic_fetch_sub(&shared->n_running, 1);
	atomic_fetch_add(&shared->n_ended, 1);
	return st;
}
