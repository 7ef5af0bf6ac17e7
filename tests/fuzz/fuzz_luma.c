/* SPDX-License-Identifier: MIT */
/*
 * fuzz_luma.c - the direct way from JPEG to gray JPEG, on any bytes
 *
 * It steps aside, or its output holds exactly the luma that libjpeg-turbo
 * finds; and it does the same however the input comes in pieces, and whatever
 * the file before was.
 */
#include "fuzz_harness.h"

#include "formats/jpeg/luma.h"
#include "fuzz_fail.h"
#include "fuzz_outcome.h"
#include "jpeg_oracle.h"

static void
run(void **luma, const struct bytes *file, enum fuzz_file_lending lending,
    struct fuzz_outcome *o)
{
	const struct conversion options = {
		.max_pixels = JPEG_ORACLE_MAX_PIXELS,
	};

	fuzz_outcome_run(luma_copy, luma, file, &options, lending, o);
	fuzz_outcome_check(o);
}

int
fuzz_input(const uint8_t *data, size_t size)
{
	static void *luma; /* kept, so that what is stale shows */
	struct bytes file = {.data = (uint8_t *)data, .nbytes = size};
	struct fuzz_outcome whole, pieces;

	run(&luma, &file, FUZZ_FILE_ALL, &whole);
	run(&luma, &file, fuzz_file_lending(), &pieces);
	fuzz_outcome_check_same(&whole, &pieces);
	if (whole.status == GM_OK)
		jpeg_oracle_check(&file, &whole.out.buf,
				  &(struct jpeg_oracle_claim){
					  .way = JPEG_ORACLE_COPIED,
					  .width = whole.outcome.width,
					  .height = whole.outcome.height,
					  .has_more = whole.outcome.has_more,
				  });
	fuzz_file_out_close(&whole.out);
	fuzz_file_out_close(&pieces.out);
	return 0;
}
