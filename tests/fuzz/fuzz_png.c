/* SPDX-License-Identifier: MIT */
/*
 * fuzz_png.c - the direct way from PNG to gray PNG, on any bytes
 *
 * It steps aside, or its output is what the way by libpng's pixels makes; and
 * it does the same however the input comes in pieces, and whatever the file
 * before was.
 */
#include "fuzz_harness.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fuzz_file.h"
#include "png/gray_png.h"
#include "png_oracle.h"
#include "png_other.h"

struct outcome {
	enum gm_status status;
	struct gm_error err;
	struct gray_png_info info;
	struct file_out out;
	uint64_t n_metered;
};

static void
require(bool kept, const char *promise, const struct outcome *o)
{
	if (kept)
		return;
	fprintf(stderr, "fuzz_png: not so: %s (status %d: %s)\n", promise,
		(int)o->status, o->err.text);
	abort();
}

static void
meter(void *ctx, uint64_t nbytes)
{
	struct outcome *o = ctx;

	o->n_metered += nbytes;
}

/* A method and an effort, always the same for the same bytes. */
static struct gray_png_options
choose_options(const struct bytes *file)
{
	uint32_t hash = 2166136261u; /* FNV-1a */

	for (size_t i = 0; i < file->nbytes; i++)
		hash = (hash ^ file->data[i]) * 16777619u;
	hash ^= hash >> 15;
	return (struct gray_png_options){
		.gray = (hash & 0x100) != 0 ? GRAY_REC601
					    : hash % GRAY_N_METHODS,
		.compress = (hash >> 16) % (COMPRESS_BEST + 1),
		.max_pixels = PNG_OTHER_MAX_PIXELS,
		.meter = meter,
	};
}

static void
run(struct gray_png *png, const struct bytes *file,
    struct gray_png_options options, enum fuzz_file_lending lending,
    struct outcome *o)
{
	struct fuzz_file_in in;

	*o = (struct outcome){0};
	options.meter_ctx = o;
	fuzz_file_in_open(&in, file->data, file->nbytes, lending);
	fuzz_file_out_open(&o->out);
	o->status = gray_png_copy(png, &in.file, &o->out, &options, &o->info,
				  &o->err);
	fuzz_file_in_close(&in);
	require(o->n_metered <= file->nbytes, "no byte is metered twice", o);
	if (o->status == GM_OK)
		return;
	require(o->status == GM_ERR_UNSUPPORTED, "steps aside or succeeds", o);
	require(o->err.status == o->status && o->err.text[0] != '\0',
		"says why it steps aside", o);
	require(o->out.n_written == 0, "writes nothing when it steps aside", o);
}

static bool
is_same(const struct outcome *a, const struct outcome *b)
{
	return a->out.buf.nbytes == b->out.buf.nbytes &&
	       memcmp(a->out.buf.data, b->out.buf.data, a->out.buf.nbytes) ==
		       0 &&
	       a->info.width == b->info.width &&
	       a->info.height == b->info.height &&
	       a->info.has_more == b->info.has_more;
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct gray_png *png; /* kept, so that what is stale shows */
	struct bytes file = {.data = (uint8_t *)data, .nbytes = size};
	struct gray_png_options options = choose_options(&file);
	struct outcome whole, pieces;

	if (png == NULL && gray_png_new(&png, &whole.err) != GM_OK)
		abort();
	run(png, &file, options, FUZZ_FILE_ALL, &whole);
	run(png, &file, options, fuzz_file_lending(data, size), &pieces);
	require(whole.status == pieces.status, "the same from pieces", &pieces);
	if (whole.status == GM_OK) {
		struct png_oracle_claim claim = {
			.method = options.gray,
			.width = whole.info.width,
			.height = whole.info.height,
			.has_more = whole.info.has_more,
		};

		require(is_same(&whole, &pieces), "the same output from pieces",
			&pieces);
		png_oracle_check(&file, &whole.out.buf, &claim);
	}
	fuzz_file_out_close(&whole.out);
	fuzz_file_out_close(&pieces.out);
	return 0;
}
