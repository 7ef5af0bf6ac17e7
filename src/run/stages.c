/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* O_PATH */
#include "run/stages.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/random.h>
#include <time.h>
#include <unistd.h>

#include "base/grow.h"
#include "base/link.h"
#include "base/nofile.h"
#include "base/text.h"

/* Of open files, those that are left for all else, if there are so many. */
#define OTHER_FILES 256u

/* Most that are open; a set of workers is made anew for so many more. */
#define MOST 4096u

/* What each has open. */
#define FDS_EACH 2u

#define IN_IT (O_PATH | O_DIRECTORY | O_CLOEXEC)

/* Of the path of a folder: its end, where paths differ. */
#define SHOWN_BYTES 120u

size_t
stages_most(void)
{
	size_t n = nofile_raise(FDS_EACH * MOST + OTHER_FILES);

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

/* Open the folder of the path, which is spoilt; -1 with errno. */
static int
open_folder(char *out_path)
{
	char *slash = strrchr(out_path, '/');

	if (slash == NULL)
		return link_open(AT_FDCWD, ".", IN_IT, LINK_ANY);
	slash[1] = '\0';
	return link_open(AT_FDCWD, out_path, IN_IT, LINK_ANY);
}

/* Open the next, at out_path.  What two names call one folder has two. */
static enum gm_status
open_at(struct stages *stages, char *out_path, uint32_t place,
	struct gm_error *err)
{
	struct stage *stage = &stages->items[stages->n_items];
	int folder_fd = open_folder(out_path), errnum = errno;
	enum gm_status st;
	struct gm_error why;

	if (folder_fd >= 0) {
		errnum = stage_open(stage, folder_fd, stages->run_id + place);
		close(folder_fd);
	}
	if (errnum != 0) {
		st = gm_write_status(errnum);
		gm_fail(&why, st, errnum, "make folder");
		return stages_blame(st == GM_ERR_WRITE ? GM_ERR_FOLDER : st,
				    out_path, why.text, err);
	}
	stages->fds[stages->n_items++] = stage->fd;
	stages->item_nos[place] = (uint32_t)stages->n_items;
	return GM_OK;
}

/* Room for one more. */
static enum gm_status
reserve(struct stages *stages, size_t *capacity, struct gm_error *err)
{
	size_t n = stages->n_items, fds_capacity = *capacity;
	struct stage *items;
	int *fds =
		grow_items(stages->fds, &fds_capacity, n, 1, sizeof(*fds), err);

	if (fds == NULL)
		return err->status;
	stages->fds = fds;
	items = grow_items(stages->items, capacity, n, 1, sizeof(*items), err);
	if (items == NULL)
		return err->status;
	stages->items = items;
	return GM_OK;
}

static enum gm_status
open_all(struct stages *stages, const struct stretch *stretch,
	 struct gm_error *err)
{
	struct bytes in_path = {0}, out_path = {0};
	enum gm_status st = GM_OK;
	size_t capacity = 0;

	for (size_t i = 0; st == GM_OK && i < stretch->n_inputs; i++) {
		uint32_t input_i = stretch->inputs[i];
		uint32_t place = plan_out_place(stretch->plan, input_i);

		if (stages->item_nos[place] != 0)
			continue;
		st = reserve(stages, &capacity, err);
		if (st == GM_OK)
			st = plan_paths(stretch->plan, input_i, &in_path,
					&out_path, err);
		if (st == GM_OK)
			st = open_at(stages, (char *)out_path.data, place, err);
	}
	bytes_free(&out_path);
	bytes_free(&in_path);
	return st;
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
	*stages = (struct stages){.plan = stretch->plan, .has_begun = true};
	hold_signals(stages);
	stages->item_nos = calloc(plan_n_places(stretch->plan) + 1,
				  sizeof(*stages->item_nos));
	if (stages->item_nos == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory");
	if (getrandom(&stages->run_id, sizeof(stages->run_id), 0) !=
	    (ssize_t)sizeof(stages->run_id))
		return gm_fail(err, GM_ERR_SYSTEM, errno, "getrandom");
	return open_all(stages, stretch, err);
}

int
stages_close(struct stages *stages)
{
	int number = 0;

	for (size_t i = 0; i < stages->n_items; i++)
		stage_close(&stages->items[i]);
	free(stages->items);
	free(stages->fds);
	free(stages->item_nos);
	if (stages->has_begun)
		number = release_signals(stages);
	*stages = (struct stages){0};
	return number;
}
