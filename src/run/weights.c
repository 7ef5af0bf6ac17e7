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

/* What cannot be read has no weight besides its bytes: its worker says why. */
static uint64_t
look(const char *path, const struct codec *codec, uint64_t nbytes)
{
	uint8_t head[HEAD_BYTES];
	uint64_t n_pixels;
	ssize_t n;
	int fd;

	if (nbytes < LOOK_MIN_BYTES || codec == NULL || codec->cost == NULL)
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

static void
weigh(struct weights *weights, const struct plan *plan, size_t input_i,
      const char *path)
{
	const struct codec *codec = formats_by_name(path);
	uint64_t nbytes = plan_input(plan, input_i).nbytes;

	weights->formats[input_i] = (uint8_t)formats_number(codec);
	weights->by_input[input_i] = BASE_WEIGHT + look(path, codec, nbytes);
}

enum gm_status
weights_look(struct weights *weights, const struct plan *plan,
	     const uint32_t *order, size_t n_jobs, struct gm_error *err)
{
	struct bytes path = {0};
	enum gm_status st = GM_OK;

	if (n_jobs < 2 || n_jobs > WEIGHTS_MAX_JOBS)
		return GM_OK;
	weights->by_input =
		calloc(plan_n_inputs(plan), sizeof(*weights->by_input));
	weights->formats = calloc(plan_n_inputs(plan), 1);
	if (weights->by_input == NULL || weights->formats == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory");
	for (size_t i = 0; st == GM_OK && i < n_jobs; i++) {
		st = plan_paths(plan, order[i], &path, NULL, err);
		if (st == GM_OK)
			weigh(weights, plan, order[i], (const char *)path.data);
	}
	bytes_free(&path);
	return st;
}

uint64_t
weights_of(const struct weights *weights, const struct plan *plan,
	   size_t input_i)
{
	if (weights->by_input != NULL)
		return weights->by_input[input_i];
	return BASE_WEIGHT + plan_input(plan, input_i).nbytes;
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
	free(weights->by_input);
	weights->by_input = NULL;
}
