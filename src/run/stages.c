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

#include "base/nofile.h"
#include "base/text.h"

/* Of open files, those that are left for all else, if there are so many. */
#define OTHER_FILES 256u

/* Most that are open; a set of workers is made anew for so many more. */
#define MOST 4096u

/* Of the path of a folder: its end, where paths differ. */
#define SHOWN_BYTES 120u

size_t
stages_most(void)
{
	size_t n = nofile_raise(MOST + OTHER_FILES);

	return n > 2 * OTHER_FILES ? n - OTHER_FILES : n / 4 + 1;
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

/* Append the path of a stage: what two names call one folder has two. */
static enum gm_status
append_stage(const struct stages *stages, const char *out_path, size_t input_i,
	     struct bytes *path, struct gm_error *err)
{
	const char *slash = strrchr(out_path, '/');
	size_t n = slash == NULL ? 0 : (size_t)(slash - out_path) + 1;
	char name[STAGE_NAME_BYTES];
	enum gm_status st = bytes_append(path, out_path, n, err);

	stage_name(stages->run_id + plan_out_place(stages->plan, input_i),
		   name);
	return st != GM_OK ? st : bytes_append(path, name, strlen(name), err);
}

enum gm_status
stages_path(const struct stages *stages, const char *out_path, size_t input_i,
	    struct bytes *path, struct gm_error *err)
{
	char name[32];
	enum gm_status st;

	path->nbytes = 0;
	st = append_stage(stages, out_path, input_i, path, err);
	snprintf(name, sizeof(name), "/%zu", input_i);
	return st != GM_OK ? st
			   : bytes_append(path, name, strlen(name) + 1, err);
}

/* The path of a stage itself; the input's own goes to *scratch. */
static enum gm_status
path_of(const struct stages *stages, const struct stages_item *item,
	struct bytes *scratch, struct bytes *path, struct gm_error *err)
{
	struct bytes out_path = {0};
	enum gm_status st = plan_paths(stages->plan, item->input_i, scratch,
				       &out_path, err);

	path->nbytes = 0;
	if (st == GM_OK)
		st = append_stage(stages, (const char *)out_path.data,
				  item->input_i, path, err);
	if (st == GM_OK)
		st = bytes_append(path, "", 1, err);
	bytes_free(&out_path);
	return st;
}

static enum gm_status
open_one(struct stages *stages, uint32_t input_i, struct bytes *scratch,
	 struct bytes *path, struct gm_error *err)
{
	struct stages_item item = {.input_i = input_i};
	enum gm_status st = path_of(stages, &item, scratch, path, err);
	struct gm_error why;

	if (st != GM_OK)
		return st;
	item.fd = stage_open((const char *)path->data);
	if (item.fd < 0) {
		st = gm_write_status(errno);
		gm_fail(&why, st, errno, "make folder");
		return stages_blame(st == GM_ERR_WRITE ? GM_ERR_FOLDER : st,
				    (const char *)path->data, why.text, err);
	}
	stages->items[stages->n_items++] = item;
	return GM_OK;
}

static size_t
count_places(const struct stretch *stretch, bool *seen)
{
	size_t n = 0;

	for (size_t i = 0; i < stretch->n_inputs; i++) {
		uint32_t place =
			plan_out_place(stretch->plan, stretch->inputs[i]);

		n += !seen[place];
		seen[place] = true;
	}
	return n;
}

/* seen is all true for the places that are to be opened. */
static enum gm_status
open_all(struct stages *stages, const struct stretch *stretch, bool *seen,
	 struct gm_error *err)
{
	struct bytes scratch = {0}, path = {0};
	enum gm_status st = GM_OK;

	for (size_t i = 0; st == GM_OK && i < stretch->n_inputs; i++) {
		uint32_t input_i = stretch->inputs[i];
		uint32_t place = plan_out_place(stretch->plan, input_i);

		if (seen[place])
			st = open_one(stages, input_i, &scratch, &path, err);
		seen[place] = false;
	}
	bytes_free(&path);
	bytes_free(&scratch);
	return st;
}

/* Empty, with room for those of the stretch and a name. */
static enum gm_status
begin(struct stages *stages, const struct stretch *stretch, bool *seen,
      struct gm_error *err)
{
	stages->items =
		calloc(count_places(stretch, seen) + 1, sizeof(*stages->items));
	if (stages->items == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory");
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
	bool *seen = calloc(plan_n_places(stretch->plan) + 1, sizeof(*seen));
	enum gm_status st;

	*stages = (struct stages){.plan = stretch->plan, .has_begun = true};
	hold_signals(stages);
	if (seen == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory");
	st = begin(stages, stretch, seen, err);
	if (st == GM_OK)
		st = open_all(stages, stretch, seen, err);
	free(seen);
	return st;
}

enum gm_status
stages_each(const struct stages *stages, stretch_path_fn fn, void *ctx,
	    struct gm_error *err)
{
	struct bytes scratch = {0}, path = {0};
	enum gm_status st = GM_OK;

	for (size_t i = 0; st == GM_OK && i < stages->n_items; i++) {
		st = path_of(stages, &stages->items[i], &scratch, &path, err);
		if (st == GM_OK)
			st = fn(ctx, (const char *)path.data, LINK_NONE, err);
	}
	bytes_free(&path);
	bytes_free(&scratch);
	return st;
}

int
stages_close(struct stages *stages)
{
	struct bytes scratch = {0}, path = {0};
	struct gm_error err;
	int number = 0;

	for (size_t i = 0; i < stages->n_items; i++)
		if (path_of(stages, &stages->items[i], &scratch, &path, &err) ==
		    GM_OK)
			stage_close((const char *)path.data,
				    stages->items[i].fd);
		else /* the next run sweeps */
			close(stages->items[i].fd);
	bytes_free(&path);
	bytes_free(&scratch);
	free(stages->items);
	if (stages->has_begun)
		number = release_signals(stages);
	*stages = (struct stages){0};
	return number;
}
