/* SPDX-License-Identifier: MIT */
#include "run/stretch.h"

#include <stdbool.h>
#include <stdlib.h>

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

/* What of the plan has been counted; owned. */
struct seen {
	bool *covers;
	bool *ins;
	bool *outs;
};

/* Inputs that can be done at once. */
static size_t
count(const struct stretch *stretch, size_t max_folders, struct seen *seen)
{
	size_t n_paths = 0, n_ins = 0, n_outs = 0, i;

	for (i = 0; i < stretch->n_inputs; i++) {
		const struct plan *plan = stretch->plan;
		size_t input_i = stretch->inputs[i];
		uint32_t cover = plan_cover(plan, input_i);

		n_paths +=
			cover == PLAN_NO_COVER || is_first(seen->covers, cover);
		n_ins += is_first(seen->ins, plan_in_place(plan, input_i));
		n_outs += is_first(seen->outs, plan_out_place(plan, input_i));
		if (n_paths > STRETCH_MAX_PATHS || n_ins > max_folders ||
		    n_outs > max_folders)
			break;
	}
	return i > 0 ? i : 1;
}

enum gm_status
stretch_cut(struct stretch *stretch, size_t max_folders, struct gm_error *err)
{
	size_t n_places = plan_n_places(stretch->plan);
	struct seen seen = {0};
	enum gm_status st;

	if (stretch->n_inputs <= STRETCH_MAX_PATHS &&
	    stretch->n_inputs <= max_folders)
		return GM_OK;
	st = make_seen(&seen.covers, plan_n_folders(stretch->plan), err);
	if (st == GM_OK)
		st = make_seen(&seen.ins, n_places, err);
	if (st == GM_OK)
		st = make_seen(&seen.outs, n_places, err);
	if (st == GM_OK)
		stretch->n_inputs = count(stretch, max_folders, &seen);
	free(seen.outs);
	free(seen.ins);
	free(seen.covers);
	return st;
}

enum gm_status
stretch_each_read(const struct stretch *stretch, stretch_read_fn fn, void *ctx,
		  struct gm_error *err)
{
	bool *seen = NULL;
	enum gm_status st =
		make_seen(&seen, plan_n_folders(stretch->plan), err);

	for (size_t i = 0; st == GM_OK && i < stretch->n_inputs; i++) {
		size_t input_i = stretch->inputs[i];
		uint32_t cover = plan_cover(stretch->plan, input_i);

		if (cover == PLAN_NO_COVER || is_first(seen, cover))
			st = fn(ctx, input_i, cover, err);
	}
	free(seen);
	return st;
}
