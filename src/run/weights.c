/* SPDX-License-Identifier: MIT */
#include "run/weights.h"

#include <stdlib.h>

#include "formats/formats.h"

/* What a job costs besides its bytes (open, create, rename). */
#define BASE_WEIGHT 4096u

enum gm_status
weights_learn(struct weights *weights, const struct plan *plan,
	      const uint32_t *order, size_t n_jobs, struct gm_error *err)
{
	struct bytes path = {0};
	enum gm_status st = GM_OK;

	if (n_jobs < 2 || n_jobs > WEIGHTS_MAX_JOBS)
		return GM_OK;
	weights->formats = calloc(plan_n_inputs(plan), 1);
	if (weights->formats == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory");
	for (size_t i = 0; st == GM_OK && i < n_jobs; i++) {
		st = plan_paths(plan, order[i], &path, NULL, err);
		if (st == GM_OK)
			weights->formats[order[i]] = (uint8_t)formats_number(
				formats_by_name((const char *)path.data));
	}
	bytes_free(&path);
	return st;
}

/* Sizes are below 2^44, see plan_list.h: no product is too large. */
uint64_t
weights_of(const struct weights *weights, const struct plan *plan,
	   size_t input_i)
{
	const struct codec *codec =
		formats_by_number(weights_format(weights, input_i));

	return BASE_WEIGHT + plan_input(plan, input_i).nbytes *
				     (codec != NULL ? codec->effort : 1);
}

unsigned
weights_format(const struct weights *weights, size_t input_i)
{
	return weights->formats != NULL ? weights->formats[input_i] : 0;
}

void
weights_free(struct weights *weights)
{
	free(weights->formats);
	weights->formats = NULL;
}
