/* SPDX-License-Identifier: MIT */
/*
 * JPEG XL: what is written is read again, and what is no JPEG XL is refused.
 */
#include "formats/formats.h"

#include "codec_fixture.h"
#include "modules_linked.h"
#include "profile_fixture.h"
#include "scratch.h"

enum {
	WIDTH = 37,
	HEIGHT = 21,
	NEAR = 12 /* what noise loses at 90 */
};

static void
decode(const struct bytes *file, bool keeps_format, struct decoded *d)
{
	const struct conversion conversion = fixture_options();

	decoded_free(d);
	d->keeps_format = keeps_format;
	fixture_decode(&codec_jxl, file->data, file->nbytes, &conversion, d);
}

/* A picture of that shape; samples are noise, of floats also beyond white. */
static void
make(uint32_t channels, uint32_t bits, unsigned quality,
     const struct metadata *metadata, void *samples, struct bytes *file)
{
	const struct image_info info = {WIDTH, HEIGHT, channels, bits, bits, 0};
	size_t n = (size_t)WIDTH * HEIGHT * channels;
	uint8_t copy[WIDTH * HEIGHT * 2 * 4];
	struct gm_error err = {0};

	for (size_t i = 0; i < n; i++) {
		uint32_t noise = (uint32_t)(i * i * 2654435761u >> 7);

		if (bits == 8)
			((uint8_t *)samples)[i] = (uint8_t)noise;
		else if (bits == 16)
			((uint16_t *)samples)[i] = (uint16_t)noise;
		else
			((float *)samples)[i] = (float)(noise % 1000) / 700;
	}
	memcpy(copy, samples, n * bits / 8);
	file->nbytes = 0;
	assert_int_equal(fixture_encode(&codec_jxl, &info, metadata, quality,
					copy, file, &err),
			 GM_OK);
}

static void
every_shape_comes_back(void **state)
{
	static const struct metadata none;
	uint32_t samples[WIDTH * HEIGHT * 2];
	struct bytes file = {0};
	struct decoded d = {0};

	(void)state;
	for (uint32_t channels = 1; channels <= 2; channels++)
		for (uint32_t bits = 8; bits <= 32; bits *= 2) {
			make(channels, bits, 0, &none, samples, &file);
			decode(&file, true, &d);
			assert_int_equal(d.status, GM_OK);
			assert_int_equal(d.dec.info.channels, channels);
			assert_int_equal(d.dec.info.bits, bits);
			assert_int_equal(d.dec.lossy_quality, 0);
			assert_int_equal(d.rows.nbytes,
					 WIDTH * HEIGHT * channels * bits / 8);
			assert_memory_equal(d.rows.data, samples,
					    d.rows.nbytes);
			assert_false(d.outcome.has_more);
		}
	decoded_free(&d);
	bytes_free(&file);
}

/* Other formats have no alpha with floats. */
static void
floats_with_alpha_are_codes_elsewhere(void **state)
{
	static const struct metadata none;
	float samples[WIDTH * HEIGHT * 2];
	struct bytes file = {0};
	struct decoded d = {0};
	uint16_t code;

	(void)state;
	make(1, 32, 0, &none, samples, &file);
	decode(&file, false, &d);
	assert_int_equal(d.dec.info.bits, 32);
	assert_memory_equal(d.rows.data, samples, d.rows.nbytes);
	make(2, 32, 0, &none, samples, &file);
	decode(&file, false, &d);
	assert_int_equal(d.dec.info.bits, 16);
	for (size_t i = 0; i < (size_t)WIDTH * HEIGHT; i++) {
		memcpy(&code, d.rows.data + 4 * i, 2);
		if (samples[2 * i] >= 1)
			assert_int_equal(code, 65535);
		memcpy(&code, d.rows.data + 4 * i + 2, 2);
		assert_in_range(code, 0, 65535);
	}
	decoded_free(&d);
	bytes_free(&file);
}

static void
loss_is_known_and_small(void **state)
{
	static const struct metadata none;
	uint8_t samples[WIDTH * HEIGHT * 2];
	struct bytes best = {0}, file = {0};
	struct decoded d = {0};

	(void)state;
	make(1, 8, 95, &none, samples, &best);
	make(1, 8, 40, &none, samples, &file);
	assert_true(file.nbytes < best.nbytes);
	decode(&file, true, &d);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.lossy_quality, 90);
	/* So it is of alpha, by which there is noise, too. */
	make(2, 8, 90, &none, samples, &file);
	decode(&file, true, &d);
	for (size_t i = 1; i < d.rows.nbytes; i += 2)
		assert_in_range(d.rows.data[i] + NEAR, samples[i],
				samples[i] + 2 * NEAR);
	decoded_free(&d);
	bytes_free(&best);
	bytes_free(&file);
}

/* EXIF of one tag, Orientation. */
#define EXIF "MM\0*\0\0\0\10\0\1\1\x12\0\3\0\0\0\1\0\6\0\0\0\0\0\0"

static void
metadata_are_in_boxes(void **state)
{
	struct metadata metadata = {0};
	uint8_t samples[WIDTH * HEIGHT];
	struct bytes file = {0}, profile = {0};
	struct decoded d = {0};
	size_t i;

	(void)state;
	profile_fixture_gray(&profile);
	fixture_add(&metadata, METADATA_EXIF, EXIF, sizeof(EXIF) - 1);
	fixture_add(&metadata, METADATA_XMP, "<x:xmpmeta/>", 12);
	fixture_add(&metadata, METADATA_ICC, profile.data, profile.nbytes);
	make(1, 8, 0, &metadata, samples, &file);
	decode(&file, true, &d);
	assert_int_equal(d.status, GM_OK);
	/* Which says how it is turned, and the picture stays as it is. */
	assert_int_equal(d.dec.info.width, WIDTH);
	assert_memory_equal(d.rows.data, samples, sizeof(samples));
	assert_int_equal(orientation_of(&d.dec.metadata, 0), 6);
	i = metadata_find(&d.dec.metadata, 0, METADATA_EXIF);
	assert_memory_equal(metadata_get(&d.dec.metadata, i).value, EXIF,
			    sizeof(EXIF) - 1);
	i = metadata_find(&d.dec.metadata, 0, METADATA_XMP);
	assert_memory_equal(metadata_get(&d.dec.metadata, i).value,
			    "<x:xmpmeta/>", 12);
	i = metadata_find(&d.dec.metadata, 0, METADATA_ICC);
	assert_int_equal(metadata_get(&d.dec.metadata, i).value_nbytes,
			 profile.nbytes);
	decoded_free(&d);
	metadata_free(&metadata);
	bytes_free(&profile);
	bytes_free(&file);
}

static size_t
find(const struct bytes *file, const char *text)
{
	size_t at = 0;

	while (memcmp(file->data + at, text, strlen(text)) != 0)
		at++;
	return at;
}

/* The code stream says it alone: pixels are turned. */
static void
what_exif_does_not_say_is_turned(void **state)
{
	struct metadata metadata = {0};
	uint8_t samples[WIDTH * HEIGHT];
	struct bytes file = {0};
	struct decoded d = {0};

	(void)state;
	fixture_add(&metadata, METADATA_EXIF, EXIF, sizeof(EXIF) - 1);
	make(1, 8, 0, &metadata, samples, &file);
	/* Another orientation of EXIF, which does not count. */
	file.data[find(&file, "MM") + 19] = 3;
	decode(&file, true, &d);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.info.width, HEIGHT);
	assert_int_equal(d.dec.info.height, WIDTH);
	assert_int_equal(orientation_of(&d.dec.metadata, 0), 1);
	/* Clockwise: the first row is what was the last in the column. */
	for (size_t i = 0; i < HEIGHT; i++)
		assert_int_equal(d.rows.data[i],
				 samples[(HEIGHT - 1 - i) * WIDTH]);
	decoded_free(&d);
	metadata_free(&metadata);
	bytes_free(&file);
}

static void
what_is_damaged_is_refused(void **state)
{
	struct metadata metadata = {0};
	uint8_t samples[WIDTH * HEIGHT * 2];
	struct bytes file = {0};

	(void)state;
	make(2, 8, 0, &metadata, samples, &file);
	fixture_cut(&codec_jxl, file.data, file.nbytes, 0);
	fixture_limit(&codec_jxl, &file, (uint64_t)WIDTH * HEIGHT);
	fixture_add(&metadata, METADATA_XMP, "<x:xmpmeta/>", 12);
	make(1, 8, 80, &metadata, samples, &file);
	fixture_cut(&codec_jxl, file.data, file.nbytes, 0);
	fixture_damage(&codec_jxl, &file, 3, false);
	metadata_free(&metadata);
	bytes_free(&file);
}

static void
bytes_after_the_end_are_told_of(void **state)
{
	static const struct metadata none;
	uint8_t samples[WIDTH * HEIGHT];
	struct bytes file = {0};
	struct decoded d = {0};
	struct gm_error err;

	(void)state;
	make(1, 8, 0, &none, samples, &file);
	assert_int_equal(bytes_append(&file, "more", 4, &err), GM_OK);
	decode(&file, true, &d);
	assert_int_equal(d.status, GM_OK);
	assert_true(d.outcome.has_more);
	decoded_free(&d);
	bytes_free(&file);
}

static void
memory_is_asked_for_before_it_is_taken(void **state)
{
	static const struct metadata none;
	struct conversion conversion = fixture_options();
	uint8_t samples[WIDTH * HEIGHT];
	struct bytes file = {0};
	struct decoded d = {0};

	(void)state;
	make(1, 8, 0, &none, samples, &file);
	conversion.max_nbytes = 1u << 20;
	fixture_decode(&codec_jxl, file.data, file.nbytes, &conversion, &d);
	assert_int_equal(d.status, GM_ERR_NOMEM);
	decoded_free(&d);
	bytes_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_shape_comes_back),
		cmocka_unit_test(floats_with_alpha_are_codes_elsewhere),
		cmocka_unit_test(loss_is_known_and_small),
		cmocka_unit_test(metadata_are_in_boxes),
		cmocka_unit_test(what_exif_does_not_say_is_turned),
		cmocka_unit_test(what_is_damaged_is_refused),
		cmocka_unit_test(bytes_after_the_end_are_told_of),
		cmocka_unit_test(memory_is_asked_for_before_it_is_taken),
	};

	modules_linked_use();
	return cmocka_run_group_tests_name("codec_jxl", tests, scratch_enter,
					   scratch_leave);
}
