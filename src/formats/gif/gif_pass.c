/* SPDX-License-Identifier: MIT */
#include "formats/gif/gif_pass.h"

#include "codec/codec.h"
#include "formats/gif/gif_blocks.h"

/* Whole sub-blocks, one after another. */
struct run {
	size_t nbytes; /* with their lengths */
	size_t n_blocks;
	bool ends; /* the last one ends them */
};

static struct run
find_run(const uint8_t *data, size_t n)
{
	struct run run = {0};

	while (!run.ends && run.nbytes < n &&
	       n - run.nbytes > data[run.nbytes]) {
		run.ends = data[run.nbytes] == 0;
		run.nbytes += 1u + data[run.nbytes];
		run.n_blocks++;
	}
	return run;
}

enum gm_status
gif_pass_blocks(struct file_in *in, struct file_out *out, uint64_t *nbytes,
		struct gm_error *err)
{
	enum gm_status st = GM_OK;
	struct run run = {0};

	while (!run.ends && st == GM_OK) {
		const uint8_t *data;
		size_t n = file_in_peek(in, 1 + GIF_BLOCK_NBYTES, &data);

		run = find_run(data, n);
		if (run.n_blocks == 0)
			return file_in_fail_at_end(in, CODEC_INCOMPLETE, err);
		*nbytes += run.nbytes - run.n_blocks;
		st = file_out_write(out, data, run.nbytes, err);
		file_in_skip(in, run.nbytes);
	}
	return st;
}

enum gm_status
gif_pass_end(struct file_in *in, struct file_out *out, bool keeps_part,
	     struct gm_error *err)
{
	const uint8_t end = 0, *data;
	size_t n = file_in_peek(in, 1 + GIF_BLOCK_NBYTES, &data);
	enum gm_status st = GM_OK;

	if (keeps_part && n > 1) {
		uint8_t n_there = (uint8_t)(n - 1);

		st = file_out_write(out, &n_there, 1, err);
		if (st == GM_OK)
			st = file_out_write(out, data + 1, n_there, err);
	}
	return st == GM_OK ? file_out_write(out, &end, 1, err) : st;
}
