/* SPDX-License-Identifier: MIT */
#include "formats/formats.h"

#include "base/octets.h"

#include "codec_fixture.h"
#include "scratch.h"

#define FILE_NBYTES 256u

/* A PSD of 2x1 pixels being made. */
struct sample {
	uint16_t version;
	uint16_t channels;
	uint16_t depth;
	uint16_t mode;
	int16_t n_layers; /* 0 is an empty section */
	uint16_t compression;
	const char *pixels;
	size_t pixel_nbytes;
};

static size_t
build(const struct sample *s, uint8_t *file)
{
	uint8_t *p = file + 26;

	memset(file, 0, FILE_NBYTES);
	memcpy(file, "8BPS", 4);
	octets_put_u16be(file + 4, s->version);
	octets_put_u16be(file + 12, s->channels);
	octets_put_u32be(file + 14, 1);
	octets_put_u32be(file + 18, 2);
	octets_put_u16be(file + 22, s->depth);
	octets_put_u16be(file + 24, s->mode);
	octets_put_u32be(p + 4, 3); /* resources of 3 bytes */
	p += 4 + 4 + 3;
	if (s->n_layers == 0) {
		p += 4;
	} else {
		octets_put_u32be(p, 8);
		octets_put_u32be(p + 4, 4);
		octets_put_u16be(p + 8, (uint16_t)s->n_layers);
		p += 4 + 8;
	}
	octets_put_u16be(p, s->compression);
	memcpy(p + 2, s->pixels, s->pixel_nbytes);
	return (size_t)(p + 2 - file) + s->pixel_nbytes;
}

static void
decode(const struct sample *s, struct decoded *d)
{
	const struct conversion options = fixture_options();
	uint8_t file[FILE_NBYTES];

	fixture_decode(&codec_psd, file, build(s, file), &options, d);
}

static void
expect(const struct sample *s, uint32_t channels, const void *rows)
{
	struct decoded d = {0};

	decode(s, &d);
	if (d.status != GM_OK)
		print_error("%s\n", d.err.text);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.info.bits, s->depth);
	assert_int_equal(d.dec.info.channels, channels);
	assert_memory_equal(d.rows.data, rows, d.rows.nbytes);
	decoded_free(&d);
}

static void
colour_and_gray_are_read(void **state)
{
	static const uint16_t deep[] = {0x0102, 0x0506, 0x090a,
					0x0304, 0x0708, 0x0b0c};
	static const uint16_t deep_gray[] = {0x0102, 0x0304};
	struct sample s = {1, 3, 8, 3, 0, 0, "abcdef", 6};

	(void)state;
	expect(&s, 3, "acebdf");
	s = (struct sample){1, 1, 8, 1, 0, 0, "ab", 2};
	expect(&s, 1, "ab");
	s = (struct sample){
		1, 3, 16, 3, 0, 0, "\1\2\3\4\5\6\7\x08\x09\x0a\x0b\x0c", 12};
	expect(&s, 3, deep);
	s = (struct sample){1, 1, 16, 1, 0, 0, "\1\2\3\4", 4};
	expect(&s, 1, deep_gray);
}

static void
packed_rows_are_read(void **state)
{
	/* Three lengths of rows; a literal, a run, a run behind a no-op. */
	struct sample s = {1, 3, 8, 3, 0, 1, "\0\3\0\2\0\3\1ab\xffz\x80\xffy",
			   14};

	(void)state;
	expect(&s, 3, "azybzy");
	/* A fourth channel that is no transparency has a length as well. */
	s = (struct sample){
		1, 4, 8, 3, 1, 1, "\0\3\0\2\0\2\0\2\1ab\xffz\xffy\xff!", 17};
	expect(&s, 3, "azybzy");
}

/* Only a negative count of layers makes the fourth channel transparency. */
static void
a_fourth_channel_is_alpha_when_the_layers_say_so(void **state)
{
	struct sample s = {1, 4, 8, 3, 0, 0, "abcdef\xff\0", 8};

	(void)state;
	expect(&s, 3, "acebdf");
	s.n_layers = 2;
	expect(&s, 3, "acebdf");
	s.n_layers = -2;
	expect(&s, 4,
	       "ace\xff"
	       "bdf\0");
	/* The white of the matte is taken out: (240 - 255 * 0.5) / 0.5. */
	s.pixels = "\xf0\xf0\xf0\xf0\xf0\xf0\x80\xff";
	expect(&s, 4, "\xe1\xe1\xe1\x80\xf0\xf0\xf0\xff");
}

static void
others_are_refused_with_the_reason(void **state)
{
	static const struct {
		struct sample s;
		enum gm_status status;
		const char *reason;
	} bad[] = {
		{{2, 3, 8, 3, 0, 0, "", 0}, GM_ERR_UNSUPPORTED, "version 2"},
		{{1, 4, 8, 4, 0, 0, "", 0}, GM_ERR_UNSUPPORTED, "CMYK"},
		{{1, 1, 8, 2, 0, 0, "", 0}, GM_ERR_UNSUPPORTED, "indexed"},
		{{1, 1, 1, 0, 0, 0, "", 0}, GM_ERR_UNSUPPORTED, "bitmap"},
		{{1, 3, 32, 3, 0, 0, "", 0}, GM_ERR_UNSUPPORTED, "32 bits"},
		{{1, 2, 8, 3, 0, 0, "", 0}, GM_ERR_CORRUPT, "2 channels"},
		{{1, 3, 16, 3, 0, 1, "", 0}, GM_ERR_UNSUPPORTED, "RLE"},
		{{1, 3, 8, 3, 0, 2, "", 0}, GM_ERR_UNSUPPORTED, "ZIP"},
		{{1, 3, 8, 3, 0, 9, "", 0}, GM_ERR_CORRUPT, "compression 9"},
		{{1, 3, 8, 3, 0, 1, "\0\2\0\2\0\2\xfe!!!!!", 12},
		 GM_ERR_CORRUPT,
		 "RLE"},
	};
	struct decoded d = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		decode(&bad[i].s, &d);
		assert_int_equal(d.status, bad[i].status);
		assert_non_null(strstr(d.err.text, bad[i].reason));
	}
	decoded_free(&d);
}

static void
a_cut_file_is_truncated_at_every_length(void **state)
{
	const struct sample plain = {1, 3, 8, 3, -1, 0, "abcdef", 6};
	const struct sample packed = {
		1, 3, 8, 3, 1, 1, "\0\3\0\2\0\3\1ab\xffz\x80\xffy", 14};
	struct conversion options = fixture_options();
	struct decoded d = {0};
	uint8_t file[FILE_NBYTES];
	size_t n = build(&plain, file);

	(void)state;
	fixture_cut(&codec_psd, file, n, 26);
	n = build(&packed, file);
	fixture_cut(&codec_psd, file, n, 26);
	options.salvage = true;
	fixture_decode(&codec_psd, file, build(&plain, file) - 2, &options, &d);
	assert_int_equal(d.status, GM_OK);
	assert_memory_equal(d.rows.data, "ac\0bd\0", 6);
	assert_string_not_equal(d.outcome.warning, "");
	/* A section that claims more than there is. */
	build(&plain, file);
	octets_put_u32be(file + 30, UINT32_MAX);
	options.salvage = false;
	fixture_decode(&codec_psd, file, sizeof(file), &options, &d);
	assert_int_equal(d.status, GM_ERR_TRUNCATED);
	decoded_free(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(colour_and_gray_are_read),
		cmocka_unit_test(packed_rows_are_read),
		cmocka_unit_test(
			a_fourth_channel_is_alpha_when_the_layers_say_so),
		cmocka_unit_test(others_are_refused_with_the_reason),
		cmocka_unit_test(a_cut_file_is_truncated_at_every_length),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
