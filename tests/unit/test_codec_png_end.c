/* SPDX-License-Identifier: MIT */
/*
 * PNG whose compressed data end wrongly, after one long match: the library asks
 * for the end of them before it has delivered the rows of it.
 */
#include "chunk_fixture.h"

#define SIDE 24

struct kind {
	int depth, type, interlaced;
	const char *trns;
	uint32_t trns_nbytes;
	size_t nbytes; /* of all rows, each with its filter */
};

static const struct kind kinds[] = {
	{16, PNG_COLOR_TYPE_GRAY, 0, NULL, 0, SIDE *(1 + SIDE * 2)},
	{16, PNG_COLOR_TYPE_RGB, 0, NULL, 0, SIDE *(1 + SIDE * 6)},
	{16, PNG_COLOR_TYPE_RGB_ALPHA, 0, NULL, 0, SIDE *(1 + SIDE * 8)},
	{1, PNG_COLOR_TYPE_GRAY, 0, NULL, 0, SIDE *(1 + SIDE / 8)},
	{8, PNG_COLOR_TYPE_GRAY, 0, "\0\5", 2, SIDE *(1 + SIDE)},
	{8, PNG_COLOR_TYPE_RGB, 0, "\0\5\0\5\0\5", 6, SIDE *(1 + SIDE * 3)},
	{8, PNG_COLOR_TYPE_PALETTE, 0, "\5\6\7", 3, SIDE *(1 + SIDE)},
	/* Seven passes of 3, 3, 3, 6, 6, 12 and 12 rows. */
	{8, PNG_COLOR_TYPE_GRAY, 1, NULL, 0, SIDE *SIDE + 45},
	{8, PNG_COLOR_TYPE_PALETTE, 1, NULL, 0, SIDE *SIDE + 45},
	{16, PNG_COLOR_TYPE_RGB, 1, NULL, 0, SIDE *SIDE * 6 + 45},
};

#define N_KINDS (sizeof(kinds) / sizeof(kinds[0]))

/* All bytes are 1: each sample is one more than that to the left of it. */
static size_t
compress_rows(const struct kind *kind, uint8_t packed[256])
{
	uint8_t *rows = malloc(kind->nbytes);
	uLongf n = 256;

	memset(rows, 1, kind->nbytes);
	assert_int_equal(compress(packed, &n, rows, kind->nbytes), Z_OK);
	free(rows);
	return n;
}

/* Append a file with these compressed data, at most step in an IDAT. */
static void
make(const struct kind *kind, const uint8_t *packed, size_t nbytes, size_t step,
     struct bytes *file)
{
	uint8_t palette[3 * 256];

	file->nbytes = 0;
	chunk_fixture_head(file, SIDE, SIDE, kind->depth, kind->type,
			   kind->interlaced);
	for (size_t i = 0; i < sizeof(palette); i++)
		palette[i] = png_fixture_byte(i);
	if (kind->type == PNG_COLOR_TYPE_PALETTE)
		chunk_fixture_add(file, "PLTE", palette, sizeof(palette));
	if (kind->trns != NULL)
		chunk_fixture_add(file, "tRNS", kind->trns, kind->trns_nbytes);
	for (size_t at = 0; at < nbytes; at += step)
		chunk_fixture_add(file, "IDAT", packed + at,
				  nbytes - at < step ? nbytes - at : step);
	chunk_fixture_end(file);
}

/* Read, salvaged or not, with this warning, and with the pixels of whole. */
static void
expect_pixels(const struct bytes *file, const struct decoded *whole,
	      const char *warning)
{
	struct conversion options = fixture_options();
	struct decoded d = {0};

	for (int i = 0; i < 2; i++) {
		options.salvage = i == 1;
		png_fixture_decode(file, &options, &d);
		assert_string_equal(d.err.text, "");
		assert_string_equal(d.outcome.warning, warning);
		assert_int_equal(d.rows.nbytes, whole->rows.nbytes);
		assert_memory_equal(d.rows.data, whole->rows.data,
				    whole->rows.nbytes);
	}
	decoded_free(&d);
}

/* A sum in pieces is not always looked at by the library. */
static const char *
wrong_sum_text(size_t nbytes, size_t step, const char *warning)
{
	if ((nbytes - 1) % step < 3 && warning[0] == '\0')
		return "";
	return "the checksum after the pixels is wrong";
}

/* However the data are cut into chunks. */
static void
test_wrong_sum(void **state)
{
	const struct conversion options = fixture_options();
	struct bytes file = {0};
	struct decoded whole = {0}, d = {0};
	uint8_t packed[256];

	(void)state;
	for (size_t k = 0; k < N_KINDS; k++) {
		size_t n = compress_rows(&kinds[k], packed);

		make(&kinds[k], packed, n, n, &file);
		png_fixture_decode(&file, &options, &whole);
		assert_string_equal(whole.outcome.warning, "");
		packed[n - 1] ^= 1;
		for (size_t step = 1; step <= n; step++) {
			make(&kinds[k], packed, n, step, &file);
			png_fixture_decode(&file, &options, &d);
			expect_pixels(
				&file, &whole,
				wrong_sum_text(n, step, d.outcome.warning));
		}
	}
	decoded_free(&whole);
	decoded_free(&d);
	bytes_free(&file);
}

/* Of the data, this many bytes at the end are missing. */
static void
expect_short(const struct kind *kind, size_t n_missing,
	     const struct decoded *whole)
{
	struct bytes file = {0};
	uint8_t packed[256];
	size_t n = compress_rows(kind, packed);

	make(kind, packed, n - n_missing, n, &file);
	expect_pixels(&file, whole, "the checksum after the pixels is wrong");
	make(kind, packed, n, n, &file);
	file.nbytes -= n_missing + 4 + PNG_IEND_BYTES;
	expect_pixels(&file, whole, CODEC_NO_END);
	bytes_free(&file);
}

static void
test_no_sum(void **state)
{
	const struct conversion options = fixture_options();
	struct bytes file = {0};
	struct decoded whole = {0};
	uint8_t packed[256];

	(void)state;
	for (size_t k = 0; k < N_KINDS; k++) {
		size_t n = compress_rows(&kinds[k], packed);

		make(&kinds[k], packed, n, n, &file);
		png_fixture_decode(&file, &options, &whole);
		for (size_t n_missing = 1; n_missing <= 4; n_missing++)
			expect_short(&kinds[k], n_missing, &whole);
	}
	decoded_free(&whole);
	bytes_free(&file);
}

/* Whether all rows are there or not, none is delivered that is not. */
static void
test_cut_deeper(void **state)
{
	const struct conversion options = fixture_options();
	struct bytes file = {0};
	struct decoded whole = {0}, d = {0};
	uint8_t packed[256];

	(void)state;
	for (size_t k = 0; k < N_KINDS; k++) {
		size_t n = compress_rows(&kinds[k], packed);

		for (size_t i = 0; i <= 12 && i + 4 < n; i++) {
			make(&kinds[k], packed, n, n, &file);
			if (i == 0)
				png_fixture_decode(&file, &options, &whole);
			file.nbytes -= i + 4 + PNG_IEND_BYTES;
			png_fixture_decode(&file, &options, &d);
			assert_true(d.status == GM_OK ||
				    (d.status == GM_ERR_TRUNCATED && i > 4));
			if (d.status == GM_OK)
				expect_pixels(&file, &whole, CODEC_NO_END);
		}
		/* That much of them is not all. */
		assert_int_equal(d.status, GM_ERR_TRUNCATED);
	}
	decoded_free(&whole);
	decoded_free(&d);
	bytes_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_wrong_sum),
		cmocka_unit_test(test_no_sum),
		cmocka_unit_test(test_cut_deeper),
	};

	return cmocka_run_group_tests_name("codec_png_end", tests,
					   scratch_enter, scratch_leave);
}
