/* SPDX-License-Identifier: MIT */
/*
 * fuzz_png.c - the direct way from PNG to gray PNG, on any bytes
 *
 * It steps aside, or its output is what the way by libpng's pixels makes; and
 * it does the same however the input comes in pieces, and whatever the file
 * before was.
 */
#include "fuzz_harness.h"

#include "formats/png/codec_png.h"
#include "fuzz_fail.h"
#include "fuzz_noise.h"
#include "fuzz_outcome.h"
#include "png_oracle.h"

/* A method and an effort, always the same for the same bytes. */
static struct conversion
choose_options(void)
{
	uint32_t hash = fuzz_noise();

	return (struct conversion){
		.gray = (hash & 0x100) != 0 ? GRAY_REC601
					    : hash % GRAY_N_METHODS,
		.compress = (hash >> 16) % (COMPRESS_BEST + 1),
		.max_pixels = PNG_ORACLE_MAX_PIXELS,
		.first_frame = true, /* others are for fuzz_apng.c */
	};
}

static void
run(void **png, const struct bytes *file, struct conversion options,
    enum fuzz_file_lending lending, struct fuzz_outcome *o)
{
	struct metadata metadata = {0};
	struct fuzz_file_in in;

	*o = (struct fuzz_outcome){0};
	fuzz_file_in_open(&in, file->data, file->nbytes, lending);
	fuzz_file_out_open(&o->out);
	o->status = codec_png_direct.copy(png, &in.file, &o->out, &options,
					  &metadata, &o->outcome, &o->err);
	metadata_free(&metadata);
	fuzz_file_in_close(&in);
	fuzz_outcome_check(o);
	fuzz_require(o->status == GM_OK || o->out.n_written == 0,
		     "writes nothing when it steps aside", &o->err);
}

int
fuzz_input(const uint8_t *data, size_t size)
{
	static void *png; /* kept, so that what is stale shows */
	struct bytes file = {.data = (uint8_t *)data, .nbytes = size};
	struct conversion options = choose_options();
	struct fuzz_outcome whole, pieces;

	run(&png, &file, options, FUZZ_FILE_ALL, &whole);
	run(&png, &file, options, fuzz_file_lending(), &pieces);
	fuzz_outcome_check_same(&whole, &pieces);
	if (whole.status == GM_OK)
		png_oracle_check(&file, &whole.out.buf,
				 &(struct png_oracle_claim){
					 .method = options.gray,
					 .width = whole.outcome.width,
					 .height = whole.outcome.height,
					 .has_more = whole.outcome.has_more,
					 .warning = whole.outcome.warning,
				 });
	fuzz_file_out_close(&whole.out);
	fuzz_file_out_close(&pieces.out);
	return 0;
}
