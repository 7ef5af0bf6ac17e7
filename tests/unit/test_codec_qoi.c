/* SPDX-License-Identifier: MIT */
#include "formats/formats.h"

#include "codec_fixture.h"
#include "scratch.h"

/* Every kind of chunk: 3x3 pixels of RGBA. */
static const uint8_t file[] = "qoif\0\0\0\3\0\0\0\3\4\0"
			      "\xff\x0a\x14\x1e\x28" /* RGBA */
			      "\xfe\x64\x65\x66"     /* RGB, alpha 40 */
			      "\x7e"                 /* +1 +1 0 */
			      "\xa1\x79"             /* 0 +1 +2 */
			      "\x42"                 /* -2 -2 0 */
			      "\xc1"                 /* two more of it */
			      "\x0c"                 /* the first again */
			      "\xfe\xff\0\0"         /* to be wrapped: */
			      "\0\0\0\0\0\0\0\1";

#define FILE_NBYTES (sizeof(file) - 1)

static const uint8_t pixels[] = {
	10,  20,  30,  40, 100, 101, 102, 40, 101, 102, 102, 40,
	101, 103, 104, 40, 99,  101, 104, 40, 99,  101, 104, 40,
	99,  101, 104, 40, 10,  20,  30,  40, 255, 0,   0,   40,
};

static void
decode(const void *data, size_t nbytes, bool salvage, struct decoded *d)
{
	struct conversion conversion = fixture_options();

	conversion.salvage = salvage;
	fixture_decode(&codec_qoi, data, nbytes, &conversion, d);
}

static void
every_chunk_is_read(void **state)
{
	struct decoded d = {0};

	(void)state;
	decode(file, FILE_NBYTES, false, &d);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.info.channels, 4);
	assert_int_equal(d.rows.nbytes, sizeof(pixels));
	assert_memory_equal(d.rows.data, pixels, sizeof(pixels));
	assert_false(d.outcome.has_more);
	decoded_free(&d);
}

/* A step goes round at 0 and 255, as in the samples that wrote it. */
static void
steps_wrap(void **state)
{
	static const uint8_t wraps[] = "qoif\0\0\0\2\0\0\0\1\3\0"
				       "\x42" /* -2 -2 0 of black */
				       "\x7f" /* +1 +1 +1 */
				       "\0\0\0\0\0\0\0\1";
	static const uint8_t wrapped[] = {254, 254, 0, 255, 255, 1};
	struct decoded d = {0};

	(void)state;
	decode(wraps, sizeof(wraps) - 1, false, &d);
	assert_int_equal(d.status, GM_OK);
	assert_memory_equal(d.rows.data, wrapped, sizeof(wrapped));
	decoded_free(&d);
}

static void
a_file_cut_anywhere_is_truncated(void **state)
{
	struct decoded d = {0};

	(void)state;
	for (size_t n = 4; n < FILE_NBYTES; n++) {
		decode(file, n, false, &d);
		assert_int_equal(d.status, GM_ERR_TRUNCATED);
		decode(file, n, true, &d);
		/* The first row takes 10 bytes after the header. */
		assert_int_equal(d.status, n < 24 ? GM_ERR_TRUNCATED : GM_OK);
		if (d.status == GM_OK)
			assert_memory_equal(d.rows.data, pixels, 12);
	}
	decoded_free(&d);
}

static void
what_is_damaged_is_corrupt(void **state)
{
	static const struct {
		size_t at;
		uint8_t value;
		enum gm_status status;
	} damages[] = {
		{7, 0, GM_ERR_CORRUPT},       /* no width */
		{12, 5, GM_ERR_CORRUPT},      /* channels */
		{13, 2, GM_ERR_CORRUPT},      /* colour space */
		{4, 0x7f, GM_ERR_LIMIT},      /* a huge width */
		{8, 0x01, GM_ERR_LIMIT},      /* a huge height */
		{10, 0x20, GM_ERR_TRUNCATED}, /* more than the bytes can be */
		{FILE_NBYTES - 1, 0, GM_ERR_CORRUPT}, /* another end */
		{27, 0xc3, GM_ERR_CORRUPT}, /* a run over the last pixel */
	};

	(void)state;
	for (size_t i = 0; i < sizeof(damages) / sizeof(damages[0]); i++) {
		uint8_t copy[FILE_NBYTES];
		struct decoded d = {0};

		memcpy(copy, file, FILE_NBYTES);
		copy[damages[i].at] = damages[i].value;
		decode(copy, FILE_NBYTES, false, &d);
		if (d.status != damages[i].status)
			fail_msg("damage %zu: %s", i, d.err.text);
		decoded_free(&d);
	}
}

static void
bytes_after_the_end_are_told_of(void **state)
{
	uint8_t longer[FILE_NBYTES + 1] = {0};
	struct decoded d = {0};

	(void)state;
	memcpy(longer, file, FILE_NBYTES);
	decode(longer, sizeof(longer), false, &d);
	assert_int_equal(d.status, GM_OK);
	assert_true(d.outcome.has_more);
	decoded_free(&d);
}

/* What is written is read again; runs, steps, jumps, with alpha and without. */
static void
gray_comes_back(void **state)
{
	enum {
		WIDTH = 200,
		HEIGHT = 7
	};

	(void)state;
	for (uint32_t channels = 1; channels <= 2; channels++) {
		const struct image_info info = {WIDTH, HEIGHT, channels,
						8,     8,      0};
		const struct metadata none = {0};
		uint8_t gray[WIDTH * HEIGHT * 2], copy[sizeof(gray)];
		size_t n = (size_t)WIDTH * HEIGHT * channels;
		struct bytes out = {0};
		struct gm_error err = {0};
		struct decoded d = {0};

		for (size_t i = 0; i < n; i++)
			gray[i] = (uint8_t)(i < 300   ? 9
					    : i < 600 ? i / 3 % 5 - 2
					    : i < 900 ? i * i / 40
						      : i * 83);
		memcpy(copy, gray, n);
		assert_int_equal(fixture_encode(&codec_qoi, &info, &none, 0,
						copy, &out, &err),
				 GM_OK);
		decode(out.data, out.nbytes, false, &d);
		assert_int_equal(d.status, GM_OK);
		assert_int_equal(d.dec.info.channels, channels + 2);
		for (size_t i = 0; i < n / channels; i++) {
			const uint8_t *p = d.rows.data + i * (channels + 2);

			assert_int_equal(p[0], gray[i * channels]);
			assert_int_equal(p[1], p[0]);
			assert_int_equal(p[2], p[0]);
			if (channels == 2)
				assert_int_equal(p[3], gray[i * 2 + 1]);
		}
		decoded_free(&d);
		bytes_free(&out);
	}
}

/* Whether samples are linear light is as true of gray. */
static void
the_colour_space_is_kept(void **state)
{
	uint8_t linear[FILE_NBYTES], gray[9 * 2];
	struct bytes out = {0};
	struct gm_error err = {0};
	struct decoded d = {0};
	struct image_info info;

	(void)state;
	memcpy(linear, file, FILE_NBYTES);
	linear[13] = 1;
	decode(linear, FILE_NBYTES, false, &d);
	info = gray_info(&d.dec.info);
	gray_convert(GRAY_REC601, &d.dec.info, d.rows.data, 9, gray);
	assert_int_equal(fixture_encode(&codec_qoi, &info, &d.dec.metadata, 0,
					gray, &out, &err),
			 GM_OK);
	assert_int_equal(out.data[13], 1);
	bytes_free(&out);
	decoded_free(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_chunk_is_read),
		cmocka_unit_test(steps_wrap),
		cmocka_unit_test(a_file_cut_anywhere_is_truncated),
		cmocka_unit_test(what_is_damaged_is_corrupt),
		cmocka_unit_test(bytes_after_the_end_are_told_of),
		cmocka_unit_test(gray_comes_back),
		cmocka_unit_test(the_colour_space_is_kept),
	};

	return cmocka_run_group_tests_name("codec_qoi", tests, scratch_enter,
					   scratch_leave);
}
