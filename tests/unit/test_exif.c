/* SPDX-License-Identifier: MIT */
#include "meta/exif.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "exif_fixture.h"
#include "inset_fixture.h"
#include "noise.h"

static const bool orders[] = {false, true};

static void
make(struct exif_fixture *exif, bool is_big_endian)
{
	exif_fixture_make(exif, is_big_endian, inset_color_jpeg,
			  INSET_COLOR_NBYTES, inset_color_jpeg,
			  INSET_COLOR_NBYTES);
}

static void
make_gray(struct exif_fixture *exif, bool was_color, struct inset_log *log)
{
	struct inset_maker maker = inset_fixture_maker(log);

	exif_make_gray(exif->data, exif->nbytes, was_color, &maker);
}

static void
thumbnail_and_maker_note_become_gray(void **state)
{
	struct exif_fixture exif, before;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct inset_log log = {0};

		make(&exif, orders[i]);
		before = exif;
		make_gray(&exif, true, &log);
		assert_int_equal(log.n_calls, 2);
		assert_true(inset_fixture_is_gray(exif.data + EXIF_FIXTURE_NOTE,
						  INSET_COLOR_NBYTES));
		assert_true(inset_fixture_is_gray(
			exif.data + EXIF_FIXTURE_THUMBNAIL,
			INSET_COLOR_NBYTES));
		assert_memory_equal(exif.data + EXIF_FIXTURE_COMPONENTS,
				    "\1\0\0", 4);
		/* That is all. */
		memcpy(before.data + EXIF_FIXTURE_COMPONENTS, "\1\0\0", 4);
		assert_memory_equal(exif.data, before.data, EXIF_FIXTURE_NOTE);
		before = exif;
		make_gray(&exif, true, &log);
		assert_memory_equal(exif.data, before.data, sizeof(exif.data));
	}
}

/* What was gray keeps every byte. */
static void
gray_stays_as_it_is(void **state)
{
	struct exif_fixture exif, before;
	struct inset_log log = {0};

	(void)state;
	exif_fixture_make(&exif, true, "no picture", 10, inset_gray_jpeg,
			  INSET_GRAY_NBYTES);
	before = exif;
	make_gray(&exif, false, &log);
	assert_memory_equal(exif.data, before.data, sizeof(exif.data));
	assert_int_equal(log.n_calls, 0);
}

static void
what_cannot_be_made_gray_is_no_thumbnail(void **state)
{
	struct exif_fixture exif;

	(void)state;
	for (size_t i = 0; i < 2; i++) {
		struct inset_log log = {.refuses = true};

		make(&exif, orders[i]);
		make_gray(&exif, true, &log);
		assert_true(inset_fixture_is_blank(
			exif.data + EXIF_FIXTURE_THUMBNAIL,
			INSET_COLOR_NBYTES));
		assert_true(inset_fixture_is_blank(
			exif.data + EXIF_FIXTURE_NOTE, INSET_COLOR_NBYTES));
		assert_true(inset_fixture_is_blank(
			exif.data + EXIF_FIXTURE_LINK, 4));
	}
}

/* Not whole, so it is known by its offset alone. */
static void
a_cut_thumbnail_is_none(void **state)
{
	struct exif_fixture exif;
	struct inset_log log = {.refuses = true};

	(void)state;
	exif_fixture_make(&exif, true, "", 0, inset_color_jpeg,
			  INSET_COLOR_NBYTES - 2);
	make_gray(&exif, true, &log);
	assert_int_equal(log.n_calls, 1);
	assert_true(inset_fixture_is_blank(exif.data + EXIF_FIXTURE_THUMBNAIL,
					   INSET_COLOR_NBYTES - 2));
	assert_true(inset_fixture_is_blank(exif.data + EXIF_FIXTURE_LINK, 4));
}

/* It is longer than its directory says; all of it is made gray. */
static void
a_length_that_is_wrong_does_not_matter(void **state)
{
	struct exif_fixture exif;
	struct inset_log log = {0};
	uint8_t *end;

	(void)state;
	make(&exif, false);
	end = exif.data + EXIF_FIXTURE_SECOND + 2 + 2 * 12 + 8;
	octets_put_u32le(end, INSET_COLOR_NBYTES - 9);
	make_gray(&exif, true, &log);
	assert_true(inset_fixture_is_gray(exif.data + EXIF_FIXTURE_THUMBNAIL,
					  INSET_COLOR_NBYTES));
	assert_false(inset_fixture_is_blank(exif.data + EXIF_FIXTURE_LINK, 4));
}

/* Strips of samples: entries, and 24 bytes of them in two strips. */
struct samples {
	size_t photometric;
	size_t n_samples;
	size_t bits;
	size_t planar;
	size_t subsampling; /* SHORT twice, in the order of the bytes */
};

#define SAMPLES_AT 200u

static const uint8_t samples24[] = "abcdefghijklmnopqrstuvwx";

static void
make_samples(struct exif_fixture *exif, const struct samples *samples)
{
	exif_fixture_begin(exif, false);
	exif_fixture_u16(exif, 0);
	exif_fixture_u32(exif, 14);
	exif_fixture_u16(exif, 8);
	exif_fixture_entry(exif, 0x0102, 3, samples->bits);
	exif_fixture_entry(exif, 0x0103, 3, 1);
	exif_fixture_entry(exif, 0x0106, 3, samples->photometric);
	exif_fixture_entry_of(exif, 0x0111, 4, 2, 150);
	exif_fixture_entry(exif, 0x0115, 3, samples->n_samples);
	exif_fixture_entry_of(exif, 0x0117, 4, 2, 158);
	exif_fixture_entry(exif, 0x011c, 3, samples->planar);
	exif_fixture_entry_of(exif, 0x0212, 3, 2, samples->subsampling);
	exif_fixture_u32(exif, 0);
	exif->nbytes = 150;
	exif_fixture_u32(exif, SAMPLES_AT);
	exif_fixture_u32(exif, SAMPLES_AT + 12);
	exif_fixture_u32(exif, 12);
	exif_fixture_u32(exif, 12);
	exif->nbytes = SAMPLES_AT;
	exif_fixture_bytes(exif, samples24, 24);
}

static void
samples_become(const struct samples *samples, const void *expected)
{
	struct exif_fixture exif;
	struct inset_log log = {0};

	make_samples(&exif, samples);
	make_gray(&exif, true, &log);
	assert_memory_equal(exif.data + SAMPLES_AT, expected, 24);
}

static void
samples_become_gray(void **state)
{
	static const uint8_t rgb[] = "bbbeeehhhkkknnnqqqtttwww";
	static const uint8_t y2[] = "ab\200\200ef\200\200ij\200\200"
				    "mn\200\200qr\200\200uv\200\200";
	static const uint8_t y4[] = "abcd\200\200ghij\200\200"
				    "mnop\200\200stuv\200\200";
	uint8_t zeros[24] = {0}, middle[24];

	(void)state;
	memset(middle, 128, sizeof(middle));
	samples_become(&(struct samples){2, 3, 8, 1, 0}, rgb);
	samples_become(&(struct samples){6, 3, 8, 1, 2 | 1 << 16}, y2);
	samples_become(&(struct samples){6, 3, 8, 1, 2 | 2 << 16}, y4);
	/* Odd ones are blank. */
	samples_become(&(struct samples){2, 3, 8, 2, 0}, zeros);
	samples_become(&(struct samples){2, 3, 16, 1, 0}, zeros);
	samples_become(&(struct samples){2, 4, 8, 1, 0}, zeros);
	samples_become(&(struct samples){6, 3, 8, 2, 2 | 1 << 16}, middle);
	samples_become(&(struct samples){6, 3, 8, 1, 0}, middle);
	samples_become(&(struct samples){6, 3, 8, 1, 9 | 9 << 16}, middle);
	/* Gray ones stay. */
	samples_become(&(struct samples){1, 1, 8, 1, 0}, samples24);
}

/* The picture itself was gray: only what is inside it changes. */
static void
components_of_a_gray_picture_stay(void **state)
{
	struct exif_fixture exif;
	struct inset_log log = {0};

	(void)state;
	make(&exif, true);
	make_gray(&exif, false, &log);
	assert_int_equal(log.n_calls, 2);
	assert_memory_equal(exif.data + EXIF_FIXTURE_COMPONENTS, "\1\2\3", 4);
}

/* Every end there is, in a block of its own size. */
static void
cut_anywhere(void **state)
{
	struct exif_fixture exif;

	(void)state;
	make(&exif, true);
	for (size_t n = 0; n <= exif.nbytes; n++) {
		struct inset_log log = {0};
		struct inset_maker maker = inset_fixture_maker(&log);
		uint8_t *data = malloc(n + (n == 0));

		assert_non_null(data);
		memcpy(data, exif.data, n);
		exif_make_gray(data, n, true, &maker);
		free(data);
	}
}

/* Offsets and counts at random: overlapping, looping, past the end. */
static void
hostile_numbers(void **state)
{
	struct exif_fixture exif;

	(void)state;
	for (unsigned i = 0; i < 20000; i++) {
		struct inset_log log = {.refuses = i % 2 == 0};
		struct inset_maker maker = inset_fixture_maker(&log);
		uint8_t *data;

		if (i % 3 == 0)
			make_samples(&exif, &(struct samples){2, 3, 8, 1, 0});
		else
			make(&exif, i % 4 == 0);
		for (unsigned k = noise_below(6); k > 0; k--)
			exif.data[noise_below((uint32_t)exif.nbytes)] =
				(uint8_t)(noise_below(2) == 0
						  ? 0xff
						  : noise_below(256));
		data = malloc(exif.nbytes);
		assert_non_null(data);
		memcpy(data, exif.data, exif.nbytes);
		exif_make_gray(data, exif.nbytes, true, &maker);
		free(data);
	}
}

/*
 * A directory of 65535 entries that is its own next one and that of EXIF, and
 * as many strips, each of all there is.
 */
static void
time_grows_with_the_bytes(void **state)
{
	const size_t n = 65535, nbytes = 4u << 20;
	uint8_t *data = calloc(1, nbytes), *entry;
	struct inset_log log = {0};
	struct inset_maker maker = inset_fixture_maker(&log);

	(void)state;
	assert_non_null(data);
	memcpy(data, "MM\0*\0\0\0\10", 8);
	octets_put_u16be(data + 8, (uint16_t)n);
	entry = data + 10;
	memcpy(entry, "\1\3\0\3\0\0\0\1\0\1", 10);
	entry += 12;
	memcpy(entry, "\1\21\0\4\0\3\377\377\0\20\0\0", 12);
	entry += 12;
	memcpy(entry, "\1\27\0\4\0\3\377\377\0\30\0\0", 12);
	entry += 12;
	memcpy(entry, "\207\151\0\4\0\0\0\1\0\0\0\10", 12);
	memcpy(data + 10 + n * 12, "\0\0\0\10", 4);
	for (size_t i = 0; i < 0x3ffff; i++)
		octets_put_u32be(data + 0x180000 + 4 * i, (uint32_t)nbytes);
	exif_make_gray(data, nbytes, true, &maker);
	free(data);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(thumbnail_and_maker_note_become_gray),
		cmocka_unit_test(gray_stays_as_it_is),
		cmocka_unit_test(what_cannot_be_made_gray_is_no_thumbnail),
		cmocka_unit_test(a_cut_thumbnail_is_none),
		cmocka_unit_test(a_length_that_is_wrong_does_not_matter),
		cmocka_unit_test(samples_become_gray),
		cmocka_unit_test(components_of_a_gray_picture_stay),
		cmocka_unit_test(cut_anywhere),
		cmocka_unit_test(hostile_numbers),
		cmocka_unit_test(time_grows_with_the_bytes),
	};

	return cmocka_run_group_tests_name("exif", tests, NULL, NULL);
}
