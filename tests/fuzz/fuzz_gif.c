/* SPDX-License-Identifier: MIT */
/*
 * fuzz_gif.c - GIF to gray GIF, on any bytes
 *
 * The frames of the output, as our own reader shows them, are those of the
 * input made gray, or fail for the same reason: codes are copied, whatever they
 * are.  What is gray stays as it is, --strip and --frames=first change no frame
 * that they leave, and what is salvaged is nothing else than the rest.
 */
#include "fuzz_harness.h"

#include <string.h>

#include "by_pixels.h"
#include "codec_check.h"
#include "formats/formats.h"
#include "formats/gif/gif_gray.h"
#include "fuzz_fail.h"
#include "fuzz_noise.h"
#include "fuzz_outcome.h"

/* What may be added: the end of sub-blocks, and the trailer. */
#define MOST_ADDED 2u

static struct conversion
choose_options(void)
{
	return (struct conversion){
		.gray = fuzz_noise_method(),
		.max_pixels = CODEC_CHECK_MAX_PIXELS,
	};
}

static void
run(const struct bytes *file, const struct conversion *conversion,
    enum fuzz_file_lending lending, struct fuzz_outcome *o)
{
	void *state = NULL;

	fuzz_outcome_run(gif_gray_direct.copy, &state, file, conversion,
			 lending, o);
	fuzz_require_line(o->outcome.warning);
	fuzz_require(o->status != GM_ERR_UNSUPPORTED, "never steps aside",
		     &o->err);
	if (o->status != GM_OK)
		fuzz_require_reason(o->status, &o->err);
	else
		fuzz_require(o->out.buf.nbytes <= file->nbytes + MOST_ADDED,
			     "nothing is added", NULL);
}

/* The frames of the file, and of what it became. */
static void
check_frames(const struct bytes *file, const struct fuzz_outcome *o,
	     const struct conversion *conversion)
{
	struct by_pixels_options options = {.conversion = *conversion,
					    .to = &codec_png,
					    .takes_frames = true};
	struct by_pixels wanted, got;

	by_pixels_run(&wanted, file, &options);
	options.conversion.gray = GRAY_REC601;
	by_pixels_run(&got, &o->out.buf, &options);
	fuzz_require(got.status == wanted.status, "frames are read as before",
		     &got.err);
	if (got.status == GM_OK) {
		fuzz_require(got.info.width == wanted.info.width &&
				     got.info.height == wanted.info.height,
			     "frames have their size", NULL);
		fuzz_require_same(&got.rows, &wanted.rows,
				  "frames are gray, and nothing else");
	}
	by_pixels_free(&wanted);
	by_pixels_free(&got);
}

/* With the same options, and without a word of what was said before. */
static void
check_again(const struct fuzz_outcome *o, struct conversion conversion)
{
	struct fuzz_outcome again;

	conversion.gray = GRAY_REC601;
	run(&o->out.buf, &conversion, FUZZ_FILE_ALL, &again);
	fuzz_require(again.status == GM_OK, "the output can be read",
		     &again.err);
	fuzz_require_same(&again.out.buf, &o->out.buf,
			  "the output stays as it is");
	fuzz_require(!again.outcome.has_more, "the output has an end", NULL);
	fuzz_file_out_close(&again.out);
}

/* Whatever is left out, whole was without. */
static void
check_less(const struct bytes *file, const struct fuzz_outcome *whole,
	   const struct conversion *conversion)
{
	struct fuzz_outcome less;

	run(file, conversion, FUZZ_FILE_ALL, &less);
	if (whole->status == GM_OK)
		fuzz_require(less.status == GM_OK,
			     "with less asked for, there is less to fail",
			     &less.err);
	if (less.status == GM_OK) {
		check_again(&less, *conversion);
		check_frames(file, &less, conversion);
	}
	fuzz_file_out_close(&less.out);
}

/*
 * Its last frame may lack so many codes that, without what followed, it is none
 * when that is salvaged once more.
 */
static void
check_salvaged(const struct fuzz_outcome *o,
	       const struct conversion *conversion)
{
	struct fuzz_outcome again;

	run(&o->out.buf, conversion, FUZZ_FILE_ALL, &again);
	fuzz_require(again.status == GM_OK || again.status == GM_ERR_CORRUPT ||
			     again.status == GM_ERR_TRUNCATED,
		     "what is salvaged is a GIF", &again.err);
	fuzz_require(!again.outcome.has_more, "the output has an end", NULL);
	fuzz_file_out_close(&again.out);
}

static void
check_salvage(const struct bytes *file, const struct fuzz_outcome *whole,
	      struct conversion conversion)
{
	struct fuzz_outcome salvaged;

	conversion.salvage = true;
	run(file, &conversion, FUZZ_FILE_ALL, &salvaged);
	if (whole->status == GM_OK) {
		fuzz_outcome_check_same(whole, &salvaged);
		fuzz_require(strcmp(whole->outcome.warning,
				    salvaged.outcome.warning) == 0,
			     "the same warning", NULL);
	} else if (salvaged.status == GM_OK) {
		fuzz_require(salvaged.outcome.warning[0] != '\0',
			     "what is salvaged was damaged", &whole->err);
		check_salvaged(&salvaged, &conversion);
	}
	fuzz_file_out_close(&salvaged.out);
}

int
fuzz_input(const uint8_t *data, size_t size)
{
	const struct bytes file = {.data = (uint8_t *)data, .nbytes = size};
	struct conversion conversion = choose_options();
	struct fuzz_outcome whole, pieces;

	if (!codec_gif.sniff(data, size))
		return 0;
	run(&file, &conversion, FUZZ_FILE_ALL, &whole);
	run(&file, &conversion, fuzz_file_lending(), &pieces);
	fuzz_outcome_check_same(&whole, &pieces);
	fuzz_require(strcmp(whole.err.text, pieces.err.text) == 0,
		     "the same from pieces", &pieces.err);
	if (whole.status == GM_OK) {
		check_again(&whole, conversion);
		check_frames(&file, &whole, &conversion);
	}
	check_salvage(&file, &whole, conversion);
	conversion.strip = STRIP_ALL;
	check_less(&file, &whole, &conversion);
	conversion.strip = STRIP_NOTHING;
	conversion.first_frame = true;
	check_less(&file, &whole, &conversion);
	fuzz_file_out_close(&whole.out);
	fuzz_file_out_close(&pieces.out);
	return 0;
}
