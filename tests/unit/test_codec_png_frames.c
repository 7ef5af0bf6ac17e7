/* SPDX-License-Identifier: MIT */
/* Several frames, as PNG's writer makes an animation of them. */
#include "apng_fixture.h"

#define N_FRAMES 3u

/* Byte i of all rows of a frame. */
static uint8_t
byte_of(const struct image_info *info, unsigned frame_i, size_t i)
{
	uint8_t noise = png_fixture_byte(i + frame_i * 77777u);

	if (info->exact_bits >= 8)
		return noise;
	/* k * 255 / 15 */
	return (uint8_t)((noise & 15) * 17);
}

static enum gm_status
put_rows(struct encoder *enc, unsigned frame_i, struct gm_error *err)
{
	size_t row_nbytes = image_row_nbytes(&enc->info);
	uint8_t *row = malloc(row_nbytes);
	enum gm_status st = GM_OK;

	for (size_t y = 0; y < enc->info.height && st == GM_OK; y++) {
		for (size_t i = 0; i < row_nbytes; i++)
			row[i] = byte_of(&enc->info, frame_i,
					 y * row_nbytes + i);
		st = enc->codec->writer->rows(enc, row, 1, err);
	}
	free(row);
	return st;
}

/* Frames of info, of which number i is shown for i thirtieths of a second. */
static void
write_frames(const struct image_info *info, enum compress compress,
	     struct bytes *file)
{
	const struct conversion options = {.compress = compress};
	struct encoder enc = {.codec = &codec_png,
			      .info = *info,
			      .animation = {N_FRAMES, 7, 0, 30}};
	const struct codec_writer *writer = codec_png.writer;
	struct metadata metadata = {0};
	struct file_out out = {0};
	struct gm_error err = {0};

	assert_int_equal(file_out_open(&out, "out", 0600, &err), GM_OK);
	enc.out = &out;
	fixture_add(&metadata, METADATA_COMMENT, "before", 6);
	assert_int_equal(writer->open(&enc, &metadata, &options, &err), GM_OK);
	for (unsigned i = 0; i < N_FRAMES; i++) {
		enc.animation.shown_num = i;
		if (i > 0)
			assert_int_equal(writer->next_frame(&enc, &err), GM_OK);
		assert_int_equal(put_rows(&enc, i, &err), GM_OK);
	}
	fixture_add(&metadata, METADATA_COMMENT, "after", 5);
	assert_int_equal(writer->finish(&enc, &err), GM_OK);
	writer->close(&enc);
	fixture_commit(&out, file);
	file_out_free(&out);
	metadata_free(&metadata);
}

static void
check_frame(const struct bytes *file, const struct image_info *info, unsigned i)
{
	const struct conversion options = fixture_options();
	struct apng_fixture_frame f = {0};
	struct decoded d = {0};

	apng_fixture_take(file, i, &f);
	assert_int_equal(f.frame.width, info->width);
	assert_int_equal(f.frame.height, info->height);
	assert_int_equal(f.frame.x | f.frame.y, 0);
	assert_int_equal(f.frame.dispose, APNG_DISPOSE_NONE);
	assert_int_equal(f.frame.blend, APNG_BLEND_SOURCE);
	fixture_decode(&codec_png, f.still.data, f.still.nbytes, &options, &d);
	assert_int_equal(d.status, GM_OK);
	assert_string_equal(d.outcome.warning, "");
	assert_int_equal(d.dec.info.exact_bits, info->exact_bits);
	assert_int_equal(d.rows.nbytes, image_row_nbytes(info) * info->height);
	for (size_t k = 0; k < d.rows.nbytes; k++)
		assert_int_equal(d.rows.data[k], byte_of(info, i, k));
	decoded_free(&d);
	bytes_free(&f.still);
}

static void
check_shape(const struct image_info *info, enum compress compress)
{
	struct bytes file = {0};
	size_t at;

	write_frames(info, compress, &file);
	at = chunk_fixture_find(&file, "acTL", 0);
	assert_int_equal(octets_u32be(file.data + at), APNG_ACTL_NBYTES);
	assert_int_equal(octets_u32be(file.data + at + 8), N_FRAMES);
	assert_int_equal(octets_u32be(file.data + at + 12), 7);
	assert_true(at < chunk_fixture_find(&file, "fcTL", 0));
	assert_true(chunk_fixture_find(&file, "fcTL", 0) <
		    chunk_fixture_find(&file, "IDAT", 0));
	for (unsigned i = 0; i < N_FRAMES; i++)
		check_frame(&file, info, i);
	bytes_free(&file);
}

static void
frames_are_what_was_written(void **state)
{
	/* The last one has several fdAT for each frame. */
	static const struct image_info shapes[] = {
		{1, 1, 1, 8, 8, 0},     {13, 11, 1, 8, 4, 0},
		{13, 11, 2, 8, 8, 0},   {13, 11, 1, 16, 16, 0},
		{13, 11, 2, 16, 16, 0}, {300, 500, 2, 16, 16, 0},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(shapes) / sizeof(shapes[0]); i++)
		for (int c = 0; c <= COMPRESS_BEST; c++)
			check_shape(&shapes[i], (enum compress)c);
}

static void
all_chunks_of_a_kind_are_numbered(void **state)
{
	const struct image_info info = {300, 500, 2, 16, 16, 0};
	struct bytes file = {0};

	(void)state;
	write_frames(&info, COMPRESS_DEFAULT, &file);
	/* Each frame has two. */
	chunk_fixture_find(&file, "IDAT", 1);
	chunk_fixture_find(&file, "fdAT", 3);
	bytes_free(&file);
}

static void
metadata_stand_around_all_frames(void **state)
{
	const struct image_info info = {13, 11, 1, 8, 8, 0};
	struct bytes file = {0};
	size_t first, last;

	(void)state;
	write_frames(&info, COMPRESS_DEFAULT, &file);
	first = chunk_fixture_find(&file, "tEXt", 0);
	last = chunk_fixture_find(&file, "tEXt", 1);
	assert_memory_equal(file.data + first + 8, "Comment\0before", 14);
	assert_memory_equal(file.data + last + 8, "Comment\0after", 13);
	assert_true(first < chunk_fixture_find(&file, "acTL", 0));
	assert_true(last > chunk_fixture_find(&file, "fdAT", 1));
	assert_int_equal(chunk_fixture_find(&file, "IEND", 0),
			 file.nbytes - PNG_IEND_BYTES);
	bytes_free(&file);
}

static void
check_time(uint32_t num, uint32_t den, unsigned expected_num,
	   unsigned expected_den)
{
	struct apng_frame frame;

	apng_set_time(&frame, num, den);
	assert_int_equal(frame.shown_num, expected_num);
	assert_int_equal(frame.shown_den, expected_den);
}

static void
times_are_the_nearest_that_fit(void **state)
{
	(void)state;
	check_time(0, 1, 0, 1);
	check_time(1, 30, 1, 30);
	check_time(65535, 65535, 65535, 65535);
	check_time(65536, 1000, 65470, 999);
	check_time(UINT32_C(16777215), 1000, 50332, 3);
	check_time(1, 65536, 1, 65535);
	check_time(0, UINT32_MAX, 0, 65535);
	check_time(UINT32_MAX, UINT32_MAX, 65535, 65535);
	check_time(70000, 1, 65535, 1);
	check_time(UINT32_MAX, 1, 65535, 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(frames_are_what_was_written),
		cmocka_unit_test(all_chunks_of_a_kind_are_numbered),
		cmocka_unit_test(metadata_stand_around_all_frames),
		cmocka_unit_test(times_are_the_nearest_that_fit),
	};

	return cmocka_run_group_tests_name("codec_png_frames", tests,
					   scratch_enter, scratch_leave);
}
