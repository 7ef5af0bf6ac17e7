/* SPDX-License-Identifier: MIT */
#include "run/weights.h"

#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/options.h"
#include "formats/formats.h"

/* What a job costs besides its bytes (open, create, rename). */
#define BASE_WEIGHT 4096u

/* A file of fewer bytes is not worth a look. */
#define LOOK_MIN_BYTES 16384u

/* Pixels that take as long as a byte of a JPEG, about, where they cost. */
#define PIXELS_PER_BYTE 2u

/* Bytes of a file that tell how many pixels it has. */
#define HEAD_BYTES 64u

struct weighed {
	uint64_t weight;
	uint32_t input_i;
	uint32_t place; /* in the order */
};

/* What cannot be read has no weight besides its bytes: its worker says why. */
static uint64_t
look(const char *path, uint64_t nbytes)
{
	const struct codec *codec = formats_by_name(path);
	uint8_t head[HEAD_BYTES];
	uint64_t n_pixels;
	ssize_t n;
	int fd;

	if (codec == NULL || codec->cost == NULL)
		return nbytes;
	fd = open(path, O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK);
	if (fd < 0)
		return nbytes;
	n = read(fd, head, sizeof(head));
	close(fd);
	if (n <= 0 || !codec->sniff(head, (size_t)n))
		return nbytes;
	n_pixels = codec->cost(head, (size_t)n);
	/* A header may say anything, and weights are summed. */
	if (n_pixels > OPTIONS_MAX_PIXELS)
		n_pixels = OPTIONS_MAX_PIXELS;
	return nbytes + n_pixels / PIXELS_PER_BYTE;
}

static int
compare(const void *left, const void *right)
{
	const struct weighed *a = left, *b = right;

	if (a->weight != b->weight)
		return a->weight > b->weight ? -1 : 1;
	return a->place < b->place ? -1 : 1;
}

static enum gm_status
weigh_all(const struct plan *plan, const uint32_t *order, size_t n_jobs,
	  struct weighed *all, struct gm_error *err)
{
	struct bytes path = {0};
	enum gm_status st = GM_OK;

	for (size_t i = 0; st == GM_OK && i < n_jobs; i++) {
		uint64_t nbytes = plan_input(plan, order[i]).nbytes;

		all[i] = (struct weighed){BASE_WEIGHT + nbytes, order[i],
					  (uint32_t)i};
		if (nbytes < LOOK_MIN_BYTES)
			continue;
		st = plan_paths(plan, order[i], &path, NULL, err);
		if (st == GM_OK)
			all[i].weight = BASE_WEIGHT +
					look((const char *)path.data, nbytes);
	}
	bytes_free(&path);
	return st;
}

enum gm_status
weights_sort(struct weights *weights, const struct plan *plan, uint32_t *order,
	     size_t n_jobs, struct gm_error *err)
{
	struct weighed *all;
	enum gm_status st;

	if (n_jobs < 2 || n_jobs > WEIGHTS_MAX_JOBS)
		return GM_OK;
	all = calloc(n_jobs, sizeof(*all));
	weights->by_job = calloc(n_jobs, sizeof(*weights->by_job));
	if (all == NULL || weights->by_job == NULL) {
		free(all);
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory");
	}
	st = weigh_all(plan, order, n_jobs, all, err);
	if (st == GM_OK)
		qsort(all, n_jobs, sizeof(*all), compare);
	for (size_t i = 0; st == GM_OK && i < n_jobs; i++) {
		order[i] = all[i].input_i;
		weights->by_job[i] = all[i].weight;
	}
	free(all);
	return st;
}

uint64_t
weights_of(const struct weights *weights, const struct plan *plan, size_t job_i,
	   size_t input_i)
{
	if (weights->by_job != NULL)
		return weights->by_job[job_i];
	return BASE_WEIGHT + plan_input(plan, input_i).nbytes;
}

void
weights_free(struct weights *weights)
{
	free(weights->by_job);
	weights->by_job = NULL;
}
