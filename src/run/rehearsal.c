/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* syscall */
#include "run/rehearsal.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "pool/pool.h"

/* A file in the stage that the worker makes: none of a job's. */
#define MADE "w"

/* What could be done, as bits. */
enum {
	CAN_READ = 1,
	CAN_WRITE = 2,
	CAN_TAKE_MEMORY = 4
};

static bool
make_file(int folder_fd, const char *name)
{
	struct file_out out = {0};
	struct gm_error err;
	bool result =
		file_out_open_at(&out, folder_fd, name, 0600, &err) == GM_OK &&
		file_out_write(&out, "", 1, &err) == GM_OK &&
		file_out_commit(&out, &err) == GM_OK;

	file_out_free(&out);
	return result;
}

/* Without the buffers that an output has. */
static void
make_small_file(int folder_fd, const char *name)
{
	int fd = openat(folder_fd, name,
			O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC,
			0600);

	if (fd < 0)
		return;
	if (write(fd, "", 1) != 1)
		unlinkat(folder_fd, name, 0);
	close(fd);
}

void
rehearsal_open(struct rehearsal *rehearsal, const struct stages *stages,
	       size_t input_i, bool syncs)
{
	*rehearsal = (struct rehearsal){
		.stages = stages,
		.stage_fd = stages_of(stages, input_i)->fd,
		.syncs = syncs,
	};
	/* What cannot be made, nobody can read, with locks or without. */
	make_small_file(rehearsal->stage_fd, REHEARSAL_READ);
}

void
rehearsal_open_files(struct rehearsal *rehearsal,
		     const int files[REHEARSAL_N_FILES])
{
	*rehearsal = (struct rehearsal){.files = files};
}

void
rehearsal_close(struct rehearsal *rehearsal)
{
	if (rehearsal->stages != NULL)
		unlinkat(rehearsal->stage_fd, REHEARSAL_READ, 0);
	*rehearsal = (struct rehearsal){0};
}

static bool
can_read(const struct rehearsal *rehearsal)
{
	struct file_in in = {.links = LINK_NONE};
	struct gm_error err;
	const uint8_t *data;
	bool result = false;

	if (file_in_open_at(&in, rehearsal->stage_fd, REHEARSAL_READ, &err) ==
	    GM_OK) {
		file_in_peek(&in, 1, &data);
		result = file_in_status(&in, &err) == GM_OK;
	}
	file_in_free(&in);
	return result;
}

/* What is kept open is not opened again, and stays so. */
static bool
can_read_file(int fd)
{
	struct stat info;
	char byte;

	return fstat(fd, &info) == 0 && lseek(fd, 0, SEEK_SET) == 0 &&
	       read(fd, &byte, 1) >= 0;
}

static bool
can_write_file(int fd)
{
	return lseek(fd, 0, SEEK_SET) == 0 && write(fd, "", 1) == 1;
}

/* Whether there is such a call: the stand-in for a stream has no disk. */
static bool
can_sync(void)
{
	return fsync(STDIN_FILENO) == 0 || errno != ENOSYS;
}

static bool
can_write(const struct rehearsal *rehearsal)
{
	int fd = rehearsal->stage_fd;

	return make_file(fd, MADE) && unlinkat(fd, MADE, 0) == 0 &&
	       (!rehearsal->syncs || can_sync());
}

static_assert((CAN_READ | CAN_WRITE | CAN_TAKE_MEMORY) == REHEARSAL_DONE,
	      "these are all");

/*
 * Buffers were had by mmap(2); small memory comes from the heap, whose end is
 * asked for here.  The limit is what each job sets.
 */
static bool
can_take_memory(void)
{
	struct rlimit limit;

	return syscall(SYS_brk, 0) != -1 &&
	       getrlimit(RLIMIT_DATA, &limit) == 0 &&
	       setrlimit(RLIMIT_DATA, &limit) == 0;
}

unsigned
rehearsal_do(const struct rehearsal *rehearsal)
{
	const int *files = rehearsal->files;
	unsigned can = 0;

	can |= (files != NULL ? can_read_file(files[0]) : can_read(rehearsal))
		       ? CAN_READ
		       : 0;
	can |= (files != NULL ? can_write_file(files[1]) : can_write(rehearsal))
		       ? CAN_WRITE
		       : 0;
	can |= can_take_memory() ? CAN_TAKE_MEMORY : 0;
	return can;
}

/* The only job of a pool of its own. */
struct show {
	const struct sandbox *sandbox;
	const struct rehearsal *rehearsal;
	int can;
};

static enum gm_status
enter(void *ctx, struct gm_error *err)
{
	const struct show *show = ctx;

	return sandbox_enter(show->sandbox, err);
}

static enum gm_status
perform(void *ctx, const uint8_t *message, size_t nbytes,
	struct bytes *response, struct pool_meter *meter)
{
	const struct show *show = ctx;
	uint8_t can = (uint8_t)rehearsal_do(show->rehearsal);
	struct gm_error err;

	(void)message;
	(void)nbytes;
	(void)meter;
	return bytes_append(response, &can, 1, &err);
}

static bool
done(void *ctx, size_t job_i, const struct pool_result *result)
{
	struct show *show = ctx;

	(void)job_i;
	if (result->status == GM_OK && result->nbytes == 1)
		show->can = result->response[0];
	return true;
}

int
rehearsal_do_in(const struct sandbox *sandbox,
		const struct rehearsal *rehearsal, int *signal)
{
	struct show show = {
		.sandbox = sandbox, .rehearsal = rehearsal, .can = -1};
	const struct stages *stages = rehearsal->stages;
	const struct pool_config config = {
		.n_workers = 1,
		.n_jobs = 1,
		.signals = stages != NULL ? &stages->signals : NULL,
		.kept_fd = sandbox->files_fd,
		.kept_fds = stages != NULL ? stages->fds : rehearsal->files,
		.n_kept_fds =
			stages != NULL ? stages->n_fds : REHEARSAL_N_FILES,
		.ctx = &show,
		.enter = enter,
		.job = perform,
		.done = done};
	struct pool_outcome outcome;
	struct gm_error err;

	pool_run(&config, &outcome, &err);
	if (outcome.signal != 0)
		*signal = outcome.signal;
	return show.can;
}
