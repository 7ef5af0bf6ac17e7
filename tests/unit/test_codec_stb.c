/* SPDX-License-Identifier: MIT */
/*
 * TGA, PSD and PIC, from files of a few bytes.
 */
#include "formats/formats.h"
#include "formats/stb/stb.h"

#include "codec_fixture.h"
#include "scratch.h"

/* A string literal as a file, its NUL left out. */
struct sample {
	const char *bytes;
	size_t nbytes;
};

static void
decode(const struct codec *codec, const struct sample *s, struct decoded *d)
{
	const struct conversion options = fixture_options();

	fixture_decode(codec, s->bytes, s->nbytes, &options, d);
}

static void
expect(const struct codec *codec, const struct sample *s, uint32_t channels,
       const char *rows)
{
	struct decoded d = {0};

	decode(codec, s, &d);
	if (d.status != GM_OK)
		print_error("%s\n", d.err.text);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.info.channels, channels);
	assert_memory_equal(d.rows.data, rows, d.rows.nbytes);
	assert_string_equal(d.outcome.warning, "");
	decoded_free(&d);
}

static void
tga_plain_and_packed(void **state)
{
	static const struct sample color = {
		"\2\0\2\0\0\0\0\0\0\0\0\0\2\0\2\0\x18\0id"
		"abcdefghijkl",
		32};
	static const struct sample packed = {
		"\0\0\x0a\0\0\0\0\0\0\0\0\0\2\0\2\0\x18\x20\x82"
		"abc\0def",
		26};
	static const struct sample gray = {
		"\0\0\3\0\0\0\0\0\0\0\0\0\2\0\1\0\x10\x08"
		"abcd",
		22};
	static const struct sample five_bits = {
		"\0\0\2\0\0\0\0\0\0\0\0\0\2\0\1\0\x10\0\x1f\0\xe0\x7f", 22};

	(void)state;
	expect(&codec_tga, &color, 3, "ihglkjcbafed");
	fixture_cut(&codec_tga, color.bytes, color.nbytes, 18);
	expect(&codec_tga, &packed, 3, "cbacbacbafed");
	fixture_cut(&codec_tga, packed.bytes, packed.nbytes, 18);
	expect(&codec_tga, &gray, 2, "abcd");
	expect(&codec_tga, &five_bits, 3, "\0\0\xff\xff\xff\0");
}

/* What stb gets wrong by itself. */
static void
tga_palettes_start_where_they_say(void **state)
{
	static const struct sample indexed = {
		"\0\1\1\2\0\2\0\x18\0\0\0\0\4\0\1\0\x08\0"
		"abcdef\3\2\2\3",
		28};
	static const struct sample wide = {
		"\0\1\1\0\0\2\0\x20\0\0\0\0\2\0\1\0\x10\x08"
		"abcdefgh\1\0\0\0",
		30};

	(void)state;
	expect(&codec_tga, &indexed, 3, "fedcbacbafed");
	fixture_cut(&codec_tga, indexed.bytes, indexed.nbytes, 18);
	expect(&codec_tga, &wide, 4, "gfehcbad");
}

static void
tga_may_run_from_right_to_left(void **state)
{
	static const struct sample mirrored = {
		"\0\0\3\0\0\0\0\0\0\0\0\0\3\0\2\0\x08\x30"
		"abcdef",
		24};

	(void)state;
	expect(&codec_tga, &mirrored, 1, "cbafed");
}

static void
tga_alpha_that_is_not_declared_and_zero_is_none(void **state)
{
	static const struct sample blank = {
		"\0\0\2\0\0\0\0\0\0\0\0\0\2\0\1\0\x20\0"
		"abc\0def\0",
		26};
	static const struct sample used = {
		"\0\0\2\0\0\0\0\0\0\0\0\0\2\0\1\0\x20\0"
		"abc\0def\1",
		26};
	static const struct sample declared = {
		"\0\0\2\0\0\0\0\0\0\0\0\0\2\0\1\0\x20\x08"
		"abc\0def\0",
		26};

	(void)state;
	expect(&codec_tga, &blank, 3, "cbafed");
	expect(&codec_tga, &used, 4, "cba\0fed\1");
	expect(&codec_tga, &declared, 4, "cba\0fed\0");
}

/* A palette beside pixels that do not need it is stepped over. */
static void
tga_palettes_may_be_unused_or_missing(void **state)
{
	static const struct sample color = {
		"\0\1\2\0\0\2\0\x18\0\0\0\0\1\0\1\0\x18\0"
		"abcdefxyz",
		27};
	static const struct sample gray = {
		"\0\1\3\0\0\1\0\x20\0\0\0\0\2\0\1\0\x08\0"
		"abcdyz",
		24};
	static const struct sample indices = {
		"\0\0\1\0\0\2\0\0\0\0\0\0\2\0\1\0\x08\0"
		"\0\1",
		20};
	struct decoded d = {0};

	(void)state;
	expect(&codec_tga, &color, 3, "zyx");
	fixture_cut(&codec_tga, color.bytes, color.nbytes, 18);
	expect(&codec_tga, &gray, 1, "yz");
	assert_true(codec_tga.sniff((const uint8_t *)color.bytes, 27));
	assert_true(codec_tga.sniff((const uint8_t *)gray.bytes, 24));
	assert_true(codec_tga.sniff((const uint8_t *)indices.bytes, 20));
	decode(&codec_tga, &indices, &d);
	assert_int_equal(d.status, GM_ERR_CORRUPT);
	assert_string_equal(d.err.text, "corrupt: no colour map");
	decoded_free(&d);
}

#define PIC_HEADER                                                             \
	"\x53\x80\xf6\x34" /* then version and 80 bytes of comment */          \
	"1234"                                                                 \
	"01234567890123456789012345678901234567890123456789012345678901234567" \
	"890123456789"                                                         \
	"PICT\0\2\0\1\0\0\0\0\0\3\0\0"

static void
pic_with_and_without_alpha(void **state)
{
	static const struct sample color = {PIC_HEADER "\0\x08\0\xe0"
						       "abcdef",
					    114};
	static const struct sample packed = {
		PIC_HEADER "\1\x08\1\xe0\0\x08\2\x10\2abc\x81z", 118};

	(void)state;
	expect(&codec_pic, &color, 3, "abcdef");
	fixture_cut(&codec_pic, color.bytes, color.nbytes, 104);
	expect(&codec_pic, &packed, 4, "abczabcz");
	fixture_cut(&codec_pic, packed.bytes, packed.nbytes, 104);
}

static void
pic_of_other_depths_is_refused(void **state)
{
	static const struct sample deep = {PIC_HEADER "\0\x10\0\xe0"
						      "abcdefghijkl",
					   120};
	static const struct sample strange = {PIC_HEADER "\0\x08\7\xe0"
							 "abcdefghijkl",
					      120};
	static const struct sample overrun = {PIC_HEADER "\0\x08\2\xe0"
							 "\x84"
							 "abcdefgh",
					      117};
	static const struct sample empty = {PIC_HEADER "\0\x08\1\x0f"
						       "abcdefghijkl",
					    120};
	struct decoded d = {0};

	(void)state;
	decode(&codec_pic, &empty, &d);
	assert_int_equal(d.status, GM_ERR_CORRUPT);
	assert_string_equal(d.err.text, "corrupt: a packet without channels");
	decode(&codec_pic, &deep, &d);
	assert_int_equal(d.status, GM_ERR_UNSUPPORTED);
	decode(&codec_pic, &strange, &d);
	assert_int_equal(d.status, GM_ERR_UNSUPPORTED);
	/* stb alone would convert the picture that it has just freed. */
	decode(&codec_pic, &overrun, &d);
	assert_int_equal(d.status, GM_ERR_CORRUPT);
	decoded_free(&d);
}

static void
nothing_is_salvaged_from_less_than_a_row(void **state)
{
	static const char tga[] = "\0\0\3\0\0\0\0\0\0\0\0\0\2\0\2\0\x08\0"
				  "ab";
	struct conversion options = fixture_options();
	struct decoded d = {0};

	(void)state;
	options.salvage = true;
	fixture_decode(&codec_tga, tga, 19, &options, &d);
	assert_int_equal(d.status, GM_ERR_TRUNCATED);
	assert_non_null(strstr(d.err.text, "19 of at least 20"));
	fixture_decode(&codec_tga, tga, 20, &options, &d);
	assert_int_equal(d.status, GM_OK);
	assert_string_not_equal(d.outcome.warning, "");
	fixture_decode(&codec_pic, PIC_HEADER "\0\x08\0\xe0", 108, &options,
		       &d);
	assert_int_equal(d.status, GM_ERR_TRUNCATED);
	decoded_free(&d);
}

/* It counts bytes in an int. */
static void
more_than_stb_can_count(void **state)
{
	const struct conversion conversion = fixture_options();
	const struct stb_request request = {.channels = 4,
					    .conversion = &conversion};
	struct decoder dec = {.info = {.width = 30000,
				       .height = 20000,
				       .channels = 4,
				       .bits = 8}};
	struct gm_error err;

	(void)state;
	assert_int_equal(stb_read(&dec, &request, &err), GM_ERR_LIMIT);
	assert_string_equal(err.text, "30000x20000 pixels is over the limit of "
				      "536870911 for this format");
	stb_read_close(&dec);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tga_plain_and_packed),
		cmocka_unit_test(tga_palettes_start_where_they_say),
		cmocka_unit_test(tga_may_run_from_right_to_left),
		cmocka_unit_test(
			tga_alpha_that_is_not_declared_and_zero_is_none),
		cmocka_unit_test(tga_palettes_may_be_unused_or_missing),
		cmocka_unit_test(nothing_is_salvaged_from_less_than_a_row),
		cmocka_unit_test(pic_with_and_without_alpha),
		cmocka_unit_test(pic_of_other_depths_is_refused),
		cmocka_unit_test(more_than_stb_can_count),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
