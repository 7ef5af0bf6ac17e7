/* SPDX-License-Identifier: MIT */
/* JPEG 2000: samples, tiles, colours and channels. */
#include "jp2_fixture.h"
#include "scratch.h"

static void
decode(const void *data, size_t nbytes, struct decoded *d)
{
	const struct conversion options = fixture_options();

	jp2_decode(data, nbytes, &options, d);
	if (d->status != GM_OK)
		print_error("%s\n", d->err.text);
	assert_int_equal(d->status, GM_OK);
}

static void
expect_tiles(const struct decoded *d)
{
	assert_int_equal(d->dec.info.width, 12);
	assert_int_equal(d->dec.info.height, 10);
	assert_int_equal(d->dec.info.channels, 1);
	assert_int_equal(d->dec.info.exact_bits, 8);
	for (unsigned i = 0; i < 120; i++)
		assert_int_equal(d->rows.data[i], i % 12 * 20 + i / 12);
}

/* As they stand, and out of order, which asks for the row of each. */
static void
tiles_are_put_together(void **state)
{
	uint8_t mixed[sizeof(jp2_tiles)];
	struct decoded d = {0};
	size_t sots[10], n = 0, at;

	(void)state;
	decode(jp2_tiles, sizeof(jp2_tiles), &d);
	expect_tiles(&d);
	assert_string_equal(d.outcome.warning, "");
	assert_false(d.outcome.has_more);
	for (at = 0; n < 10 && at + 1 < sizeof(jp2_tiles); at++)
		if (octets_u16be(jp2_tiles + at) == 0xff90) {
			sots[n++] = at;
			at += octets_u32be(jp2_tiles + at + 6) - 1;
		}
	assert_int_equal(n, 9);
	sots[9] = sizeof(jp2_tiles) - 2;
	memcpy(mixed, jp2_tiles, sots[0]);
	at = sots[0];
	for (size_t i = 9; i-- > 0; at += sots[i + 1] - sots[i])
		memcpy(mixed + at, jp2_tiles + sots[i], sots[i + 1] - sots[i]);
	memcpy(mixed + at, "\xff\xd9", 2);
	decode(mixed, sizeof(mixed), &d);
	expect_tiles(&d);
	decoded_free(&d);
}

static void
colours_are_without_loss(void **state)
{
	struct jp2_sample s;
	struct decoded d = {0};

	(void)state;
	jp2_make(&s, 16, jp2_rct, sizeof(jp2_rct));
	for (int i = 0; i < 2; i++) {
		if (i == 0)
			decode(jp2_rct, sizeof(jp2_rct), &d);
		else
			decode(s.data, s.nbytes, &d);
		assert_int_equal(d.dec.info.channels, 3);
		for (unsigned p = 0; p < 24; p++) {
			const uint8_t *rgb = d.rows.data + p * 3;
			unsigned x = p % 6, y = p / 6;

			assert_int_equal(rgb[0], x * 40);
			assert_int_equal(rgb[1], y * 60);
			assert_int_equal(rgb[2], x * y * 10);
		}
	}
	decoded_free(&d);
}

/* By ICT the first component is Y, and nothing else is decoded. */
static void
luma_is_taken_alone(void **state)
{
	struct conversion options = fixture_options();
	struct decoded y = {0}, rgb = {0};

	(void)state;
	decode(jp2_ict, sizeof(jp2_ict), &y);
	assert_int_equal(y.dec.info.channels, 1);
	assert_true(y.dec.metadata.was_color);
	options.pixels = true;
	jp2_decode(jp2_ict, sizeof(jp2_ict), &options, &rgb);
	assert_int_equal(rgb.status, GM_OK);
	assert_int_equal(rgb.dec.info.channels, 3);
	for (unsigned p = 0; p < 64; p++) {
		uint8_t gray;
		int r = 40 + (int)p % 8 * 20, g = 60 + (int)p / 8 * 15,
		    b = 200 - (int)p % 8 * 9;

		gray_convert(GRAY_REC601, &rgb.dec.info, rgb.rows.data + p * 3,
			     1, &gray);
		assert_in_range(y.rows.data[p] + 1, gray, gray + 2);
		assert_in_range(rgb.rows.data[p * 3] + 3, r, r + 6);
		assert_in_range(rgb.rows.data[p * 3 + 1] + 3, g, g + 6);
		assert_in_range(rgb.rows.data[p * 3 + 2] + 3, b, b + 6);
	}
	options.pixels = false;
	options.gray = GRAY_AVERAGE;
	jp2_decode(jp2_ict, sizeof(jp2_ict), &options, &y);
	assert_int_equal(y.dec.info.channels, 3);
	decoded_free(&y);
	decoded_free(&rgb);
}

/* Of sYCC that is coded as it is, too; by another formula it becomes RGB. */
static void
ycc_is_luma_and_chroma(void **state)
{
	struct conversion options = fixture_options();
	struct jp2_sample s;
	struct decoded d = {0};

	(void)state;
	jp2_make(&s, 18, jp2_four, sizeof(jp2_four));
	decode(s.data, s.nbytes, &d);
	/* With alpha all of it is decoded. */
	assert_int_equal(d.dec.info.channels, 4);
	/* Y 100, Cb 0, Cr 50: R is below 0. */
	assert_memory_equal(d.rows.data + 4, "\x00\xc8\x00\x9b", 4);
	options.gray = GRAY_AVERAGE;
	jp2_decode(s.data, s.nbytes, &options, &d);
	assert_int_equal(d.status, GM_OK);
	decoded_free(&d);
}

static void
four_components_have_alpha(void **state)
{
	struct jp2_sample s;
	struct decoded d = {0};
	size_t at;

	(void)state;
	decode(jp2_four, sizeof(jp2_four), &d);
	assert_int_equal(d.dec.info.channels, 4);
	for (unsigned p = 0; p < 6; p++) {
		const uint8_t *rgba = d.rows.data + p * 4;
		unsigned x = p % 3, y = p / 3;

		assert_int_equal(rgba[0], x * 100);
		assert_int_equal(rgba[1], y * 200);
		assert_int_equal(rgba[2], x * 50 + y);
		assert_int_equal(rgba[3], 255 - x * 100);
	}
	/* Blue, green, red, and what is neither colour nor alpha. */
	at = jp2_begin(&s);
	jp2_put_color(&s, 16);
	jp2_put_box(&s, "cdef",
		    "\0\4\0\0\0\0\0\3\0\1\0\0\0\2\0\2\0\0\0\1"
		    "\0\3\xff\xff\xff\xff",
		    26);
	jp2_end_box(&s, at);
	jp2_put_box(&s, "jp2c", jp2_four, sizeof(jp2_four));
	decode(s.data, s.nbytes, &d);
	assert_int_equal(d.dec.info.channels, 3);
	assert_memory_equal(d.rows.data + 3 * 4, "\x33\xc8\x64", 3);
	decoded_free(&d);
}

/* Where colours were multiplied by alpha, they are divided by it. */
static void
multiplied_colours_are_divided(void **state)
{
	struct jp2_sample s;
	struct decoded d = {0};
	size_t at = jp2_begin(&s);

	(void)state;
	jp2_put_color(&s, 16);
	jp2_put_box(&s, "cdef",
		    "\0\4\0\0\0\0\0\1\0\1\0\0\0\2\0\2\0\0\0\3"
		    "\0\3\0\2\0\0",
		    26);
	jp2_end_box(&s, at);
	jp2_put_box(&s, "jp2c", jp2_four, sizeof(jp2_four));
	decode(s.data, s.nbytes, &d);
	/* 100, 0, 50 by 155. */
	assert_memory_equal(d.rows.data + 4, "\xa5\0\x52\x9b", 4);
	decoded_free(&d);
}

static void
palettes_are_looked_up(void **state)
{
	struct jp2_sample s;
	struct decoded d = {0};
	size_t at = jp2_begin(&s);

	(void)state;
	jp2_put_color(&s, 16);
	/* Three colours: the fourth index is the last of them. */
	jp2_put_box(&s, "pclr", "\0\3\3\7\7\7\1\2\3\4\5\6\7\x08\x09", 15);
	jp2_put_box(&s, "cmap", "\0\0\1\0\0\0\1\1\0\0\1\2", 12);
	jp2_end_box(&s, at);
	jp2_put_box(&s, "jp2c", jp2_indices, sizeof(jp2_indices));
	decode(s.data, s.nbytes, &d);
	assert_int_equal(d.dec.info.channels, 3);
	assert_int_equal(d.dec.info.bits, 16);
	for (unsigned p = 0; p < 8; p++) {
		unsigned i = (p % 4 + p / 4) % 4;

		for (unsigned c = 0; c < 3; c++)
			assert_int_equal(
				((uint16_t *)(void *)d.rows.data)[p * 3 + c],
				((i < 3 ? i : 2) * 3 + c + 1) * 257);
	}
	decoded_free(&d);
}

static void
depths_are_spread(void **state)
{
	struct decoded d = {0};

	(void)state;
	decode(jp2_deep, sizeof(jp2_deep), &d);
	assert_int_equal(d.dec.info.bits, 16);
	assert_int_equal(d.dec.info.exact_bits, 16);
	for (unsigned p = 0; p < 16; p++) {
		unsigned value = p % 4 * 1000 + p / 4 * 7;

		assert_int_equal(((uint16_t *)(void *)d.rows.data)[p],
				 (value * 65535 + 2047) / 4095);
	}
	decoded_free(&d);
}

/* Of gray in three components the first counts; profiles of inks are not
   read. */
static void
colour_spaces_are_told(void **state)
{
	const struct conversion options = fixture_options();
	struct jp2_sample s;
	struct decoded d = {0};

	(void)state;
	jp2_make(&s, 17, jp2_rct, sizeof(jp2_rct));
	decode(s.data, s.nbytes, &d);
	assert_int_equal(d.dec.info.channels, 1);
	jp2_make(&s, 12, jp2_four, sizeof(jp2_four));
	jp2_decode(s.data, s.nbytes, &options, &d);
	assert_int_equal(d.status, GM_ERR_UNSUPPORTED);
	jp2_make(&s, 14, jp2_rct, sizeof(jp2_rct));
	jp2_decode(s.data, s.nbytes, &options, &d);
	assert_int_equal(d.status, GM_ERR_UNSUPPORTED);
	decoded_free(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tiles_are_put_together),
		cmocka_unit_test(colours_are_without_loss),
		cmocka_unit_test(luma_is_taken_alone),
		cmocka_unit_test(ycc_is_luma_and_chroma),
		cmocka_unit_test(four_components_have_alpha),
		cmocka_unit_test(multiplied_colours_are_divided),
		cmocka_unit_test(palettes_are_looked_up),
		cmocka_unit_test(depths_are_spread),
		cmocka_unit_test(colour_spaces_are_told),
	};

	return cmocka_run_group_tests_name("codec_jp2", tests, scratch_enter,
					   scratch_leave);
}
