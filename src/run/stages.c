/* SPDX-License-Identifier: MIT */
#include "run/stages.h"

#include <errno.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "base/grow.h"
#include "base/nofile.h"
#include "base/spool.h"
#include "base/text.h"

/* Of open files, those that are left for all else, if there are so many. */
#define OTHER_FILES 256u

/* Most that are open; a set of workers is made anew for so many more. */
#define MOST 4096u

/* What each stage has open, and a folder of inputs. */
#define FDS_EACH 3u

/* Of the folder of an input: above all -errno. */
#define NOT_OPENED (-65536)

/* Of the path of a folder: its end, where paths differ. */
#define SHOWN_BYTES 120u

size_t
stages_most(void)
{
	size_t n = nofile_raise(FDS_EACH * MOST + OTHER_FILES, NULL);

	return n > 2 * OTHER_FILES ? (n - OTHER_FILES) / FDS_EACH
				   : n / 4 / FDS_EACH + 1;
}

enum gm_status
stages_blame(enum gm_status st, const char *out_path, const char *text,
	     struct gm_error *err)
{
	const char *slash = strrchr(out_path, '/'), *tail;
	char folder[PATH_MAX] = ".";
	size_t n = slash == NULL ? 0 : (size_t)(slash - out_path);

	/* The root is a slash and no more. */
	if (slash == out_path)
		n = 1;
	if (n >= sizeof(folder))
		n = sizeof(folder) - 1;
	if (n > 0) {
		memcpy(folder, out_path, n);
		folder[n] = '\0';
	}
	tail = text_tail(folder, SHOWN_BYTES);
	gm_fail(err, st, 0, "%s%s: %s", tail == folder ? "" : "...", tail,
		text);
	text_scrub(err->text);
	return st;
}

const struct stage *
stages_of(const struct stages *stages, size_t input_i)
{
	uint32_t place = plan_out_place(stages->plan, input_i);

	return &stages->items[stages->item_nos[place] - 1];
}

void
stages_name(size_t input_i, char name[STAGES_NAME_BYTES])
{
	snprintf(name, STAGES_NAME_BYTES, "%zu", input_i);
}

int
stages_in_fd(const struct stages *stages, size_t input_i)
{
	return stages->in_fds[plan_in_place(stages->plan, input_i)];
}

/* What workers are to keep. */
static enum gm_status
keep(struct stages *stages, int fd, struct gm_error *err)
{
	int *fds = grow_items(stages->fds, &stages->fds_capacity, stages->n_fds,
			      1, sizeof(*fds), err);

	if (fds == NULL)
		return err->status;
	stages->fds = fds;
	fds[stages->n_fds++] = fd;
	return GM_OK;
}

static enum gm_status
open_in(struct stages *stages, size_t input_i, struct gm_error *err)
{
	int *fd = &stages->in_fds[plan_in_place(stages->plan, input_i)];

	if (*fd != NOT_OPENED)
		return GM_OK;
	*fd = plan_open_in(stages->plan, input_i);
	if (*fd >= 0)
		return keep(stages, *fd, err);
	*fd = -errno;
	return GM_OK;
}

/* Make the next; 0, or an errno. */
static int
make_stage(struct stages *stages, size_t input_i, uint32_t place)
{
	int folder_fd = plan_open_out(stages->plan, input_i), errnum;

	if (folder_fd < 0)
		return errno;
	errnum = stage_open(&stages->items[stages->n_items], folder_fd,
			    stages->run_id + place);
	close(folder_fd);
	if (errnum == 0)
		stages->item_nos[place] = (uint32_t)++stages->n_items;
	return errnum;
}

/* The folder of the input's output cannot have one. */
static enum gm_status
blame(const struct stages *stages, size_t input_i, int errnum,
      struct gm_error *err)
{
	struct bytes in_path = {0}, out_path = {0};
	enum gm_status st =
		plan_paths(stages->plan, input_i, &in_path, &out_path, err);
	struct gm_error why;

	if (st == GM_OK) {
		st = gm_write_status(errnum);
		if (errnum == ESTALE)
			gm_fail(&why, st, 0, "another has taken its place");
		else
			gm_fail(&why, st, errnum, "make folder");
		st = stages_blame(st == GM_ERR_WRITE ? GM_ERR_FOLDER : st,
				  (const char *)out_path.data, why.text, err);
	}
	bytes_free(&out_path);
	bytes_free(&in_path);
	return st;
}

/* What two names call one folder has two. */
static enum gm_status
open_out(struct stages *stages, size_t input_i, struct gm_error *err)
{
	uint32_t place = plan_out_place(stages->plan, input_i);
	struct stage *items;
	int errnum;

	if (stages->item_nos[place] != 0)
		return GM_OK;
	items = grow_items(stages->items, &stages->items_capacity,
			   stages->n_items, 1, sizeof(*items), err);
	if (items == NULL)
		return err->status;
	stages->items = items;
	errnum = make_stage(stages, input_i, place);
	if (errnum != 0)
		return blame(stages, input_i, errnum, err);
	return keep(stages, items[stages->n_items - 1].fd, err);
}

static enum gm_status
open_files(struct stages *stages, struct gm_error *err)
{
	enum gm_status st = GM_OK;

	for (size_t i = 0; st == GM_OK && i < STAGES_N_FILES; i++) {
		st = spool_open(&stages->files[i], err);
		if (st == GM_OK)
			st = keep(stages, stages->files[i], err);
	}
	return st;
}

/* None is open. */
static enum gm_status
begin(struct stages *stages, struct gm_error *err)
{
	size_t n = plan_n_places(stages->plan);

	stages->item_nos = calloc(n + 1, sizeof(*stages->item_nos));
	stages->in_fds = calloc(n + 1, sizeof(*stages->in_fds));
	if (stages->item_nos == NULL || stages->in_fds == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory");
	for (size_t i = 0; i < n; i++)
		stages->in_fds[i] = NOT_OPENED;
	if (getrandom(&stages->run_id, sizeof(stages->run_id), 0) !=
	    (ssize_t)sizeof(stages->run_id))
		return gm_fail(err, GM_ERR_SYSTEM, errno, "getrandom");
	return GM_OK;
}

static const int stopping[] = {SIGINT, SIGTERM, SIGHUP};

static void
hold_signals(struct stages *stages)
{
	sigset_t held;

	sigemptyset(&held);
	for (size_t i = 0; i < sizeof(stopping) / sizeof(stopping[0]); i++)
		sigaddset(&held, stopping[i]);
	sigprocmask(SIG_BLOCK, &held, &stages->signals);
}

/* What is ignored or was blocked before is not for us. */
static int
release_signals(const struct stages *stages)
{
	const struct timespec none = {0};
	struct sigaction action;
	sigset_t held;
	int number;

	sigemptyset(&held);
	for (size_t i = 0; i < sizeof(stopping) / sizeof(stopping[0]); i++)
		if (sigismember(&stages->signals, stopping[i]) == 0 &&
		    sigaction(stopping[i], NULL, &action) == 0 &&
		    action.sa_handler != SIG_IGN)
			sigaddset(&held, stopping[i]);
	number = sigtimedwait(&held, NULL, &none);
	sigprocmask(SIG_SETMASK, &stages->signals, NULL);
	return number > 0 ? number : 0;
}

enum gm_status
stages_open(struct stages *stages, const struct stretch *stretch,
	    struct gm_error *err)
{
	bool has_outputs = plan_has_outputs(stretch->plan);
	enum gm_status st;

	*stages = (struct stages){
		.plan = stretch->plan, .has_begun = true, .files = {-1, -1}};
	hold_signals(stages);
	st = begin(stages, err);
	for (size_t i = 0; st == GM_OK && i < stretch->n_inputs; i++) {
		st = open_in(stages, stretch->inputs[i], err);
		if (st == GM_OK && has_outputs)
			st = open_out(stages, stretch->inputs[i], err);
	}
	return st == GM_OK && !has_outputs ? open_files(stages, err) : st;
}

int
stages_close(struct stages *stages)
{
	size_t n = stages->in_fds == NULL ? 0 : plan_n_places(stages->plan);
	int number = 0;

	for (size_t i = 0; i < stages->n_items; i++)
		stage_close(&stages->items[i]);
	for (size_t i = 0; i < n; i++)
		if (stages->in_fds[i] >= 0)
			close(stages->in_fds[i]);
	for (size_t i = 0; stages->has_begun && i < STAGES_N_FILES; i++)
		if (stages->files[i] >= 0)
			close(stages->files[i]);
	free(stages->items);
	free(stages->item_nos);
	free(stages->in_fds);
	free(stages->fds);
	if (stages->has_begun)
		number = release_signals(stages);
	*stages = (struct stages){0};
	return number;
}
