/* SPDX-License-Identifier: MIT */
/*
 * fuzz_coefs.c - the way from JPEG to gray JPEG by coefficients, on any bytes
 *
 * It fails as a decoder may, or its output holds the luma that the library
 * finds.  Where in a damaged file the library notices depends on how its
 * input comes in pieces, so the outcomes are judged each for itself.
 */
#define _GNU_SOURCE /* memmem */
#include "fuzz_harness.h"

#include <string.h>

#include "formats/jpeg/codec_jpeg.h"
#include "fuzz_fail.h"
#include "fuzz_file.h"
#include "jpeg_oracle.h"

/* From the bytes of file to those of *out, which the caller closes. */
static enum gm_status
convert(const struct bytes *file, enum fuzz_file_lending lending,
	const struct conversion *options, struct file_out *out,
	struct outcome *outcome, struct gm_error *err)
{
	struct metadata metadata = {0};
	struct fuzz_file_in in;
	enum gm_status st;

	fuzz_file_in_open(&in, file->data, file->nbytes, lending);
	fuzz_file_out_open(out);
	st = codec_jpeg_coefs_copy(NULL, &in.file, out, options, &metadata,
				   outcome, err);
	fuzz_file_in_close(&in);
	metadata_free(&metadata);
	return st;
}

/* Turned as its EXIF says, if at all: what is made can be read, and stays. */
static void
run_turned(const struct bytes *file, bool is_again)
{
	const struct conversion options = {
		.max_pixels = JPEG_ORACLE_MAX_PIXELS,
		.orient = true,
	};
	struct outcome outcome = {0};
	struct file_out out;
	struct gm_error err = {0};
	enum gm_status st =
		convert(file, FUZZ_FILE_ALL, &options, &out, &outcome, &err);

	fuzz_require(st == GM_OK || !is_again, "what is turned can be read",
		     &err);
	if (st == GM_OK && !is_again)
		run_turned(&out.buf, true);
	fuzz_file_out_close(&out);
}

static enum gm_status
run(const struct bytes *file, enum fuzz_file_lending lending, bool salvage)
{
	const struct conversion options = {
		.max_pixels = JPEG_ORACLE_MAX_PIXELS,
		.salvage = salvage,
	};
	struct outcome outcome = {0};
	struct file_out out;
	struct gm_error err = {0};
	enum gm_status st =
		convert(file, lending, &options, &out, &outcome, &err);

	if (st == GM_OK)
		jpeg_oracle_check(
			file, &out.buf,
			&(struct jpeg_oracle_claim){
				.way = salvage ? JPEG_ORACLE_SALVAGED
					       : JPEG_ORACLE_RECODED,
				.width = outcome.width,
				.height = outcome.height,
				.has_more = outcome.has_more,
				.may_lack_end = outcome.warning[0] != '\0',
			});
	else
		fuzz_require_reason(st, &err);
	fuzz_file_out_close(&out);
	return st;
}

int
fuzz_input(const uint8_t *data, size_t size)
{
	const struct bytes file = {.data = (uint8_t *)data, .nbytes = size};
	enum fuzz_file_lending lending = fuzz_file_lending();

	run(&file, lending, false);
	if (run(&file, FUZZ_FILE_ALL, false) != GM_OK)
		run(&file, FUZZ_FILE_ALL, true);
	if (memmem(data, size, "Exif", 4) != NULL)
		run_turned(&file, false);
	return 0;
}
