/* SPDX-License-Identifier: MIT */
#include "codec_check.h"

#include <string.h>

#include "base/octets.h"
#include "by_pixels.h"
#include "colors_check.h"
#include "formats/formats.h"
#include "fuzz_fail.h"
#include "fuzz_litter.h"
#include "fuzz_noise.h"

/*
 * What is in memory before it is written: something, and gray 1, with which
 * colours are marked that a palette lacks.
 */
#define LITTER       0x5a
#define OTHER_LITTER 0x01

/* The input, and what is asked of it: the same for the same bytes. */
struct check {
	struct bytes file;
	struct by_pixels_options options;
};

static void
choose_options(struct check *check)
{
	uint32_t hash = fuzz_noise();

	check->options = (struct by_pixels_options){
		.conversion = {.max_pixels = CODEC_CHECK_MAX_PIXELS,
			       .gray = fuzz_noise_method(),
			       .quality = (hash & 0x200) != 0 ? hash % 101 : 0,
			       .compress = (hash >> 16) % (COMPRESS_BEST + 1)},
		.to = (hash & 0x1c00) == 0 ? &codec_png : NULL,
		.lending = FUZZ_FILE_ALL,
	};
}

/* Of a WebP that is so, the first chunk or that after VP8X is VP8L. */
static bool
is_lossless_webp(const struct bytes *file)
{
	const uint8_t *data = file->data;
	size_t at = 12;

	while (file->nbytes >= 8 && at <= file->nbytes - 8) {
		size_t n = octets_u32le(data + at + 4);

		if (memcmp(data + at, "VP8", 3) == 0 && data[at + 3] != 'X')
			return data[at + 3] == 'L';
		if (n > file->nbytes)
			break;
		at += 8 + n + n % 2;
	}
	return false;
}

static bool
loses_nothing(const struct codec *codec, const struct bytes *file)
{
	return codec != &codec_jpeg && codec != &codec_hdr &&
	       codec != &codec_avif && codec != &codec_jxl &&
	       (codec != &codec_webp || is_lossless_webp(file));
}

/* What was written is read again without complaint, and stays as it is. */
static void
check_output(const struct check *check, const struct by_pixels *c)
{
	struct by_pixels_options options = check->options;
	struct by_pixels again;

	options.to = NULL;
	by_pixels_run(&again, &c->out, &options);
	fuzz_require(again.status == GM_OK, "the output can be read",
		     &again.err);
	fuzz_require(again.in_codec == c->out_codec,
		     "the output is of the format that was written", NULL);
	if (again.outcome.warning[0] != '\0')
		fuzz_fail("output: warning: %s", again.outcome.warning);
	fuzz_require(again.info.width == c->info.width &&
			     again.info.height == c->info.height,
		     "the output has the size of the original", NULL);
	if (loses_nothing(c->out_codec, &c->out)) {
		fuzz_require_same(&again.rows, &c->rows,
				  "the output has the gray pixels");
		/* EXIF of a TIFF is made anew of what its tags say. */
		if (c->out_codec != &codec_tiff)
			fuzz_require_same(&again.out, &c->out,
					  "the output is gray already");
	}
	by_pixels_free(&again);
}

static void
check_alone(const struct check *check, const struct by_pixels *c)
{
	const struct image_info gray = gray_info(&c->info);

	fuzz_require_line(c->outcome.warning);
	if (c->status != GM_OK) {
		fuzz_require_reason(c->status, &c->err);
		return;
	}
	fuzz_require(c->info.width > 0 && c->info.height > 0 &&
			     c->info.height <=
				     CODEC_CHECK_MAX_PIXELS / c->info.width,
		     "no more pixels than allowed", NULL);
	fuzz_require(c->rows.nbytes == image_row_nbytes(&gray) * c->info.height,
		     "all rows are there", NULL);
	check_output(check, c);
}

/*
 * What fails is not warned of.  Which of several warnings came first may
 * depend on the strips, so those are left to the caller.
 */
static void
check_same(const struct by_pixels *a, const struct by_pixels *b,
	   const char *promise)
{
	fuzz_require(a->status == b->status, promise, &b->err);
	fuzz_require(strcmp(a->err.text, b->err.text) == 0, promise, &b->err);
	if (a->status == GM_OK)
		fuzz_require_same(&a->out, &b->out, promise);
	fuzz_require(a->status != GM_OK ||
			     (a->outcome.warning[0] == '\0') ==
				     (b->outcome.warning[0] == '\0'),
		     promise, &b->err);
}

static bool
is_same_warning(const struct by_pixels *a, const struct by_pixels *b)
{
	return a->status != GM_OK ||
	       strcmp(a->outcome.warning, b->outcome.warning) == 0;
}

/* Twice the same, whatever was in memory. */
static void
check_again(const struct check *check, const struct by_pixels *c,
	    const struct by_pixels_options *options)
{
	struct by_pixels again;

	fuzz_litter_with(OTHER_LITTER);
	by_pixels_run(&again, &check->file, options);
	fuzz_litter_with(LITTER);
	check_same(c, &again, "the same bytes, the same result");
	fuzz_require(is_same_warning(c, &again), "the same warning", NULL);
	by_pixels_free(&again);
}

/*
 * Other strips, from other pieces.  Where in a damaged JPEG the library
 * notices depends on the pieces, and what it says first.
 */
static void
check_pieces(const struct check *check, const struct by_pixels *c)
{
	struct by_pixels_options options = check->options;
	struct by_pixels pieces;

	options.lending = fuzz_file_lending();
	options.strip_rows = 1 + (uint32_t)(check->file.nbytes % 3);
	by_pixels_run(&pieces, &check->file, &options);
	if (c->in_codec != &codec_jpeg)
		check_same(c, &pieces, "the same from pieces");
	else if (c->status == GM_OK && pieces.status == GM_OK)
		fuzz_require_same(&c->out, &pieces.out,
				  "the same JPEG from pieces");
	by_pixels_free(&pieces);
}

/* The first of several frames; of one frame, the picture. */
static void
check_first_frame(const struct check *check, const struct by_pixels *c)
{
	struct by_pixels_options options = check->options;
	struct by_pixels first;

	options.conversion.first_frame = true;
	by_pixels_run(&first, &check->file, &options);
	check_alone(check, &first);
	fuzz_require(first.status != GM_ERR_MULTIFRAME,
		     "the first frame can be had", &first.err);
	if (c->status == GM_OK) {
		fuzz_require(first.status == GM_OK, "one frame is the first",
			     &first.err);
		fuzz_require_same(&first.out, &c->out,
				  "one frame is the first frame");
	}
	by_pixels_free(&first);
}

/* More is accepted, with a warning; what is in order stays as it is. */
static void
check_salvage(const struct check *check, const struct by_pixels *c)
{
	struct by_pixels_options options = check->options;
	struct by_pixels salvaged;

	options.conversion.salvage = true;
	by_pixels_run(&salvaged, &check->file, &options);
	check_alone(check, &salvaged);
	fuzz_require(is_same_warning(c, &salvaged), "the same warning", NULL);
	if (c->status == GM_OK)
		check_same(c, &salvaged, "nothing was to be salvaged");
	else if (salvaged.status == GM_OK)
		fuzz_require(salvaged.outcome.warning[0] != '\0' &&
				     (c->status == GM_ERR_CORRUPT ||
				      c->status == GM_ERR_TRUNCATED),
			     "what is salvaged was damaged", &c->err);
	check_again(check, &salvaged, &options);
	by_pixels_free(&salvaged);
}

void
codec_check(const uint8_t *data, size_t size, const struct codec *const *codecs)
{
	struct check check = {
		.file = {.data = (uint8_t *)data, .nbytes = size}};
	const struct codec *codec = formats_by_content(
		data, size < CODEC_HEAD_BYTES ? size : CODEC_HEAD_BYTES);
	struct by_pixels c;

	while (*codecs != codec && *codecs != NULL)
		codecs++;
	if (*codecs == NULL)
		return;
	choose_options(&check);
	fuzz_litter_with(LITTER);
	by_pixels_run(&c, &check.file, &check.options);
	check_alone(&check, &c);
	check_again(&check, &c, &check.options);
	check_pieces(&check, &c);
	check_first_frame(&check, &c);
	check_salvage(&check, &c);
	colors_check(&check.file, codec, CODEC_CHECK_MAX_PIXELS);
	by_pixels_free(&c);
}
