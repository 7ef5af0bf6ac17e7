/* SPDX-License-Identifier: MIT */
/*
 * fuzz_tiff_direct.c - TIFF to TIFF on any bytes
 *
 * What is written is a gray TIFF: the same ways make the same bytes of it; and
 * its first page has the gray of the original's, as the reader, which goes
 * another way, has both.
 */
#include "fuzz_harness.h"

#include <stdlib.h>
#include <string.h>

#include "codec_check.h"
#include "formats/tiff/tiff.h"
#include "formats/tiff/tiff_direct.h"
#include "formats/tiff/tiff_lib.h"
#include "formats/tiff/tiff_pages.h"
#include "fuzz_fail.h"
#include "fuzz_file.h"
#include "fuzz_noise.h"
#include "fuzz_outcome.h"

/* Gray rows of the first page; a zeroed struct is none. */
struct rows {
	struct image_info info;
	struct bytes bytes;
	bool is_lossy;
};

static enum gm_status
read_all(struct decoder *dec, struct rows *rows, struct gm_error *err)
{
	const struct image_info *info = &dec->info;
	size_t nbytes = image_row_nbytes(info) * info->height;
	enum gm_status st = bytes_reserve(&rows->bytes, nbytes, err);

	if (st == GM_OK)
		st = tiff_reader.rows(dec, rows->bytes.data, info->height, err);
	if (st == GM_OK && info->channels >= 3)
		graying_convert(&dec->graying, info, rows->bytes.data,
				(size_t)info->width * info->height,
				rows->bytes.data);
	rows->info = gray_info(info);
	rows->is_lossy = dec->lossy_quality != 0;
	return st;
}

static bool
read_first(const struct bytes *file, enum gray_method method, struct rows *rows)
{
	const struct conversion conversion = {
		.gray = method,
		.max_pixels = CODEC_CHECK_MAX_PIXELS,
		.first_frame = true,
	};
	struct outcome outcome = {0};
	struct decoder dec = {.outcome = &outcome, .graying.method = method};
	struct fuzz_file_in in;
	struct gm_error err = {0};
	enum gm_status st;

	fuzz_file_in_open(&in, file->data, file->nbytes, FUZZ_FILE_ALL);
	st = tiff_reader.open(&dec, &in.file, &conversion, &err);
	if (st == GM_OK)
		st = read_all(&dec, rows, &err);
	tiff_reader.close(&dec);
	metadata_free(&dec.metadata);
	fuzz_file_in_close(&in);
	return st == GM_OK;
}

/* The number that the first page has for the tag, or the one for without. */
static unsigned
number_of(const struct bytes *file, unsigned tag, unsigned without)
{
	struct tiff_directory directory = {0};
	struct tiff_pages pages = {0};
	struct fuzz_file_in in;
	struct tiff_raw raw;
	struct gm_error err;
	unsigned number = without;

	fuzz_file_in_open(&in, file->data, file->nbytes, FUZZ_FILE_ALL);
	if (tiff_raw_open(&raw, &in.file, &err) == GM_OK &&
	    tiff_pages_find(&pages, &raw, &directory, &err) == GM_OK)
		number = (unsigned)tiff_raw_number(&raw, &directory, tag,
						   without);
	tiff_directory_free(&directory);
	fuzz_file_in_close(&in);
	return number;
}

/*
 * How far a number of so many bits, made gray as such, is from that by 8 or 16:
 * half of a step, and what rounding adds.
 */
static int
far_most(const struct image_info *info, unsigned bits)
{
	if (bits >= info->bits)
		return bits == info->bits ? 0 : 1;
	return (1 << info->bits) / (2 * ((1 << bits) - 1)) + 2;
}

static int
far_between(const struct rows *a, const struct rows *b)
{
	size_t n = (size_t)a->info.width * a->info.height * a->info.channels;
	int most = 0;

	for (size_t i = 0; i < n; i++) {
		uint16_t x = a->bytes.data[i], y = b->bytes.data[i];
		int far;

		if (a->info.bits == 16) {
			memcpy(&x, a->bytes.data + 2 * i, sizeof(x));
			memcpy(&y, b->bytes.data + 2 * i, sizeof(y));
		}
		far = x < y ? y - x : x - y;
		most = far > most ? far : most;
	}
	return most;
}

/*
 * Floats, and what loses in coding, only have their size; so has what is
 * premultiplied, of which colours brighter than their alpha are cut off before
 * they are gray, or after.
 */
static bool
may_differ(const struct bytes *before, const struct rows *a,
	   const struct rows *b)
{
	return a->info.bits != b->info.bits || a->info.bits == 32 ||
	       a->info.channels != b->info.channels || a->is_lossy ||
	       b->is_lossy ||
	       number_of(before, TIFFTAG_EXTRASAMPLES, 0) ==
		       EXTRASAMPLE_ASSOCALPHA;
}

static void
check_pixels(const struct bytes *before, const struct bytes *after,
	     enum gray_method method)
{
	unsigned bits = number_of(before, TIFFTAG_BITSPERSAMPLE, 1);
	struct rows a = {0}, b = {0};

	if (read_first(before, method, &a)) {
		fuzz_require(read_first(after, method, &b),
			     "what could be read still can", NULL);
		fuzz_require(a.info.width == b.info.width &&
				     a.info.height == b.info.height,
			     "the size stays", NULL);
		if (!may_differ(before, &a, &b))
			fuzz_require(far_between(&a, &b) <=
					     far_most(&a.info, bits),
				     "the gray is that of the reader", NULL);
	}
	bytes_free(&a.bytes);
	bytes_free(&b.bytes);
}

/* It is gray: nothing changes any more; nor is there more of what was saved. */
static void
check_again(void **state, const struct bytes *file, bool salvage)
{
	const struct conversion plain = {.max_pixels = UINT64_MAX,
					 .salvage = salvage};
	struct fuzz_outcome o;

	fuzz_outcome_run(tiff_direct_bits.copy, state, file, &plain,
			 FUZZ_FILE_ALL, &o);
	fuzz_require(o.status == GM_OK, "a copy can be copied", &o.err);
	fuzz_require_same(file, &o.out.buf, "a copy of a copy is the same");
	fuzz_file_out_close(&o.out);
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
	if (o.status != GM_OK) {
		fuzz_require_reason(o.status, &o.err);
	} else {
		check_again(state, &o.out.buf, conversion->salvage);
		if (!conversion->salvage && conversion->strip == STRIP_NOTHING)
			check_pixels(file, &o.out.buf, conversion->gray);
	}
	fuzz_file_out_close(&o.out);
}

int
fuzz_input(const uint8_t *data, size_t size)
{
	static void *state; /* kept, so that what is stale shows */
	const struct bytes file = {.data = (uint8_t *)data, .nbytes = size};
	uint32_t hash = fuzz_noise();
	const struct conversion conversion = {
		.gray = fuzz_noise_method(),
		.quality = (hash & 0x600) == 0 ? 1 + hash % 100 : 0,
		.salvage = (hash & 0x1800) == 0,
		.first_frame = (hash & 0x6000) == 0,
		.strip = (hash & 0x18000) == 0 ? STRIP_ALL : STRIP_NOTHING,
		.max_pixels = CODEC_CHECK_MAX_PIXELS,
	};

	check_direct(&tiff_direct_bits, &state, &file, &conversion);
	check_direct(&tiff_direct_pixels, &state, &file, &conversion);
	return 0;
}
