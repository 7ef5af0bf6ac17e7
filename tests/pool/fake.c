/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* MAP_ANONYMOUS */
#include "fake.h"

#include <dirent.h>
#include <errno.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <time.h>
#include <unistd.h>

#include "base/clock.h"
#include "fake_job.h"

void
fake_sleep_ms(unsigned ms)
{
	struct timespec left = {.tv_sec = (time_t)(ms / 1000),
				.tv_nsec = (long)(ms % 1000) * 1000000};

	while (nanosleep(&left, &left) != 0 && errno == EINTR)
		;
}

bool
fake_await(const _Atomic size_t *value, size_t least)
{
	uint64_t end_ms = clock_now_ms() + FAKE_GUARD_S * 1000;

	while (atomic_load(value) < least) {
		if (clock_now_ms() > end_ms)
			return false;
		fake_sleep_ms(2);
	}
	return true;
}

bool
fake_succeeds(bool (*attempt)(unsigned ms), unsigned ms)
{
	return attempt(ms) || attempt(8 * ms) || attempt(64 * ms);
}

size_t
fake_n_fds(void)
{
	DIR *dir = opendir("/proc/self/fd");
	size_t n = 0;

	if (dir == NULL)
		abort();
	while (readdir(dir) != NULL)
		n++;
	closedir(dir);
	return n;
}

static enum gm_status
request(void *ctx, size_t job_i, bool is_alone, struct bytes *out,
	struct gm_error *err)
{
	struct fake *fake = ctx;
	struct fake_request r = {.job = job_i, .act = fake->act(job_i)};

	(void)is_alone;
	return bytes_append(out, &r, sizeof(r), err);
}

static uint64_t
weight(void *ctx, size_t job_i)
{
	struct fake *fake = ctx;

	return fake->weight == NULL ? 0 : fake->weight(job_i);
}

static void
keep(struct fake *fake, size_t job_i, const struct pool_result *result)
{
	struct fake_fate *fate = &fake->fates[job_i];

	fate->n_done++;
	fate->status = result->status;
	fate->nbytes = result->nbytes;
	fate->error = result->error;
	fate->pid = result->pid;
	if (result->nbytes > 0) {
		fate->first = result->response[0];
		fate->last = result->response[result->nbytes - 1];
	}
	for (size_t i = 0; i < result->nbytes; i++)
		fate->n_lines += result->response[i] == '\n';
}

static bool
done(void *ctx, size_t job_i, const struct pool_result *result)
{
	struct fake *fake = ctx;
	size_t n = atomic_fetch_add(&fake->shared->n_done, 1) + 1;

	if (job_i >= fake->config.n_jobs)
		abort();
	if (fake->fates != NULL)
		keep(fake, job_i, result);
	if (fake->kill_every != 0 && n % fake->kill_every == 0)
		kill(atomic_load(&fake->shared->last_pid), SIGKILL);
	if (n != fake->stop_after)
		return true;
	atomic_store(&fake->shared->n_begun_at_stop,
		     atomic_load(&fake->shared->n_begun));
	return false;
}

static void
tick(void *ctx, const struct pool_view *view)
{
	struct fake *fake = ctx;

	if (fake->tick != NULL)
		fake->tick(fake, view);
}

void
fake_open(struct fake *fake, unsigned n_workers, size_t n_jobs,
	  struct fake_act (*act_of)(size_t job))
{
	void *shared = mmap(NULL, sizeof(*fake->shared), PROT_READ | PROT_WRITE,
			    MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (shared == MAP_FAILED)
		abort();
	*fake = (struct fake){.act = act_of, .shared = shared};
	fake->fates = calloc(n_jobs, sizeof(*fake->fates));
	fake->config = (struct pool_config){
		.n_workers = n_workers,
		.n_jobs = n_jobs,
		.enter = fake_job_enter,
		.job = fake_job,
		.request = request,
		.weight = weight,
		.done = done,
		.tick = tick,
	};
}

void
fake_run(struct fake *fake)
{
	/* A job that calls exit(3) would print what is buffered again. */
	fflush(NULL);
	fake->config.ctx = fake;
	alarm(FAKE_GUARD_S);
	fake->status = pool_run(&fake->config, &fake->outcome, &fake->error);
	alarm(0);
	atomic_store(&fake->shared->signal, fake->outcome.signal);
	atomic_store(&fake->shared->has_returned, true);
}

pid_t
fake_fork(struct fake *fake)
{
	pid_t pid;

	fflush(NULL);
	pid = fork();
	if (pid == 0) {
		setpgid(0, 0);
		fake_run(fake);
		_exit(0);
	}
	setpgid(pid, pid);
	return pid;
}

void
fake_close(struct fake *fake)
{
	munmap(fake->shared, sizeof(*fake->shared));
	free(fake->fates);
	*fake = (struct fake){0};
}

bool
fake_rest_is_ok(const struct fake *fake, bool (*odd)(size_t job))
{
	for (size_t i = 0; i < fake->config.n_jobs; i++) {
		const struct fake_fate *fate = &fake->fates[i];

		if (fate->n_done != 1) {
			fprintf(stderr, "job %zu: %u done()\n", i,
				fate->n_done);
			return false;
		}
		if (fate->status != GM_OK && (odd == NULL || !odd(i))) {
			fprintf(stderr, "job %zu: status %d, %s\n", i,
				(int)fate->status, fate->error.text);
			return false;
		}
	}
	return true;
}
