/* SPDX-License-Identifier: MIT */
/*
 * What BMP, TGA and HDR are written as: headers by their offsets, pixels by
 * reading them back.
 */
#include "base/octets.h"
#include "formats/formats.h"

#include "codec_fixture.h"
#include "scratch.h"

static void
encode(const struct codec *codec, const struct image_info *info,
       const void *rows, struct bytes *file)
{
	const struct metadata none = {0};
	struct gm_error err = {0};
	size_t nbytes = image_row_nbytes(info) * info->height;
	void *spoilt = malloc(nbytes);

	assert_non_null(spoilt);
	memcpy(spoilt, rows, nbytes);
	file->nbytes = 0;
	assert_int_equal(
		fixture_encode(codec, info, &none, 0, spoilt, file, &err),
		GM_OK);
	free(spoilt);
}

/* Runs, literals, and runs that are longer than a packet. */
static void
fill(uint8_t *rows, size_t n)
{
	for (size_t i = 0; i < n; i++)
		rows[i] = (uint8_t)(i / 97 % 3 == 0 ? 7 : i * 31 + i / 64);
}

static void
check_round_trip(const struct codec *codec, uint32_t width, uint32_t channels,
		 uint32_t channels_read)
{
	const struct conversion options = fixture_options();
	const struct image_info info = {width, 5, channels, 8, 8, 0};
	size_t n_pixels = (size_t)width * 5;
	uint8_t *rows = malloc(n_pixels * channels);
	struct bytes file = {0};
	struct decoded d = {0};

	assert_non_null(rows);
	fill(rows, n_pixels * channels);
	encode(codec, &info, rows, &file);
	fixture_decode(codec, file.data, file.nbytes, &options, &d);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.info.channels, channels_read);
	for (size_t i = 0; i < n_pixels; i++) {
		const uint8_t *pixel = d.rows.data + i * channels_read;

		assert_int_equal(pixel[0], rows[i * channels]);
		assert_int_equal(pixel[channels_read - channels],
				 rows[i * channels]);
		if (channels == 2)
			assert_int_equal(pixel[channels_read - 1],
					 rows[i * channels + 1]);
	}
	decoded_free(&d);
	bytes_free(&file);
	free(rows);
}

static void
what_is_written_reads_back(void **state)
{
	static const uint32_t widths[] = {1, 2, 3, 4, 5, 127, 128, 129, 700};

	(void)state;
	for (size_t i = 0; i < sizeof(widths) / sizeof(widths[0]); i++) {
		check_round_trip(&codec_bmp, widths[i], 1, 3);
		check_round_trip(&codec_bmp, widths[i], 2, 4);
		check_round_trip(&codec_tga, widths[i], 1, 1);
		check_round_trip(&codec_tga, widths[i], 2, 2);
	}
}

static void
gray_bmp_has_one_byte_a_pixel(void **state)
{
	const struct image_info info = {3, 2, 1, 8, 8, 0};
	struct bytes file = {0};

	(void)state;
	encode(&codec_bmp, &info, "abcdef", &file);
	assert_int_equal(file.nbytes, 14 + 40 + 1024 + 8);
	assert_int_equal(octets_u32le(file.data + 2), file.nbytes);
	assert_int_equal(octets_u32le(file.data + 10), 14 + 40 + 1024);
	assert_int_equal(octets_u32le(file.data + 14), 40);
	assert_int_equal(octets_u32le(file.data + 18), 3);
	assert_int_equal(octets_u32le(file.data + 22), 2);
	assert_int_equal(octets_u16le(file.data + 26), 1);
	assert_int_equal(octets_u16le(file.data + 28), 8);
	assert_int_equal(octets_u32le(file.data + 30), 0);
	assert_memory_equal(file.data + 54 + 4 * 200, "\xc8\xc8\xc8\0", 4);
	assert_memory_equal(file.data + 14 + 40 + 1024, "def\0abc\0", 8);
	bytes_free(&file);
}

static void
tga_is_gray_by_its_type(void **state)
{
	struct image_info info = {3, 2, 1, 8, 8, 0};
	struct bytes file = {0};

	(void)state;
	encode(&codec_tga, &info, "abcdef", &file);
	assert_int_equal(file.data[2], 11);
	assert_int_equal(file.data[16], 8);
	info = (struct image_info){3, 1, 2, 8, 8, 0};
	encode(&codec_tga, &info, "abcdef", &file);
	assert_int_equal(file.data[2], 11);
	assert_int_equal(file.data[16], 16);
	assert_int_equal(file.data[17] & 15, 8);
	bytes_free(&file);
}

static void
hdr_holds_what_eight_bits_of_mantissa_can(void **state)
{
	const struct conversion options = fixture_options();
	const struct image_info info = {40, 3, 1, 32, 32, 0};
	float rows[120];
	struct bytes file = {0};
	struct decoded d = {0};
	const float *got;

	(void)state;
	for (size_t i = 0; i < 120; i++)
		rows[i] = i < 60 ? 0.5f : 1e-3f * (float)(i * i * i);
	encode(&codec_hdr, &info, rows, &file);
	fixture_decode(&codec_hdr, file.data, file.nbytes, &options, &d);
	assert_int_equal(d.status, GM_OK);
	assert_int_equal(d.dec.info.width, 40);
	got = (const float *)d.rows.data;
	for (size_t i = 0; i < 120; i++) {
		float off = rows[i] - got[i * 3];

		assert_true(off >= 0 && off <= rows[i] / 128);
		assert_true(got[i * 3] == got[i * 3 + 1] &&
			    got[i * 3] == got[i * 3 + 2]);
	}
	decoded_free(&d);
	bytes_free(&file);
}

static void
shapes_that_do_not_fit_are_refused(void **state)
{
	static const struct {
		const struct codec *codec;
		struct image_info info;
		enum gm_status status;
	} bad[] = {
		{&codec_tga, {65536, 1, 1, 8, 8, 0}, GM_ERR_UNSUPPORTED},
		{&codec_tga, {1, 65536, 1, 8, 8, 0}, GM_ERR_UNSUPPORTED},
		{&codec_tga, {1, 1, 1, 16, 16, 0}, GM_ERR_UNSUPPORTED},
		{&codec_tga, {65535, 65535, 1, 8, 8, 0}, GM_ERR_LIMIT},
		{&codec_bmp, {1, 1, 1, 16, 16, 0}, GM_ERR_UNSUPPORTED},
		{&codec_bmp, {65536, 65536, 1, 8, 8, 0}, GM_ERR_LIMIT},
		{&codec_hdr, {1, 1, 1, 8, 8, 0}, GM_ERR_UNSUPPORTED},
		{&codec_hdr, {65536, 65536, 1, 32, 32, 0}, GM_ERR_LIMIT},
	};
	const struct conversion options = {0};
	const struct metadata none = {0};

	(void)state;
	for (size_t i = 0; i < sizeof(bad) / sizeof(bad[0]); i++) {
		struct encoder enc = {.codec = bad[i].codec,
				      .info = bad[i].info};
		struct gm_error err = {0};

		assert_int_equal(
			bad[i].codec->writer->open(&enc, &none, &options, &err),
			bad[i].status);
		assert_int_equal(err.status, bad[i].status);
		bad[i].codec->writer->close(&enc);
	}
}

static void
check_full_disk(const struct codec *codec, const struct image_info *info,
		const void *rows)
{
	const struct conversion options = {0};
	const struct metadata none = {0};
	struct encoder enc = {.codec = codec, .info = *info};
	struct file_out out = {.failed_errno = 28, .fd = -1};
	struct gm_error err = {0};
	uint8_t spoilt[64];
	enum gm_status st;

	memcpy(spoilt, rows, image_row_nbytes(info));
	enc.out = &out;
	assert_int_equal(codec->writer->open(&enc, &none, &options, &err),
			 GM_OK);
	st = codec->writer->rows(&enc, spoilt, 1, &err);
	if (st == GM_OK)
		st = codec->writer->finish(&enc, &err);
	codec->writer->close(&enc);
	assert_int_equal(st, GM_ERR_FULL);
	assert_int_equal(err.status, GM_ERR_FULL);
	bytes_free(&out.buf);
}

/* stb would not notice. */
static void
a_failed_write_is_told(void **state)
{
	struct image_info info = {4, 1, 1, 8, 8, 0};
	float samples[4] = {1, 2, 3, 4};

	(void)state;
	check_full_disk(&codec_bmp, &info, "abcd");
	check_full_disk(&codec_tga, &info, "abcd");
	info.channels = 2;
	check_full_disk(&codec_bmp, &info, "abcdefgh");
	info = (struct image_info){4, 1, 1, 32, 32, 0};
	check_full_disk(&codec_hdr, &info, samples);
}

/* What is held as a whole is refused before there is memory for it. */
static void
memory_is_checked(void **state)
{
	static const struct {
		const struct codec *codec;
		uint32_t bits;
	} writers[] = {{&codec_bmp, 8},
		       {&codec_tga, 8},
		       {&codec_hdr, 32},
		       {&codec_pfm, 32}};
	const struct metadata none = {0};

	(void)state;
	for (size_t i = 0; i < 2 * sizeof(writers) / sizeof(writers[0]); i++) {
		uint32_t bits = writers[i / 2].bits;
		const struct image_info info = {3, 5, 1, bits, bits, 0};
		struct conversion options = fixture_options();
		float rows[3 * 5] = {0};
		struct bytes file = {0};
		struct gm_error err = {0};

		options.max_nbytes = 3 * 5 * bits / 8 - i % 2;
		assert_int_equal(fixture_encode_with(writers[i / 2].codec,
						     &info, &none, &options,
						     rows, &file, &err),
				 i % 2 == 0 ? GM_OK : GM_ERR_NOMEM);
		assert_int_equal(strstr(err.text, "--max-memory") != NULL,
				 i % 2);
		bytes_free(&file);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_reads_back),
		cmocka_unit_test(gray_bmp_has_one_byte_a_pixel),
		cmocka_unit_test(tga_is_gray_by_its_type),
		cmocka_unit_test(hdr_holds_what_eight_bits_of_mantissa_can),
		cmocka_unit_test(shapes_that_do_not_fit_are_refused),
		cmocka_unit_test(a_failed_write_is_told),
		cmocka_unit_test(memory_is_checked),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
