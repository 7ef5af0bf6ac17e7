/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* MAP_ANONYMOUS, F_SETPIPE_SZ */
#include "fake_job.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include "fake_hostile.h"

#define STEP_MS 20u

/* The test program's handlers are not the worker's; the pool's are. */
enum gm_status
fake_job_enter(void *ctx, struct gm_error *err)
{
	static const int faults[] = {SIGSEGV, SIGABRT, SIGBUS, SIGFPE, SIGILL};
	static const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};
	struct rlimit no_core = {0};

	(void)ctx;
	for (size_t i = 0; i < sizeof(faults) / sizeof(faults[0]); i++)
		signal(faults[i], SIG_DFL);
	setrlimit(RLIMIT_CORE, &no_core);
	for (size_t i = 0; i < sizeof(ignored) / sizeof(ignored[0]); i++) {
		struct sigaction action;

		sigaction(ignored[i], NULL, &action);
		if (action.sa_handler != SIG_IGN)
			return gm_fail(err, GM_ERR_SYSTEM, 0,
				       "signal %d is not ignored", ignored[i]);
	}
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

static void
shrink_pipes(void)
{
	/* What is no pipe is left as it is. */
	for (int fd = 3; fd < FAKE_MAX_FD; fd++)
		fcntl(fd, F_SETPIPE_SZ, 1);
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

/* A job is not told which is the request pipe; a worker reads no other. */
static int
find_request_fd(void)
{
	for (int fd = 3; fd < FAKE_MAX_FD; fd++) {
		struct stat st;

		if (fstat(fd, &st) == 0 && S_ISFIFO(st.st_mode) &&
		    (fcntl(fd, F_GETFL) & O_ACCMODE) == O_RDONLY)
			return fd;
	}
	abort();
}

static void
await_end_of_requests(struct fake_shared *shared)
{
	struct pollfd request = {.fd = find_request_fd()};

	while (poll(&request, 1, -1) != 1)
		;
	atomic_fetch_add(&shared->n_cut, 1);
}

/* As libraries do that look at no result of malloc(). */
_Noreturn static void
starve(struct fake_shared *shared)
{
	allocate_all();
	atomic_fetch_sub(&shared->n_running, 1);
	abort();
}

static enum gm_status
refuse_once(struct fake_shared *shared, uint64_t job, bool crashes)
{
	size_t beside;

	if (!atomic_exchange(&shared->was_refused[job % 64], true)) {
		if (crashes)
			starve(shared);
		return GM_ERR_NOMEM;
	}
	fake_sleep_ms(20);
	beside = atomic_load(&shared->n_running) - 1;
	if (beside > atomic_load(&shared->most_beside_retry))
		atomic_store(&shared->most_beside_retry, beside);
	return GM_OK;
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
		/* In steps: what a stop of the process takes away is one. */
		for (unsigned ms = 0; ms < arg; ms += STEP_MS)
			fake_sleep_ms(arg - ms < STEP_MS ? arg - ms : STEP_MS);
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
		fake_hang();
	case FAKE_SPIN:
		pool_meter_ask(meter, arg);
		fake_spin();
	case FAKE_MEET:
		return fake_await(&fake->shared->most_running, arg)
			       ? GM_OK
			       : GM_ERR_TIMEOUT;
	case FAKE_LINGER:
		fake_sleep_ms(20);
		if (atomic_load(&fake->shared->n_done) >= arg)
			await_end_of_requests(fake->shared);
		return GM_OK;
	case FAKE_STAY:
		await_end_of_requests(fake->shared);
		fake_hang();
	case FAKE_ANSWER:
		return answer(response, request->job, arg);
	case FAKE_LIST:
		return list_fds(response);
	case FAKE_ALLOCATE:
		return allocate_all();
	case FAKE_NOMEM_ONCE:
		return refuse_once(fake->shared, request->job, arg != 0);
	case FAKE_STARVE:
		starve(fake->shared);
	case FAKE_METER:
		pool_meter_add(meter, arg - 1);
		pool_meter_add(meter, 1);
		while (!atomic_load(&fake->shared->is_seen))
			fake_sleep_ms(2);
		return GM_OK;
	case FAKE_SHRINK:
		shrink_pipes();
		return GM_OK;
	default:
		return fake_hostile(fake->shared, request, meter);
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
	size_t n;

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
