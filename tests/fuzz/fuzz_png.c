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
		.gray = fuzz_noise_method(),
		.compress = (hash >> 16) % (COMPRESS_BEST + 1),
		.max_pixels = PNG_ORACLE_MAX_PIXELS,
		.first_frame = true, /* others are for fuzz_apng.c */
	};
}

static void
run(void **png, const struct bytes *file, const struct conversion *options,
    enum fuzz_file_lending lending, struct fuzz_outcome *o)
{
	fuzz_outcome_run(codec_png_direct.copy, png, file, options, lending, o);
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

	run(&png, &file, &options, FUZZ_FILE_ALL, &whole);
	run(&png, &file, &options, fuzz_file_lending(), &pieces);
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
