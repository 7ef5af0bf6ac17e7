/* SPDX-License-Identifier: MIT */
/*
 * How rows of a PSD are packed, cut and damaged.
 */
#include "psd_fixture.h"
#include "scratch.h"

#include <zlib.h>

/* Compress the pixels of a sample. */
static struct sample
zip(struct sample s, uint16_t compression, char packed[256])
{
	uLongf nbytes = 256;

	assert_int_equal(compress((Bytef *)packed, &nbytes,
				  (const Bytef *)s.pixels, s.pixel_nbytes),
			 Z_OK);
	s.compression = compression;
	s.pixels = packed;
	s.pixel_nbytes = nbytes;
	return s;
}

static void
packed_rows_are_read(void **state)
{
	static const uint16_t deep[] = {0x6162, 0x6162};
	/* Three lengths of rows; a literal, a run, a run behind a no-op. */
	struct sample s = {1,
			   3,
			   8,
			   3,
			   0,
			   1,
			   .pixels = "\0\3\0\2\0\3\1ab\xffz\x80\xffy",
			   .pixel_nbytes = 14};

	(void)state;
	psd_expect(&s, 3, "azybzy");
	/* A fourth channel that is no transparency has a length as well. */
	s = (struct sample){1,
			    4,
			    8,
			    3,
			    1,
			    1,
			    .pixels = "\0\3\0\2\0\2\0\2\1ab\xffz\xffy\xff!",
			    .pixel_nbytes = 17};
	psd_expect(&s, 3, "azybzy");
	s = (struct sample){1,
			    1,
			    16,
			    1,
			    0,
			    1,
			    .pixels = "\0\5\3"
				      "abab",
			    .pixel_nbytes = 7};
	psd_expect(&s, 1, deep);
	s = (struct sample){
		2, 1, 8, 1, 0, 1, .pixels = "\0\0\0\3\1ab", .pixel_nbytes = 7};
	psd_expect(&s, 1, "ab");
}

/* The table says where a row ends, whatever the row says. */
static void
a_packed_row_ends_where_it_should(void **state)
{
	struct sample s = {1,
			   1,
			   8,
			   1,
			   0,
			   1,
			   .pixels = "\0\3\0\3\1ab\1cd",
			   .pixel_nbytes = 10};
	const char *const warning = "longer than the picture is wide";

	(void)state;
	s.height = 2;
	psd_expect(&s, 1, "abcd");
	/* A run and a literal that go on, and what nobody asks for. */
	s.pixels = "\0\2\0\4\x81z\2cde";
	s.pixel_nbytes = 10;
	psd_expect_with(&s, false, 1, "zzcd", warning);
	s.pixels = "\0\6\0\3\1abxyz\1cd";
	s.pixel_nbytes = 13;
	psd_expect_with(&s, false, 1, "abcd", warning);
	/* No row takes bytes of the next one. */
	s.pixels = "\0\2\0\3\1a\1cd";
	s.pixel_nbytes = 9;
	psd_refuse(&s, GM_ERR_CORRUPT, "a packed row is too short");
	psd_expect_with(&s, true, 1, "a\0cd", "a packed row is too short");
	s.pixels = "\0\0\0\3\1cd";
	s.pixel_nbytes = 7;
	psd_refuse(&s, GM_ERR_CORRUPT, "a packed row is too short");
}

static void
deflated_pixels_are_one_stream(void **state)
{
	static const uint16_t deep[] = {0x01ff, 0x0201};
	static const uint16_t coded[] = {0x8000, 0xffff};
	char packed[256];
	struct sample plain = {
		1, 3, 8, 3, 0, 0, .pixels = "abcdef", .pixel_nbytes = 6};
	struct sample s = zip(plain, 2, packed);

	(void)state;
	psd_expect(&s, 3, "acebdf");
	/* Differences of bytes, of words and of the sorted bytes of floats. */
	plain.pixels = "a\1c\1e\1";
	s = zip(plain, 3, packed);
	psd_expect(&s, 3, "acebdf");
	plain = (struct sample){
		1, 1, 16, 1, 0, 0, .pixels = "\1\xff\0\2", .pixel_nbytes = 4};
	s = zip(plain, 3, packed);
	psd_expect(&s, 1, deep);
	plain = (struct sample){1,
				1,
				32,
				1,
				0,
				0,
				.pixels = "\x3e\1\x1c\x25\xaf\xd1\x74\x8c",
				.pixel_nbytes = 8};
	s = zip(plain, 3, packed);
	psd_expect(&s, 1, coded);
}

static void
damage_to_deflated_pixels_is_known(void **state)
{
	char packed[256];
	struct sample plain = {
		1, 3, 8, 3, 0, 0, .pixels = "abcdef", .pixel_nbytes = 6};
	struct sample s = zip(plain, 2, packed);

	(void)state;
	/* All pixels are there, but not what ends them. */
	s.pixel_nbytes--;
	psd_expect_with(&s, false, 3, "acebdf", "end of the compressed");
	s.pixel_nbytes++;
	packed[s.pixel_nbytes - 1] ^= 1;
	psd_expect_with(&s, false, 3, "acebdf", "end of the compressed");
	packed[0] ^= 1;
	psd_refuse(&s, GM_ERR_CORRUPT, "compressed pixels");
	/* With a wrong end, too, it is not the file that ends early. */
	plain.pixel_nbytes = 4;
	s = zip(plain, 2, packed);
	packed[s.pixel_nbytes - 1] ^= 1;
	psd_refuse(&s, GM_ERR_CORRUPT, "compressed pixels");
	plain.pixel_nbytes = 5;
	s = zip(plain, 2, packed);
	psd_refuse(&s, GM_ERR_CORRUPT, "compressed pixels");
	psd_expect_with(&s, true, 3, "acebd\0", "compressed pixels");
}

static void
what_follows_the_channels_is_more(void **state)
{
	static const struct sample samples[] = {
		{1, 2, 8, 1, 0, 0, .pixels = "abcd!", .pixel_nbytes = 5},
		{1, 2, 8, 1, 0, 1, .pixels = "\0\3\0\3\1ab\1cd!",
		 .pixel_nbytes = 11},
		{2, 1, 8, 1, 0, 1, .pixels = "\0\0\0\3\1ab!",
		 .pixel_nbytes = 8},
	};
	char packed[256] = {0};
	struct sample s = {
		1, 2, 8, 1, 0, 0, .pixels = "abcd", .pixel_nbytes = 4};
	struct decoded d = {0};

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		s = samples[i];
		psd_decode(&s, false, &d);
		assert_true(d.outcome.has_more);
		s.pixel_nbytes--;
		psd_decode(&s, false, &d);
		assert_false(d.outcome.has_more);
	}
	s = zip((struct sample){1, 2, 8, 1, 0, 0, .pixels = "abcd",
				.pixel_nbytes = 4},
		2, packed);
	psd_decode(&s, false, &d);
	assert_false(d.outcome.has_more);
	s.pixel_nbytes++;
	psd_decode(&s, false, &d);
	assert_true(d.outcome.has_more);
	decoded_free(&d);
}

static void
a_cut_file_is_truncated_at_every_length(void **state)
{
	struct sample samples[] = {
		{1, 3, 8, 3, -1, 0, .pixels = "abcdef", .pixel_nbytes = 6},
		{1, 4, 8, 3, -1, 0, .pixels = "abcdef\xff\xff",
		 .pixel_nbytes = 8},
		{2, 1, 32, 1, 0, 0, .pixels = "abcdefgh", .pixel_nbytes = 8},
		{1, 3, 8, 3, 1, 1, .pixels = "\0\3\0\2\0\3\1ab\xffz\x80\xffy",
		 .pixel_nbytes = 14},
	};
	struct decoded d = {0};
	uint8_t file[PSD_FILE_NBYTES];

	(void)state;
	samples[2].blocks = "8BIMMtrn\0\0\0\0\0\0\0\0";
	samples[2].blocks_nbytes = 16;
	for (size_t i = 0; i < 4; i++)
		fixture_cut(&codec_psd, file, psd_build(&samples[i], file), 26);
	/* A section that claims more than there is. */
	psd_build(&samples[0], file);
	octets_put_u32be(file + 30, UINT32_MAX);
	fixture_decode(&codec_psd, file, sizeof(file),
		       &(const struct conversion){.max_pixels = 10}, &d);
	assert_int_equal(d.status, GM_ERR_TRUNCATED);
	decoded_free(&d);
}

/* Black and opaque, and printed with the inks that are there. */
static void
what_is_missing_is_blank(void **state)
{
	static const uint16_t floats[] = {0x8000, 0xffff, 0xffff, 0xffff};
	struct sample s = {
		1, 3, 8, 3, 0, 0, .pixels = "abcd", .pixel_nbytes = 4};

	(void)state;
	psd_expect_with(&s, true, 3, "ac\0bd\0", "truncated");
	s = (struct sample){
		1, 4, 8, 3, -1, 0, .pixels = "abcde", .pixel_nbytes = 5};
	psd_expect_with(&s, true, 4,
			"ace\xff"
			"bd\0\xff",
			"truncated");
	s = (struct sample){
		1, 4, 8, 4, 0, 0, .pixels = "abcdef", .pixel_nbytes = 6};
	psd_expect_with(&s, true, 3, "acebdf", "truncated");
	s = (struct sample){1,
			    2,
			    32,
			    1,
			    0,
			    0,
			    .pixels = "\x3e\x5b\x2f\x74"
				      "\x3f\x80\0\0",
			    .pixel_nbytes = 8};
	s.blocks = "8BIMMt32\0\0\0\0";
	s.blocks_nbytes = 12;
	psd_expect_with(&s, true, 2, floats, "truncated");
	s = (struct sample){1, 1, 8, 1, 0, 0, .pixels = "a", .pixel_nbytes = 1};
	{
		struct decoded d = {0};

		psd_decode(&s, true, &d);
		assert_int_equal(d.status, GM_ERR_TRUNCATED);
		decoded_free(&d);
	}
}

static void
damage_is_an_error_or_a_picture(void **state)
{
	static const struct sample s = {
		1,
		3,
		8,
		3,
		-1,
		1,
		.pixels = "\0\3\0\2\0\3\1ab\xffz\x80\xffy",
		.pixel_nbytes = 14};
	uint8_t data[PSD_FILE_NBYTES];
	const struct bytes file = {data, psd_build(&s, data), PSD_FILE_NBYTES};

	(void)state;
	fixture_damage(&codec_psd, &file, 3, false);
	fixture_limit(&codec_psd, &file, 2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(packed_rows_are_read),
		cmocka_unit_test(a_packed_row_ends_where_it_should),
		cmocka_unit_test(deflated_pixels_are_one_stream),
		cmocka_unit_test(damage_to_deflated_pixels_is_known),
		cmocka_unit_test(what_follows_the_channels_is_more),
		cmocka_unit_test(a_cut_file_is_truncated_at_every_length),
		cmocka_unit_test(what_is_missing_is_blank),
		cmocka_unit_test(damage_is_an_error_or_a_picture),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
