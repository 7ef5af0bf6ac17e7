/* SPDX-License-Identifier: MIT */
/*
 * fuzz_webp.c - WebP on any bytes: its container, its reader, its ways
 *
 * What every codec promises; a still picture has the pixels that libwebp makes
 * of the whole file; frames that are written are those that are read again, and
 * a copy by chunks has as many, of which each has the place and time it had.
 */
#include "fuzz_harness.h"

#include <string.h>

#include "by_pixels.h"
#include "codec_check.h"
#include "formats/formats.h"
#include "formats/webp/webp_file.h"
#include "fuzz_fail.h"
#include "fuzz_noise.h"
#include "fuzz_outcome.h"

#include <webp/decode.h>

static struct conversion
choose_options(void)
{
	uint32_t hash = fuzz_noise();

	return (struct conversion){
		.gray = fuzz_noise_method(),
		.quality = (hash & 0x600) == 0 ? hash % 101 : 0,
		.max_pixels = CODEC_CHECK_MAX_PIXELS,
	};
}

/* Read it by itself, in color, all rows at once; false when it is refused. */
static bool
read_still(const struct bytes *file, struct decoder *dec, struct bytes *rows)
{
	const struct conversion conversion = {.max_pixels =
						      CODEC_CHECK_MAX_PIXELS};
	const struct codec_reader *reader = codec_webp.reader;
	struct outcome outcome = {0};
	struct fuzz_file_in in;
	struct gm_error err = {0};
	size_t nbytes = 0;
	enum gm_status st;

	fuzz_file_in_open(&in, file->data, file->nbytes, FUZZ_FILE_ALL);
	dec->codec = &codec_webp;
	dec->outcome = &outcome;
	st = reader->open(dec, &in.file, &conversion, &err);
	if (st == GM_OK) {
		nbytes = image_row_nbytes(&dec->info) * dec->info.height;
		st = bytes_reserve(rows, nbytes, &err);
	}
	if (st == GM_OK)
		st = reader->rows(dec, rows->data, dec->info.height, &err);
	rows->nbytes = nbytes;
	reader->close(dec);
	metadata_free(&dec->metadata);
	fuzz_file_in_close(&in);
	return st == GM_OK;
}

/* The library takes less of what is odd around a picture. */
static void
check_pixels(const struct bytes *file)
{
	WebPBitstreamFeatures features;
	struct decoder dec = {0};
	struct bytes rows = {0};
	uint8_t *theirs = NULL;
	int width, height;

	if (WebPGetFeatures(file->data, file->nbytes, &features) ==
		    VP8_STATUS_OK &&
	    !features.has_animation && read_still(file, &dec, &rows))
		theirs = dec.info.channels == 4
				 ? WebPDecodeRGBA(file->data, file->nbytes,
						  &width, &height)
				 : WebPDecodeRGB(file->data, file->nbytes,
						 &width, &height);
	if (theirs != NULL) {
		fuzz_require((uint32_t)width == dec.info.width &&
				     (uint32_t)height == dec.info.height,
			     "the size is that which libwebp sees", NULL);
		fuzz_require(memcmp(theirs, rows.data, rows.nbytes) == 0,
			     "the pixels are those that libwebp sees", NULL);
	}
	WebPFree(theirs);
	bytes_free(&rows);
}

/* Its frames, in the order of the file; they are to be there. */
static struct webp_frame
frame_of(struct webp_file *file, struct webp_range *left)
{
	struct webp_frame frame = {0};
	struct webp_range within;
	struct webp_chunk anmf;
	struct gm_error err = {0};

	fuzz_require(webp_file_next(file, left, &anmf, &err) == GM_OK &&
			     webp_file_frame(file, &anmf, &frame, &within,
					     &err) == GM_OK,
		     "a frame that was counted is there", &err);
	return frame;
}

static void
check_frames(struct webp_file *before, struct webp_file *after)
{
	struct webp_range a = before->chunks, b = after->chunks;

	fuzz_require(before->n_frames == after->n_frames &&
			     before->n_loops == after->n_loops,
		     "as many frames, played as often", NULL);
	for (uint32_t i = 0; i < before->n_frames; i++) {
		struct webp_frame was = frame_of(before, &a);
		struct webp_frame is = frame_of(after, &b);

		fuzz_require(was.x == is.x && was.y == is.y &&
				     was.width == is.width &&
				     was.height == is.height &&
				     was.duration_ms == is.duration_ms &&
				     was.blends == is.blends &&
				     was.disposes == is.disposes,
			     "a frame is shown as it was", NULL);
	}
}

static void
scan(struct webp_file *file, struct fuzz_file_in *in, const struct bytes *bytes)
{
	struct metadata metadata = {0};
	struct gm_error err = {0};

	fuzz_file_in_open(in, bytes->data, bytes->nbytes, FUZZ_FILE_ALL);
	*file = (struct webp_file){.cursor.in = &in->file};
	fuzz_require(webp_file_scan(file, false, &metadata, &err) == GM_OK,
		     "a copy, and what it is of, can be read", &err);
	metadata_free(&metadata);
}

/* What a way of the codec has written. */
static void
check_copy(const struct bytes *file, const struct bytes *out)
{
	static struct webp_file before, after;
	struct fuzz_file_in in_before, in_after;

	scan(&before, &in_before, file);
	scan(&after, &in_after, out);
	fuzz_require(before.width == after.width &&
			     before.height == after.height,
		     "the canvas has its size", NULL);
	fuzz_require(!after.has_more, "nothing follows a copy", NULL);
	check_frames(&before, &after);
	fuzz_file_in_close(&in_before);
	fuzz_file_in_close(&in_after);
}

static void
check_direct(const struct codec_direct *direct, void **state,
	     const struct bytes *file, const struct conversion *conversion)
{
	struct fuzz_outcome o;

	if (!direct->serves(conversion))
		return;
	fuzz_outcome_run(direct->copy, state, file, conversion, FUZZ_FILE_ALL,
			 &o);
	if (o.status == GM_OK)
		check_copy(file, &o.out.buf);
	else if (o.status != GM_ERR_UNSUPPORTED)
		fuzz_require_reason(o.status, &o.err);
	fuzz_file_out_close(&o.out);
}

/* All frames by their pixels, and what is written of them once more. */
static void
check_animation(const struct bytes *file, const struct conversion *conversion)
{
	struct by_pixels_options options = {.conversion = *conversion,
					    .takes_frames = true};
	struct by_pixels c, again;

	options.conversion.compress = COMPRESS_FAST;
	by_pixels_run(&c, file, &options);
	if (c.status == GM_OK) {
		options.conversion.gray = GRAY_REC601;
		by_pixels_run(&again, &c.out, &options);
		fuzz_require(again.status == GM_OK, "frames can be read again",
			     &again.err);
		fuzz_require(again.rows.nbytes == c.rows.nbytes,
			     "as many frames come back", NULL);
		by_pixels_free(&again);
	} else {
		fuzz_require_reason(c.status, &c.err);
	}
	by_pixels_free(&c);
}

int
fuzz_input(const uint8_t *data, size_t size)
{
	static const struct codec *const codecs[] = {&codec_webp, NULL};
	static void *state; /* kept, so that what is stale shows */
	const struct bytes file = {.data = (uint8_t *)data, .nbytes = size};
	struct conversion conversion;

	if (!codec_webp.sniff(data, size))
		return 0;
	codec_check(data, size, codecs);
	conversion = choose_options();
	check_pixels(&file);
	for (const struct codec_direct *const *direct = codec_webp.direct;
	     *direct != NULL; direct++)
		check_direct(*direct, &state, &file, &conversion);
	check_animation(&file, &conversion);
	return 0;
}
