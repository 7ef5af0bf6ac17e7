/* SPDX-License-Identifier: MIT */
/*
 * fuzz_luma.c - the direct way from JPEG to gray JPEG, on any bytes
 *
 * It steps aside, or its output holds exactly the luma that libjpeg-turbo
 * finds; and it does the same however the input comes in pieces, and whatever
 * the file before was.
 */
#include "fuzz_harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz_file.h"
#include "jpeg/luma.h"
#include "jpeg_oracle.h"

struct outcome {
	enum gm_status status;
	struct gm_error err;
	struct luma_info info;
	struct file_out out;
	uint64_t n_metered;
};

static void
require(bool kept, const char *promise, const struct outcome *o)
{
	if (kept)
		return;
	fprintf(stderr, "fuzz_luma: not so: %s (status %d: %s)\n", promise,
		(int)o->status, o->err.text);
	abort();
}

static void
meter(void *ctx, uint64_t nbytes)
{
	struct outcome *o = ctx;

	o->n_metered += nbytes;
}

static void
run(struct luma *luma, const struct bytes *file, enum fuzz_file_lending lending,
    struct outcome *o)
{
	struct luma_options options = {
		.max_pixels = JPEG_ORACLE_MAX_PIXELS,
		.meter = meter,
		.meter_ctx = o,
	};
	struct fuzz_file_in in;

	*o = (struct outcome){0};
	fuzz_file_in_open(&in, file->data, file->nbytes, lending);
	fuzz_file_out_open(&o->out);
	o->status =
		luma_copy(luma, &in.file, &o->out, &options, &o->info, &o->err);
	fuzz_file_in_close(&in);
	require(o->n_metered <= file->nbytes, "no byte is metered twice", o);
	if (o->status == GM_OK)
		return;
	require(o->status == GM_ERR_UNSUPPORTED, "steps aside or succeeds", o);
	require(o->err.status == o->status && o->err.text[0] != '\0',
		"says why it steps aside", o);
}

static bool
is_same(const struct outcome *a, const struct outcome *b)
{
	return a->out.buf.nbytes == b->out.buf.nbytes &&
	       (a->out.buf.nbytes == 0 ||
		memcmp(a->out.buf.data, b->out.buf.data, a->out.buf.nbytes) ==
			0) &&
	       a->info.width == b->info.width &&
	       a->info.height == b->info.height &&
	       a->info.has_more == b->info.has_more;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct luma *luma; /* kept, so that what is stale shows */
	struct bytes file = {.data = (uint8_t *)data, .nbytes = size};
	struct outcome whole, pieces;

	if (luma == NULL && luma_new(&luma, &whole.err) != GM_OK)
		abort();
	run(luma, &file, FUZZ_FILE_ALL, &whole);
	run(luma, &file, fuzz_file_lending(data, size), &pieces);
	require(whole.status == pieces.status, "the same from pieces", &pieces);
	if (whole.status == GM_OK) {
		struct jpeg_oracle_claim claim = {
			.way = JPEG_ORACLE_COPIED,
			.width = whole.info.width,
			.height = whole.info.height,
			.has_more = whole.info.has_more,
		};

		require(is_same(&whole, &pieces), "the same output from pieces",
			&pieces);
		jpeg_oracle_check(&file, &whole.out.buf, &claim);
	}
	fuzz_file_out_close(&whole.out);
	fuzz_file_out_close(&pieces.out);
	return 0;
}
