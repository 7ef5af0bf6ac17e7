/* SPDX-License-Identifier: MIT */
/*
 * fuzz_apng.c - animated PNGs, directly and by their pixels, on any bytes
 *
 * Directly, it steps aside, or each picture of the output, put into a file of
 * its own, is what the way by libpng's pixels makes of that of the input, and
 * is shown in the same way.  By their pixels, frames that are written are those
 * that are read again; and where nothing shines through, both ways show the
 * same.
 */
#include "fuzz_harness.h"

#include <string.h>

#include "apng_parts.h"
#include "by_pixels.h"
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

/* Number i of both, each a file of its own; its size is the header's. */
static void
check_picture(const struct apng_parts *in, const struct apng_parts *out,
	      unsigned i, enum gray_method method, const char *warning)
{
	struct bytes still = {0}, gray = {0};
	struct png_parts parts;
	struct png_oracle_claim claim = {.method = method, .warning = warning};

	apng_parts_still(in, i, &still);
	apng_parts_still(out, i, &gray);
	png_parts_open(&parts, &still);
	for (unsigned k = 0; k < 4; k++) {
		claim.width = claim.width << 8 | parts.parts[0].data[k];
		claim.height = claim.height << 8 | parts.parts[0].data[4 + k];
	}
	png_oracle_check(&still, &gray, &claim);
	bytes_free(&still);
	bytes_free(&gray);
}

static void
check_frames(const struct apng_parts *in, const struct apng_parts *out,
	     const struct fuzz_outcome *o, enum gray_method method)
{
	fuzz_require(out->control != NULL &&
			     memcmp(in->control->data, out->control->data, 8) ==
				     0 &&
			     in->n_frames == out->n_frames,
		     "as many frames, played as often", NULL);
	fuzz_require(apng_parts_count(out), "numbers count from 0", NULL);
	for (unsigned i = 0; i < in->n_frames; i++) {
		const struct png_part *a = apng_parts_frame(in, i);
		const struct png_part *b = apng_parts_frame(out, i);

		fuzz_require(memcmp(a->data + 4, b->data + 4, 22) == 0,
			     "a frame is shown as it was", NULL);
		check_picture(in, out, i, method, o->outcome.warning);
	}
	check_picture(in, out, in->n_frames, method, o->outcome.warning);
}

/* The frames of c, by their pixels once more. */
static void
check_again(const struct by_pixels *c, const struct bytes *file,
	    struct by_pixels_options options, const char *promise)
{
	struct by_pixels again;

	options.conversion.gray = GRAY_REC601;
	by_pixels_run(&again, file, &options);
	fuzz_require(again.status == GM_OK, promise, &again.err);
	if (again.outcome.warning[0] != '\0')
		fuzz_fail("output: warning: %s", again.outcome.warning);
	fuzz_require_same(&again.rows, &c->rows, promise);
	by_pixels_free(&again);
}

/* Of fewer bits, rows of gray are the same in eight. */
static bool
has_alpha(const struct bytes *file)
{
	struct png_parts parts;

	png_parts_open(&parts, file);
	return (parts.parts[0].data[9] & 4) != 0 ||
	       png_parts_find(&parts, "tRNS") != NULL;
}

static void
check_pixels(const struct bytes *file, const struct fuzz_outcome *direct,
	     struct by_pixels_options options)
{
	struct by_pixels c, pieces;

	by_pixels_run(&c, file, &options);
	options.lending = fuzz_file_lending();
	options.strip_rows = 1 + (uint32_t)(file->nbytes % 3);
	by_pixels_run(&pieces, file, &options);
	fuzz_require(c.status == pieces.status &&
			     strcmp(c.err.text, pieces.err.text) == 0,
		     "the same from pieces", &pieces.err);
	if (c.status == GM_OK)
		fuzz_require_same(&c.out, &pieces.out, "the same from pieces");
	fuzz_require_line(c.outcome.warning);
	options.lending = FUZZ_FILE_ALL;
	if (c.status != GM_OK)
		fuzz_require_reason(c.status, &c.err);
	else
		check_again(&c, &c.out, options, "frames that are written");
	if (c.status == GM_OK && direct->status == GM_OK && !has_alpha(file) &&
	    c.outcome.warning[0] == '\0')
		check_again(&c, &direct->out.buf, options,
			    "both ways show the same");
	by_pixels_free(&c);
	by_pixels_free(&pieces);
}

int
fuzz_input(const uint8_t *data, size_t size)
{
	static void *png; /* kept, so that what is stale shows */
	struct bytes file = {.data = (uint8_t *)data, .nbytes = size};
	struct conversion options = choose_options();
	struct fuzz_outcome whole, pieces;
	struct apng_parts in, out;

	apng_parts_open(&in, &file);
	if (in.control == NULL || in.png.is_cut)
		return 0;
	run(&png, &file, &options, FUZZ_FILE_ALL, &whole);
	run(&png, &file, &options, fuzz_file_lending(), &pieces);
	fuzz_outcome_check_same(&whole, &pieces);
	apng_parts_open(&out, &whole.out.buf);
	if (whole.status == GM_OK && !out.png.is_cut)
		check_frames(&in, &out, &whole, options.gray);
	check_pixels(&file, &whole,
		     (struct by_pixels_options){.conversion = options,
						.takes_frames = true});
	fuzz_file_out_close(&whole.out);
	fuzz_file_out_close(&pieces.out);
	return 0;
}
