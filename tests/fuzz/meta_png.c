/* SPDX-License-Identifier: MIT */
#include "meta_record.h"

#include <stdlib.h>
#include <string.h>

#include <zlib.h>

#include "by_pixels.h"
#include "codec_check.h"
#include "formats/formats.h"
#include "formats/png/codec_png.h"
#include "fuzz_fail.h"
#include "fuzz_outcome.h"
#include "png_oracle.h"
#include "png_parts.h"

#define MAX_FILE_NBYTES 65536u

/* A record of this kind or above stands behind the pixels. */
#define BEHIND 192u

/* Room for what a record becomes: a name, and more than it compressed. */
#define MAX_PAYLOAD_NBYTES (META_RECORD_MAX_NBYTES + 64u)

/* Of the last one the type is the first four bytes of the record. */
static const char types[][5] = {"cHRM", "cICP", "eXIf", "gAMA", "iCCP", "pCAL",
				"pHYs", "sBIT", "sPLT", "sRGB", "tIME", "tEXt",
				"zTXt", "iTXt", "bKGD", "tRNS", "hIST", "acTL",
				"fcTL", "prVt", "prVT", "any "};

#define N_TYPES (sizeof(types) / sizeof(types[0]))

/* What a file is made of. */
struct making {
	struct png_parts png;
	uint8_t payloads[META_RECORDS_MAX][MAX_PAYLOAD_NBYTES];
};

static void
add(struct making *m, const char *type, const uint8_t *data, size_t nbytes)
{
	struct png_part *part = &m->png.parts[m->png.n++];

	memcpy(part->type, type, 4);
	part->data = data;
	part->nbytes = nbytes;
}

/* A profile is compressed here, which a fuzzer cannot do. */
static void
add_profile(struct making *m, uint8_t *payload, const struct meta_record *r)
{
	uLongf n = MAX_PAYLOAD_NBYTES - 3;

	memcpy(payload, "n\0", 3);
	if (compress(payload + 3, &n, r->data, r->nbytes) != Z_OK)
		abort();
	add(m, "iCCP", payload, 3 + n);
}

static void
add_record(struct making *m, unsigned i, const struct meta_record *r)
{
	unsigned kind = r->kind % N_TYPES;

	if (kind == N_TYPES - 1) {
		if (r->nbytes >= 4)
			add(m, (const char *)r->data, r->data + 4,
			    r->nbytes - 4);
	} else if (strcmp(types[kind], "iCCP") == 0) {
		add_profile(m, m->payloads[i], r);
	} else {
		add(m, types[kind], r->data, r->nbytes);
	}
}

static void
add_records(struct making *m, const struct meta_records *records,
	    bool after_pixels)
{
	for (unsigned i = 0; i < records->n; i++)
		if ((records->list[i].kind >= BEHIND) == after_pixels)
			add_record(m, i, &records->list[i]);
}

/* 3x2 pixels of 8 bits, of each kind but with a palette. */
static size_t
make_file(const struct meta_records *records, uint8_t *file)
{
	static const uint8_t kinds[][2] = {{0, 1}, {2, 3}, {4, 2}, {6, 4}};
	const uint8_t *kind = kinds[records->picture % 4];
	uint8_t header[13] = {0, 0, 0, 3, 0, 0, 0, 2, 8, kind[0]};
	size_t row_nbytes = 1 + 3 * (size_t)kind[1];
	uint8_t rows[2 * (1 + 3 * 4)] = {0}, data[64];
	uLongf n = sizeof(data);
	struct making m = {0};

	for (size_t i = 0; i < 2 * row_nbytes; i++)
		rows[i] = i % row_nbytes == 0 ? 0 : (uint8_t)(i * 9);
	if (compress(data, &n, rows, (uLong)(2 * row_nbytes)) != Z_OK)
		abort();
	add(&m, "IHDR", header, sizeof(header));
	add_records(&m, records, false);
	add(&m, "IDAT", data, n);
	add_records(&m, records, true);
	add(&m, "IEND", NULL, 0);
	return png_parts_write(&m.png, file, MAX_FILE_NBYTES);
}

/* A profile that can be read is one of gray. */
static void
check_profile(const struct bytes *gray)
{
	const struct png_part *part;
	struct png_parts png;
	uint8_t profile[4096] = {0};
	uLongf n = sizeof(profile);
	const uint8_t *nul;

	png_parts_open(&png, gray);
	part = png_parts_find(&png, "iCCP");
	if (part == NULL)
		return;
	nul = memchr(part->data, 0, part->nbytes);
	fuzz_require(nul != NULL &&
			     (size_t)(nul + 2 - part->data) <= part->nbytes,
		     "a profile has a name", NULL);
	if (uncompress(profile, &n, nul + 2,
		       (uLong)(part->data + part->nbytes - nul - 2)) == Z_OK)
		fuzz_require(memcmp(profile + 16, "GRAY", 4) == 0,
			     "a profile in a gray PNG is one of gray", NULL);
}

static void
check_direct(const struct bytes *original)
{
	const struct conversion options = {.max_pixels = PNG_ORACLE_MAX_PIXELS};
	static void *png;
	struct metadata metadata = {0};
	struct outcome outcome = {0};
	struct fuzz_file_in in;
	struct file_out out;
	struct gm_error err;

	fuzz_file_in_open(&in, original->data, original->nbytes,
			  FUZZ_FILE_LEAST);
	fuzz_file_out_open(&out);
	if (codec_png_direct.copy(&png, &in.file, &out, &options, &metadata,
				  &outcome, &err) == GM_OK) {
		check_profile(&out.buf);
		png_oracle_check(original, &out.buf,
				 &(struct png_oracle_claim){
					 .width = outcome.width,
					 .height = outcome.height,
					 .has_more = outcome.has_more,
					 .warning = outcome.warning,
				 });
	}
	metadata_free(&metadata);
	fuzz_file_out_close(&out);
	fuzz_file_in_close(&in);
}

void
meta_png_check(const struct meta_records *records)
{
	static const struct codec *const codecs[] = {&codec_png, NULL};
	const struct by_pixels_options pixels = {
		.conversion = {.max_pixels = CODEC_CHECK_MAX_PIXELS}};
	struct bytes original = {.data = malloc(MAX_FILE_NBYTES)};
	struct by_pixels c;

	if (original.data == NULL)
		abort();
	original.nbytes = make_file(records, original.data);
	check_direct(&original);
	by_pixels_run(&c, &original, &pixels);
	if (c.status == GM_OK)
		check_profile(&c.out);
	by_pixels_free(&c);
	codec_check(original.data, original.nbytes, codecs);
	free(original.data);
}
