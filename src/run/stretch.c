/* SPDX-License-Identifier: MIT */
#include "run/stretch.h"

#include <stdbool.h>
#include <stdlib.h>

#include "base/bytes.h"

/* True the first time that it is asked of a number. */
static bool
is_first(bool *seen, uint32_t number)
{
	bool was_seen = seen[number];

	seen[number] = true;
	return !was_seen;
}

/* One more than there are: none is no error. */
static enum gm_status
make_seen(bool **seen, size_t n, struct gm_error *err)
{
	*seen = calloc(n + 1, sizeof(**seen));
	return *seen != NULL ? GM_OK
			     : gm_fail(err, GM_ERR_NOMEM, 0, "out of memory");
}

/* Inputs that can be done at once. */
static size_t
count(const struct stretch *stretch, size_t max_folders, bool *seen_covers,
      bool *seen_places)
{
	size_t n_paths = 0, n_folders = 0, i;

	for (i = 0; i < stretch->n_inputs; i++) {
		size_t input_i = stretch->inputs[i];
		uint32_t cover = plan_cover(stretch->plan, input_i);

		n_paths +=
			cover == PLAN_NO_COVER || is_first(seen_covers, cover);
		n_folders += is_first(seen_places,
				      plan_out_place(stretch->plan, input_i));
		if (n_paths > STRETCH_MAX_PATHS || n_folders > max_folders)
			break;
	}
	return i > 0 ? i : 1;
}

enum gm_status
stretch_cut(struct stretch *stretch, size_t max_folders, struct gm_error *err)
{
	bool *seen_covers = NULL, *seen_places = NULL;
	enum gm_status st;

	if (stretch->n_inputs <= STRETCH_MAX_PATHS &&
	    stretch->n_inputs <= max_folders)
		return GM_OK;
	st = make_seen(&seen_covers, plan_n_folders(stretch->plan), err);
	if (st == GM_OK)
		st = make_seen(&seen_places, plan_n_places(stretch->plan), err);
	if (st == GM_OK)
		stretch->n_inputs =
			count(stretch, max_folders, seen_covers, seen_places);
	free(seen_places);
	free(seen_covers);
	return st;
}

static enum gm_status
each_path(const struct stretch *stretch, bool *seen, struct bytes *path,
	  stretch_path_fn fn, void *ctx, struct gm_error *err)
{
	const struct plan *plan = stretch->plan;
	enum gm_status st = GM_OK;

	for (size_t i = 0; st == GM_OK && i < stretch->n_inputs; i++) {
		uint32_t cover = plan_cover(plan, stretch->inputs[i]);

		if (cover == PLAN_NO_COVER) {
			st = plan_paths(plan, stretch->inputs[i], path, NULL,
					err);
			if (st == GM_OK)
				st = fn(ctx, (const char *)path->data,
					plan_links(plan, stretch->inputs[i]),
					err);
		} else if (is_first(seen, cover)) {
			st = fn(ctx, plan_cover_path(plan, cover), LINK_ANY,
				err);
		}
	}
	return st;
}

enum gm_status
stretch_each_path(const struct stretch *stretch, stretch_path_fn fn, void *ctx,
		  struct gm_error *err)
{
	struct bytes path = {0};
	bool *seen = NULL;
	enum gm_status st =
		make_seen(&seen, plan_n_folders(stretch->plan), err);

	if (st == GM_OK)
		st = each_path(stretch, seen, &path, fn, ctx, err);
	bytes_free(&path);
	free(seen);
	return st;
}
