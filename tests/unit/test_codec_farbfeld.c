/* SPDX-License-Identifier: MIT */
#include "formats/formats.h"

#include "codec_fixture.h"
#include "scratch.h"

/* One pixel, and another below it. */
static const uint8_t file[] = "farbfeld\0\0\0\1\0\0\0\2"
			      "\1\2\3\4\5\6\7\x08"
			      "\xff\xfe\0\0\0\1\x80\0";

#define FILE_NBYTES (sizeof(file) - 1)

static void
samples_have_sixteen_bits(void **state)
{
	static const uint16_t pixels[] = {0x0102, 0x0304, 0x0506, 0x0708,
					  0xfffe, 0,      1,      0x8000};
	const struct conversion options = fixture_options();
	struct decoded d = {0};

	(void)state;
	fixture_decode(&codec_farbfeld, file, FILE_NBYTES, &options, &d);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.info.width, 1);
	assert_int_equal(d.dec.info.height, 2);
	assert_int_equal(d.dec.info.channels, 4);
	assert_int_equal(d.dec.info.bits, 16);
	assert_int_equal(d.rows.nbytes, sizeof(pixels));
	assert_memory_equal(d.rows.data, pixels, sizeof(pixels));
	assert_false(d.outcome.has_more);
	decoded_free(&d);
}

static void
a_file_cut_anywhere_is_truncated(void **state)
{
	struct conversion options = fixture_options();
	struct decoded d = {0};

	(void)state;
	fixture_cut(&codec_farbfeld, file, FILE_NBYTES, 8);
	options.salvage = true;
	fixture_decode(&codec_farbfeld, file, FILE_NBYTES - 3, &options, &d);
	assert_int_equal(d.status, GM_OK);
	assert_memory_equal(d.rows.data + 8, "\0\0\0\0\0\0\0\0", 8);
	assert_int_not_equal(d.outcome.warning[0], '\0');
	decoded_free(&d);
}

static void
sizes_are_limited(void **state)
{
	const struct conversion options = fixture_options();
	uint8_t copy[FILE_NBYTES + 1] = {0};
	struct decoded d = {0};

	(void)state;
	memcpy(copy, file, FILE_NBYTES);
	fixture_decode(&codec_farbfeld, copy, sizeof(copy), &options, &d);
	assert_true(d.outcome.has_more);
	copy[11] = 0;
	fixture_decode(&codec_farbfeld, copy, FILE_NBYTES, &options, &d);
	assert_int_equal(d.status, GM_ERR_CORRUPT);
	copy[8] = 0xff;
	fixture_decode(&codec_farbfeld, copy, FILE_NBYTES, &options, &d);
	assert_int_equal(d.status, GM_ERR_LIMIT);
	decoded_free(&d);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(samples_have_sixteen_bits),
		cmocka_unit_test(a_file_cut_anywhere_is_truncated),
		cmocka_unit_test(sizes_are_limited),
	};

	return cmocka_run_group_tests_name("codec_farbfeld", tests,
					   scratch_enter, scratch_leave);
}
