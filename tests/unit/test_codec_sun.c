/* SPDX-License-Identifier: MIT */
#include "formats/formats.h"

#include "base/octets.h"

#include "codec_fixture.h"
#include "scratch.h"

/* A file of this header; the pixels come last. */
struct sample {
	uint32_t width, height, depth, type, map_type;
	const char *map;
	size_t map_nbytes;
	const char *pixels;
	size_t nbytes;
};

#define MOST 128u

static size_t
build(const struct sample *s, uint8_t file[MOST])
{
	const uint32_t numbers[8] = {
		0x59a66a95, s->width, s->height,   s->depth,
		0,          s->type,  s->map_type, (uint32_t)s->map_nbytes};

	for (size_t i = 0; i < 8; i++)
		octets_put_u32be(file + i * 4, numbers[i]);
	if (s->map_nbytes > 0)
		memcpy(file + 32, s->map, s->map_nbytes);
	memcpy(file + 32 + s->map_nbytes, s->pixels, s->nbytes);
	return 32 + s->map_nbytes + s->nbytes;
}

static enum gm_status
decode(const struct sample *s, bool salvage, struct decoded *d)
{
	struct conversion conversion = fixture_options();
	uint8_t file[MOST];
	size_t n = build(s, file);

	conversion.salvage = salvage;
	fixture_decode(&codec_sun, file, n, &conversion, d);
	return d->status;
}

static void
expect(const struct sample *s, uint32_t channels, const char *samples)
{
	struct decoded d = {0};

	if (decode(s, false, &d) != GM_OK)
		fail_msg("%s", d.err.text);
	assert_int_equal(d.dec.info.channels, channels);
	assert_int_equal(d.rows.nbytes,
			 (size_t)s->width * s->height * channels);
	assert_memory_equal(d.rows.data, samples, d.rows.nbytes);
	assert_string_equal(d.outcome.warning, "");
	decoded_free(&d);
}

static void
every_depth_is_read(void **state)
{
	(void)state;
	/* Rows are padded to 16 bits; a bit that is set is black. */
	expect(&(struct sample){.width = 9,
				.height = 2,
				.depth = 1,
				.type = 1,
				.pixels = "\x80\x80\x7f\0",
				.nbytes = 4},
	       1, "\0\xff\xff\xff\xff\xff\xff\xff\0\xff\0\0\0\0\0\0\0\xff");
	expect(&(struct sample){.width = 3,
				.height = 2,
				.depth = 8,
				.type = 0,
				.pixels = "\1\2\3.\4\5\6",
				.nbytes = 7},
	       1, "\1\2\3\4\5\6");
	expect(&(struct sample){.width = 1,
				.height = 2,
				.depth = 24,
				.type = 1,
				.pixels = "\1\2\3.\4\5\6.",
				.nbytes = 8},
	       3, "\3\2\1\6\5\4");
	expect(&(struct sample){.width = 1,
				.height = 1,
				.depth = 24,
				.type = 3,
				.pixels = "\1\2\3.",
				.nbytes = 4},
	       3, "\1\2\3");
	expect(&(struct sample){.width = 2,
				.height = 1,
				.depth = 32,
				.type = 1,
				.pixels = ".\1\2\3.\4\5\6",
				.nbytes = 8},
	       3, "\3\2\1\6\5\4");
	expect(&(struct sample){.width = 1,
				.height = 1,
				.depth = 32,
				.type = 3,
				.pixels = ".\1\2\3",
				.nbytes = 4},
	       3, "\1\2\3");
}

/* All reds, all greens, all blues; a map that is raw is stepped over. */
static void
maps_are_by_planes(void **state)
{
	struct sample s = {.width = 2,
			   .height = 1,
			   .depth = 8,
			   .type = 1,
			   .map_type = 1,
			   .map = "\x0a\x14\x0b\x15\x0c\x16",
			   .map_nbytes = 6,
			   .pixels = "\1\0",
			   .nbytes = 2};
	struct decoded d = {0};

	(void)state;
	expect(&s, 3, "\x14\x15\x16\x0a\x0b\x0c");
	s.depth = 1;
	s.pixels = "\x40\0";
	expect(&s, 3, "\x0a\x0b\x0c\x14\x15\x16");
	s.depth = 8;
	s.pixels = "\2\0";
	assert_int_equal(decode(&s, false, &d), GM_OK);
	assert_memory_equal(d.rows.data, "\0\0\0\x0a\x0b\x0c", 6);
	assert_string_equal(d.outcome.warning,
			    "colours are missing from the palette");
	s.map_type = 2;
	s.pixels = "\1\0";
	expect(&s, 1, "\1\0");
	s.map_type = 1;
	s.map_nbytes = 5;
	assert_int_equal(decode(&s, false, &d), GM_ERR_CORRUPT);
	decoded_free(&d);
}

/* An escape of itself, a run over the end of a row, and plain bytes. */
static void
runs_are_read(void **state)
{
	struct sample s = {.width = 3,
			   .height = 2,
			   .depth = 8,
			   .type = 2,
			   .pixels = "\x80\0\x09\x80\3\7\x80\1\4",
			   .nbytes = 9};
	struct decoded d = {0};

	(void)state;
	expect(&s, 1, "\x80\x09\7\7\7\4");
	s.nbytes = 8;
	assert_int_equal(decode(&s, false, &d), GM_ERR_TRUNCATED);
	assert_int_equal(decode(&s, true, &d), GM_OK);
	assert_memory_equal(d.rows.data, "\x80\x09\7\7\7\0", 6);
	assert_int_not_equal(d.outcome.warning[0], '\0');
	decoded_free(&d);
}

static void
what_is_cut_or_unknown_is_refused(void **state)
{
	struct sample s = {.width = 3,
			   .height = 2,
			   .depth = 8,
			   .type = 1,
			   .pixels = "\1\2\3.\4\5\6.....",
			   .nbytes = 8};
	uint8_t file[MOST];
	struct decoded d = {0};

	(void)state;
	fixture_cut(&codec_sun, file, build(&s, file) - 1, 4);
	s.nbytes = 9;
	assert_int_equal(decode(&s, false, &d), GM_OK);
	assert_true(d.outcome.has_more);
	s.type = 4;
	assert_int_equal(decode(&s, false, &d), GM_ERR_UNSUPPORTED);
	s.type = 1;
	s.depth = 4;
	assert_int_equal(decode(&s, false, &d), GM_ERR_UNSUPPORTED);
	s.depth = 8;
	s.map_type = 3;
	assert_int_equal(decode(&s, false, &d), GM_ERR_UNSUPPORTED);
	s.map_type = 0;
	s.width = 0;
	assert_int_equal(decode(&s, false, &d), GM_ERR_CORRUPT);
	s.width = 30000;
	s.height = 30000;
	assert_int_equal(decode(&s, false, &d), GM_ERR_LIMIT);
	s.width = 900;
	s.height = 900;
	assert_int_equal(decode(&s, false, &d), GM_ERR_TRUNCATED);
	decoded_free(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_depth_is_read),
		cmocka_unit_test(maps_are_by_planes),
		cmocka_unit_test(runs_are_read),
		cmocka_unit_test(what_is_cut_or_unknown_is_refused),
	};

	return cmocka_run_group_tests_name("codec_sun", tests, scratch_enter,
					   scratch_leave);
}
