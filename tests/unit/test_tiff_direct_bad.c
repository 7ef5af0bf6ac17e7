/* SPDX-License-Identifier: MIT */
#include "tiff_direct_fixture.h"

#include <tiff.h>

#include "formats/tiff/tiff_tree.h"
#include "scratch.h"

static const struct conversion plain = {.max_pixels = UINT64_MAX};

#define CUT_WARNING "a directory that is damaged, or met twice, is left out"

/* A black page of one byte, and one tag more; its directory's place. */
static uint64_t
put_page(struct tiff_fixture *f, struct tiff_fixture_entry further)
{
	const struct tiff_fixture_entry entries[] = {
		{TIFFTAG_IMAGEWIDTH, TIFF_TYPE_SHORT, 1, (const uint64_t[]){1},
		 NULL},
		{TIFFTAG_IMAGELENGTH, TIFF_TYPE_SHORT, 1, (const uint64_t[]){1},
		 NULL},
		{TIFFTAG_BITSPERSAMPLE, TIFF_TYPE_SHORT, 1,
		 (const uint64_t[]){8}, NULL},
		{TIFFTAG_PHOTOMETRIC, TIFF_TYPE_SHORT, 1,
		 (const uint64_t[]){PHOTOMETRIC_MINISBLACK}, NULL},
		{TIFFTAG_STRIPOFFSETS, TIFF_TYPE_LONG, 1, (const uint64_t[]){2},
		 NULL},
		{TIFFTAG_STRIPBYTECOUNTS, TIFF_TYPE_LONG, 1,
		 (const uint64_t[]){1}, NULL},
		further,
		{0, 0, 0, NULL, NULL},
	};

	return tiff_fixture_page(f, entries);
}

static const struct tiff_fixture_entry nothing = {42424, TIFF_TYPE_LONG, 1,
						  (const uint64_t[]){0}, NULL};

static void
expect(const struct tiff_fixture *f, bool salvage, enum gm_status status,
       const char *text)
{
	struct conversion conversion = plain;
	struct tiff_made made = {0};

	conversion.salvage = salvage;
	tiff_make(&f->file, &tiff_direct_bits, &conversion, &made);
	assert_int_equal(made.status, status);
	if (status == GM_OK)
		assert_string_equal(made.outcome.warning, text);
	else
		assert_non_null(strstr(made.err.text, text));
	tiff_made_free(&made);
}

/* A chain that leads back ends where it does. */
static void
test_circles(void **state)
{
	struct tiff_made made = {0};

	(void)state;
	for (int to_first = 0; to_first < 2; to_first++) {
		struct tiff_fixture f = {0};
		uint64_t first, second;

		tiff_fixture_begin(&f);
		first = put_page(&f, nothing);
		second = put_page(&f, nothing);
		tiff_fixture_patch(&f, f.link_at, to_first ? first : second);
		tiff_make(&f.file, &tiff_direct_bits, &plain, &made);
		assert_int_equal(made.status, GM_OK);
		assert_string_equal(made.outcome.warning, CUT_WARNING);
		tiff_made_go(&made, made.raw.first_at);
		tiff_made_go(&made, made.directory.next_at);
		assert_int_equal(made.directory.next_at, 0);
		bytes_free(&f.file);
	}
	tiff_made_free(&made);
}

/* A picture that is its own smaller copy stays so. */
static void
test_circle_of_sub_directories(void **state)
{
	struct conversion conversion = plain;
	struct tiff_fixture f = {0};
	struct tiff_made made = {0};
	uint64_t place;

	(void)state;
	conversion.strip = STRIP_MOST; /* else it is copied as it is */
	tiff_fixture_begin(&f);
	place = put_page(&f, (struct tiff_fixture_entry){
				     TIFFTAG_SUBIFD, TIFF_TYPE_LONG, 1,
				     (const uint64_t[]){8}, NULL});
	assert_int_equal(place, 8);
	tiff_make(&f.file, &tiff_direct_bits, &conversion, &made);
	assert_int_equal(made.status, GM_OK);
	tiff_made_go(&made, made.raw.first_at);
	tiff_made_expect(&made, TIFFTAG_SUBIFD, made.raw.first_at);
	bytes_free(&f.file);
	tiff_made_free(&made);
}

static void
test_too_many(void **state)
{
	struct tiff_fixture f = {0};

	(void)state;
	tiff_fixture_begin(&f);
	for (unsigned i = 0; i <= TIFF_TREE_MAX; i++)
		put_page(&f, nothing);
	expect(&f, true, GM_ERR_LIMIT, "more than 65535 directories");
	bytes_free(&f.file);
}

static void
test_too_many_links(void **state)
{
	struct tiff_fixture f = {0};
	static uint64_t zeros[TIFF_TREE_MAX + 1];

	(void)state;
	tiff_fixture_begin(&f);
	put_page(&f,
		 (struct tiff_fixture_entry){TIFFTAG_SUBIFD, TIFF_TYPE_LONG,
					     TIFF_TREE_MAX + 1, zeros, NULL});
	expect(&f, true, GM_ERR_LIMIT, "more than 65535 directories");
	bytes_free(&f.file);
}

/* Of 257 entries each, a byte after the other. */
static void
test_directories_over_each_other(void **state)
{
	enum {
		N = 20000
	};
	struct tiff_fixture f = {0};
	static uint8_t ones[2 * N];
	static uint64_t places[N];

	(void)state;
	memset(ones, 1, sizeof(ones));
	for (size_t i = 0; i < N; i++)
		places[i] = 8 + i;
	tiff_fixture_begin(&f);
	tiff_fixture_put(&f, ones, sizeof(ones));
	put_page(&f, (struct tiff_fixture_entry){TIFFTAG_SUBIFD, TIFF_TYPE_LONG,
						 N, places, NULL});
	expect(&f, true, GM_ERR_LIMIT, "lie over each other");
	bytes_free(&f.file);
}

static void
test_too_many_entries(void **state)
{
	struct tiff_fixture f = {0};
	static const uint8_t directory[16384] = {1, 2};

	(void)state;
	tiff_fixture_begin(&f);
	tiff_fixture_patch(&f, f.link_at, f.file.nbytes);
	tiff_fixture_put(&f, directory, sizeof(directory));
	expect(&f, true, GM_ERR_CORRUPT,
	       "corrupt: a directory of more than 512 entries");
	bytes_free(&f.file);
}

static void
test_values_over_each_other(void **state)
{
	struct tiff_fixture f = {0};
	static const uint8_t zeros[1u << 20];

	(void)state;
	tiff_fixture_begin(&f);
	tiff_fixture_put(&f, zeros, sizeof(zeros));
	for (unsigned i = 0; i < 16; i++) {
		uint64_t link_at = f.link_at, place;

		place = put_page(&f, (struct tiff_fixture_entry){
					     42424, TIFF_TYPE_UNDEFINED, 5,
					     NULL, "12345"});
		/* All are the million bytes. */
		tiff_order_put(&f.order, f.file.data + place + 2 + 6 * 12 + 4,
			       4, sizeof(zeros));
		tiff_order_put(&f.order, f.file.data + place + 2 + 6 * 12 + 8,
			       4, 8);
		assert_true(link_at < place);
	}
	expect(&f, false, GM_ERR_LIMIT, "lie over each other");
	bytes_free(&f.file);
}

/* Counts that no file can hold are left out. */
static void
test_huge_counts(void **state)
{
	static const struct tiff_order big = {.is_big = true};
	struct tiff_fixture f = {.order = big};
	struct tiff_made made = {0};
	struct conversion conversion = plain;
	uint64_t place;

	(void)state;
	conversion.strip = STRIP_NOTHING;
	tiff_fixture_begin(&f);
	place = put_page(&f, (struct tiff_fixture_entry){42424, 12, 1, NULL,
							 "12345678"});
	tiff_order_put(&f.order, f.file.data + place + 8 + 6 * 20 + 4, 8,
		       UINT64_MAX / 4);
	/* What else there is makes the copy another file. */
	put_page(&f,
		 (struct tiff_fixture_entry){TIFFTAG_EXIFIFD, TIFF_TYPE_LONG, 1,
					     (const uint64_t[]){1}, NULL});
	tiff_make(&f.file, &tiff_direct_bits, &conversion, &made);
	assert_int_equal(made.status, GM_OK);
	assert_string_not_equal(made.outcome.warning, "");
	tiff_made_go(&made, made.raw.first_at);
	tiff_made_lacks(&made, 42424);
	tiff_made_go(&made, made.directory.next_at);
	tiff_made_lacks(&made, TIFFTAG_EXIFIFD);
	bytes_free(&f.file);
	tiff_made_free(&made);
}

static void
test_second_page_is_missing(void **state)
{
	struct tiff_fixture f = {0};

	(void)state;
	tiff_fixture_begin(&f);
	put_page(&f, nothing);
	tiff_fixture_patch(&f, f.link_at, 100000);
	expect(&f, false, GM_ERR_TRUNCATED, "a directory leads beyond the end");
	expect(&f, true, GM_OK, CUT_WARNING);
	bytes_free(&f.file);
}

/* Gray as it is, the strip of the second page being cut. */
static void
test_cut_strip(void **state)
{
	struct tiff_fixture f = {0};
	struct tiff_made made = {0};
	struct conversion conversion = plain;

	(void)state;
	conversion.strip = STRIP_MOST;
	tiff_fixture_begin(&f);
	put_page(&f, nothing);
	{
		const struct tiff_fixture_entry entries[] = {
			{TIFFTAG_IMAGEWIDTH, TIFF_TYPE_SHORT, 1,
			 (const uint64_t[]){1}, NULL},
			{TIFFTAG_IMAGELENGTH, TIFF_TYPE_SHORT, 1,
			 (const uint64_t[]){200}, NULL},
			{TIFFTAG_BITSPERSAMPLE, TIFF_TYPE_SHORT, 1,
			 (const uint64_t[]){8}, NULL},
			{TIFFTAG_PHOTOMETRIC, TIFF_TYPE_SHORT, 1,
			 (const uint64_t[]){PHOTOMETRIC_MINISBLACK}, NULL},
			{TIFFTAG_STRIPOFFSETS, TIFF_TYPE_LONG, 1,
			 (const uint64_t[]){100}, NULL},
			{TIFFTAG_STRIPBYTECOUNTS, TIFF_TYPE_LONG, 1,
			 (const uint64_t[]){200}, NULL},
			{0, 0, 0, NULL, NULL},
		};

		tiff_fixture_page(&f, entries);
	}
	tiff_make(&f.file, &tiff_direct_bits, &conversion, &made);
	assert_int_equal(made.status, GM_ERR_TRUNCATED);
	assert_non_null(strstr(made.err.text, "page 2: truncated"));
	conversion.salvage = true;
	tiff_make(&f.file, &tiff_direct_bits, &conversion, &made);
	assert_int_equal(made.status, GM_OK);
	assert_non_null(strstr(made.outcome.warning, "truncated"));
	tiff_made_go(&made, made.raw.first_at);
	tiff_made_go(&made, made.directory.next_at);
	tiff_made_expect(&made, TIFFTAG_STRIPBYTECOUNTS, f.file.nbytes - 100);
	bytes_free(&f.file);
	tiff_made_free(&made);
}

/* Of a gray file that would be copied as it is; and a strip that is not said.
 */
static void
test_gray_is_looked_at(void **state)
{
	struct tiff_fixture f = {0};
	const struct tiff_fixture_entry entries[] = {
		{TIFFTAG_IMAGEWIDTH, TIFF_TYPE_SHORT, 1, (const uint64_t[]){1},
		 NULL},
		{TIFFTAG_IMAGELENGTH, TIFF_TYPE_SHORT, 1, (const uint64_t[]){2},
		 NULL},
		{TIFFTAG_BITSPERSAMPLE, TIFF_TYPE_SHORT, 1,
		 (const uint64_t[]){8}, NULL},
		{TIFFTAG_STRIPOFFSETS, TIFF_TYPE_LONG, 1, (const uint64_t[]){8},
		 NULL},
		{TIFFTAG_ROWSPERSTRIP, TIFF_TYPE_SHORT, 1,
		 (const uint64_t[]){1}, NULL},
		{TIFFTAG_STRIPBYTECOUNTS, TIFF_TYPE_LONG, 1,
		 (const uint64_t[]){1}, NULL},
		{0, 0, 0, NULL, NULL},
	};
	uint64_t place;

	(void)state;
	tiff_fixture_begin(&f);
	place = tiff_fixture_page(&f, entries);
	expect(&f, false, GM_ERR_TRUNCATED, "the picture is not complete");
	expect(&f, true, GM_OK, "truncated: the picture is not complete");
	/* One strip, of which all but a byte is missing. */
	f.file.data[place + 2 + 4 * 12 + 8] = 2;
	f.file.data[place + 2 + 5 * 12 + 8] = 200;
	expect(&f, false, GM_ERR_TRUNCATED, "the picture is not complete");
	expect(&f, true, GM_OK, "truncated: the picture is not complete");
	bytes_free(&f.file);
}

/*
 * Two strips of colours, the second of which has a byte less than its rows,
 * though there is one in the file.
 */
static void
test_short_strip(void **state)
{
	struct tiff_fixture f = {0};
	static const uint8_t colors[200];
	const struct tiff_fixture_entry entries[] = {
		{TIFFTAG_IMAGEWIDTH, TIFF_TYPE_SHORT, 1, (const uint64_t[]){4},
		 NULL},
		{TIFFTAG_IMAGELENGTH, TIFF_TYPE_SHORT, 1, (const uint64_t[]){4},
		 NULL},
		{TIFFTAG_BITSPERSAMPLE, TIFF_TYPE_SHORT, 3,
		 (const uint64_t[]){8, 8, 8}, NULL},
		{TIFFTAG_PHOTOMETRIC, TIFF_TYPE_SHORT, 1,
		 (const uint64_t[]){PHOTOMETRIC_RGB}, NULL},
		{TIFFTAG_STRIPOFFSETS, TIFF_TYPE_LONG, 2,
		 (const uint64_t[]){8, 32}, NULL},
		{TIFFTAG_SAMPLESPERPIXEL, TIFF_TYPE_SHORT, 1,
		 (const uint64_t[]){3}, NULL},
		{TIFFTAG_ROWSPERSTRIP, TIFF_TYPE_SHORT, 1,
		 (const uint64_t[]){2}, NULL},
		{TIFFTAG_STRIPBYTECOUNTS, TIFF_TYPE_LONG, 2,
		 (const uint64_t[]){24, 23}, NULL},
		{0, 0, 0, NULL, NULL},
	};

	(void)state;
	tiff_fixture_begin(&f);
	tiff_fixture_put(&f, colors, sizeof(colors));
	tiff_fixture_page(&f, entries);
	expect(&f, false, GM_ERR_TRUNCATED, "the picture is not complete");
	expect(&f, true, GM_OK, "truncated: the picture is not complete");
	bytes_free(&f.file);
}

/* Every cut of a file of colours fails, or leaves some of it out. */
static void
test_every_cut(void **state)
{
	struct tiff_fixture f = {.order = {.is_big_endian = true}};
	struct conversion conversion = plain;
	struct tiff_made made = {0};
	size_t n_made = 0;
	const struct tiff_fixture_entry entries[] = {
		{TIFFTAG_IMAGEWIDTH, TIFF_TYPE_SHORT, 1, (const uint64_t[]){16},
		 NULL},
		{TIFFTAG_IMAGELENGTH, TIFF_TYPE_SHORT, 1,
		 (const uint64_t[]){16}, NULL},
		{TIFFTAG_BITSPERSAMPLE, TIFF_TYPE_SHORT, 3,
		 (const uint64_t[]){8, 8, 8}, NULL},
		{TIFFTAG_PHOTOMETRIC, TIFF_TYPE_SHORT, 1,
		 (const uint64_t[]){PHOTOMETRIC_RGB}, NULL},
		{TIFFTAG_STRIPOFFSETS, TIFF_TYPE_LONG, 4,
		 (const uint64_t[]){300, 300, 300, 300}, NULL},
		{TIFFTAG_SAMPLESPERPIXEL, TIFF_TYPE_SHORT, 1,
		 (const uint64_t[]){3}, NULL},
		{TIFFTAG_ROWSPERSTRIP, TIFF_TYPE_SHORT, 1,
		 (const uint64_t[]){4}, NULL},
		{TIFFTAG_STRIPBYTECOUNTS, TIFF_TYPE_LONG, 4,
		 (const uint64_t[]){192, 192, 192, 192}, NULL},
		{0, 0, 0, NULL, NULL},
	};
	static const uint8_t pixels[492];
	size_t nbytes;

	(void)state;
	tiff_fixture_begin(&f);
	tiff_fixture_page(&f, entries);
	tiff_fixture_put(&f, pixels, sizeof(pixels) - f.file.nbytes);
	nbytes = f.file.nbytes;
	for (size_t n = 0; n < nbytes; n++) {
		f.file.nbytes = n;
		conversion.salvage = false;
		tiff_make(&f.file, &tiff_direct_bits, &conversion, &made);
		assert_int_not_equal(made.status, GM_OK);
		conversion.salvage = true;
		tiff_make(&f.file, &tiff_direct_pixels, &conversion, &made);
		n_made += made.status == GM_OK;
	}
	assert_true(n_made < 200);
	f.file.nbytes = nbytes;
	tiff_make(&f.file, &tiff_direct_bits, &plain, &made);
	assert_int_equal(made.status, GM_OK);
	bytes_free(&f.file);
	tiff_made_free(&made);
}

static void
test_no_tiff(void **state)
{
	static const char *const heads[] = {"II*\0\0\0\0\0", "II,\0\10\0\0\0",
					    "MI\0*\0\0\0\10",
					    "II+\0\7\0\0\0\10\0\0\0\0\0\0\0"};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		struct tiff_fixture f = {0};

		tiff_fixture_put(&f, heads[i], i == 3 ? 16 : 8);
		expect(&f, true, GM_ERR_CORRUPT, "");
		bytes_free(&f.file);
	}
}

static int
end(void **state)
{
	(void)state;
	tiff_direct_free(kept);
	return 0;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_circles),
		cmocka_unit_test(test_circle_of_sub_directories),
		cmocka_unit_test(test_too_many),
		cmocka_unit_test(test_too_many_links),
		cmocka_unit_test(test_directories_over_each_other),
		cmocka_unit_test(test_too_many_entries),
		cmocka_unit_test(test_values_over_each_other),
		cmocka_unit_test(test_huge_counts),
		cmocka_unit_test(test_second_page_is_missing),
		cmocka_unit_test(test_cut_strip),
		cmocka_unit_test(test_gray_is_looked_at),
		cmocka_unit_test(test_short_strip),
		cmocka_unit_test(test_every_cut),
		cmocka_unit_test(test_no_tiff),
	};

	return cmocka_run_group_tests(tests, NULL, end);
}
