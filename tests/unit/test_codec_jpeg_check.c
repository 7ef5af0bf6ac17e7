/* SPDX-License-Identifier: MIT */
/* JPEG files that lack what the library does not miss, or ask for too much. */
#include "jpeg_fixture.h"

#include "formats/jpeg/codec_jpeg_input.h"

static const struct jpeg_recipe progressive = {
	.in_space = JCS_RGB,
	.space = JCS_YCbCr,
	.quality = 60,
	.progressive = true,
};

/* Decode; the text is that of the error, or the warning. */
static void
expect(const struct bytes *file, const struct conversion *options,
       enum gm_status status, const char *text)
{
	struct decoded d = {0};

	fixture_decode(&codec_jpeg, file->data, file->nbytes, options, &d);
	assert_int_equal(d.status, status);
	assert_string_equal(status == GM_OK ? d.outcome.warning : d.err.text,
			    text);
	decoded_free(&d);
}

/* An error, and a warning with salvage. */
static void
expect_damage(const struct bytes *file, enum gray_method gray, const char *text)
{
	struct conversion options = fixture_options();

	options.gray = gray;
	options.max_pixels = UINT64_MAX;
	expect(file, &options, GM_ERR_TRUNCATED, text);
	options.salvage = true;
	expect(file, &options, GM_OK, text);
}

/* Only what the output is made of has to be there. */
static void
test_component_without_scan(void **state)
{
	static const jpeg_scan_info scans[] = {
		{.comps_in_scan = 1, .component_index = {0}, 0, 63, 0, 0},
		{.comps_in_scan = 1, .component_index = {1}, 0, 63, 0, 0},
		{.comps_in_scan = 1, .component_index = {2}, 0, 63, 0, 0},
	};
	static const char lacking[] = "truncated: a component has no scan";
	struct jpeg_recipe recipe = jpeg_fixture_color;
	const struct conversion options = fixture_options();

	(void)state;
	recipe.scans = scans;
	recipe.n_scans = 3;
	for (int i = 0; i < 3; i++) {
		struct bytes file = {0};

		jpeg_fixture_make(&recipe, &file);
		jpeg_fixture_drop_scan(&file, i);
		if (i == 0)
			expect_damage(&file, GRAY_REC601, lacking);
		else
			expect(&file, &options, GM_OK, "");
		expect_damage(&file, GRAY_REC709, lacking);
		bytes_free(&file);
	}
}

static void
test_progression_without_end(void **state)
{
	static const jpeg_scan_info scans[] = {
		{.comps_in_scan = 3, .component_index = {0, 1, 2}},
		{.comps_in_scan = 1, .component_index = {1}, 1, 63, 0, 0},
		{.comps_in_scan = 1, .component_index = {2}, 1, 63, 0, 0},
		{.comps_in_scan = 1, .component_index = {0}, 1, 63, 0, 1},
		{.comps_in_scan = 1, .component_index = {0}, 1, 63, 1, 0},
	};
	static const char lacking[] =
		"not in full detail: the last scans are missing";
	struct conversion options = fixture_options();
	struct jpeg_recipe recipe = progressive;
	struct bytes file = {0};

	(void)state;
	recipe.scans = scans;
	recipe.n_scans = 5;
	jpeg_fixture_make(&recipe, &file);
	expect(&file, &options, GM_OK, "");
	jpeg_fixture_drop_scan(&file, 2);
	expect(&file, &options, GM_OK, "");
	options.gray = GRAY_REC709;
	expect(&file, &options, GM_OK, lacking);
	options.gray = GRAY_REC601;
	jpeg_fixture_drop_scan(&file, 3);
	expect(&file, &options, GM_OK, lacking);
	bytes_free(&file);
}

static void
make_arithmetic(unsigned n_plain, struct bytes *file)
{
	struct jpeg_recipe recipe = jpeg_fixture_color;

	recipe.arithmetic = true;
	recipe.n_plain = n_plain;
	jpeg_fixture_make(&recipe, file);
}

/* Many more rows than there are data for, with an end of image behind. */
static void
test_arithmetic_cut(void **state)
{
	struct bytes file = {0};

	(void)state;
	make_arithmetic(0, &file);
	jpeg_fixture_resize(&file, 0xc9, 160, 800);
	file.nbytes -= 12;
	file.data[file.nbytes - 2] = 0xff;
	file.data[file.nbytes - 1] = 0xd9;
	expect_damage(&file, GRAY_REC601, CODEC_JPEG_TRUNCATED_TEXT);
	expect_damage(&file, GRAY_REC709, CODEC_JPEG_TRUNCATED_TEXT);
	bytes_free(&file);
}

/* Plain blocks take no data, so that nobody can tell whether some are lost. */
static void
test_arithmetic_plain(void **state)
{
	struct conversion options = fixture_options();
	struct bytes file = {0};

	(void)state;
	make_arithmetic(2000, &file);
	for (int i = 0; i < 2; i++) {
		options.gray = i == 0 ? GRAY_REC601 : GRAY_REC709;
		expect(&file, &options, GM_OK,
		       "the data end before the picture: its end is plain, or "
		       "it was cut short");
	}
	bytes_free(&file);
}

/* As many blocks as the file has room for, and some more. */
static void
bound_huffman(bool is_progressive, int sof, size_t blocks_per_byte)
{
	const struct jpeg_recipe recipe = {.in_space = JCS_GRAYSCALE,
					   .space = JCS_GRAYSCALE,
					   .quality = 85,
					   .progressive = is_progressive};
	const struct conversion options = fixture_options();
	struct bytes file = {0};
	size_t n_rows;

	jpeg_fixture_make(&recipe, &file);
	n_rows = file.nbytes * blocks_per_byte * 8;
	jpeg_fixture_resize(&file, sof, 8, (unsigned)n_rows);
	expect(&file, &options, GM_ERR_TRUNCATED,
	       "Corrupt JPEG data: premature end of data segment");
	n_rows += blocks_per_byte * 8;
	jpeg_fixture_resize(&file, sof, 8, (unsigned)n_rows);
	expect(&file, &options, GM_ERR_TRUNCATED, CODEC_JPEG_TRUNCATED_TEXT);
	bytes_free(&file);
}

static void
test_min_nbytes(void **state)
{
	(void)state;
	bound_huffman(false, 0xc0, 4);
	bound_huffman(true, 0xc2, 8);
}

/* Whatever salvage would forgive. */
static void
test_max_pixels_per_byte(void **state)
{
	struct conversion options = {.max_pixels = UINT64_MAX};
	struct bytes file = {0};

	(void)state;
	make_arithmetic(0, &file);
	jpeg_fixture_resize(&file, 0xc9, 32000, 32000);
	for (int i = 0; i < 2; i++) {
		options.salvage = i == 1;
		expect(&file, &options, GM_ERR_LIMIT,
		       "too many pixels for so small a file");
	}
	bytes_free(&file);
}

/* The DC scan of file again and again: nothing forbids it. */
static enum gm_status
decode_bomb(const struct bytes *file, size_t n_more)
{
	const struct conversion options = fixture_options();
	size_t sos = jpeg_fixture_find(file, 0, 0xda);
	size_t end = jpeg_fixture_find(file, sos, 0xc4);
	struct bytes bomb = {0};
	struct decoded d = {0};
	struct gm_error err;
	enum gm_status st;

	bytes_append(&bomb, file->data, end, &err);
	for (size_t i = 0; i < n_more; i++)
		bytes_append(&bomb, file->data + sos, end - sos, &err);
	bytes_append(&bomb, file->data + end, file->nbytes - end, &err);
	fixture_decode(&codec_jpeg, bomb.data, bomb.nbytes, &options, &d);
	st = d.status;
	decoded_free(&d);
	bytes_free(&bomb);
	return st;
}

static void
test_max_scans(void **state)
{
	static const jpeg_scan_info scans[] = {
		{.comps_in_scan = 3, .component_index = {0, 1, 2}},
		{.comps_in_scan = 1, .component_index = {0}, 1, 63, 0, 0},
		{.comps_in_scan = 1, .component_index = {1}, 1, 63, 0, 0},
		{.comps_in_scan = 1, .component_index = {2}, 1, 63, 0, 0},
	};
	struct jpeg_recipe recipe = progressive;
	struct bytes file = {0};

	(void)state;
	recipe.scans = scans;
	recipe.n_scans = 4;
	jpeg_fixture_make(&recipe, &file);
	assert_int_equal(decode_bomb(&file, CODEC_JPEG_MAX_SCANS - 4), GM_OK);
	assert_int_equal(decode_bomb(&file, CODEC_JPEG_MAX_SCANS - 3),
			 GM_ERR_LIMIT);
	bytes_free(&file);
}

static struct file_in header_in;

static void
header_step(void *ctx)
{
	codec_jpeg_input_begin(ctx, &header_in, UINT64_MAX);
}

static void
scan_step(void *ctx)
{
	struct codec_jpeg_input *input = ctx;

	input->progress.progress_monitor((j_common_ptr)&input->lib);
}

/* As far as the check sees; to read so many scans takes minutes. */
static void
test_max_scanned(void **state)
{
	struct codec_jpeg_input input = {0};
	struct bytes file = {0};
	struct gm_error err = {0};

	(void)state;
	jpeg_fixture_make(&progressive, &file);
	fixture_put("in", file.data, file.nbytes);
	assert_int_equal(file_in_open(&header_in, "in", &err), GM_OK);
	assert_int_equal(codec_trap_run(&input.trap, header_step, &input, &err),
			 GM_OK);
	input.lib.image_width = input.lib.image_height = 32768;
	input.lib.input_scan_number = 64;
	assert_int_equal(codec_trap_run(&input.trap, scan_step, &input, &err),
			 GM_OK);
	input.lib.input_scan_number++;
	assert_int_equal(codec_trap_run(&input.trap, scan_step, &input, &err),
			 GM_ERR_LIMIT);
	jpeg_destroy_decompress(&input.lib);
	file_in_free(&header_in);
	bytes_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_component_without_scan),
		cmocka_unit_test(test_progression_without_end),
		cmocka_unit_test(test_arithmetic_cut),
		cmocka_unit_test(test_arithmetic_plain),
		cmocka_unit_test(test_min_nbytes),
		cmocka_unit_test(test_max_pixels_per_byte),
		cmocka_unit_test(test_max_scans),
		cmocka_unit_test(test_max_scanned),
	};

	return cmocka_run_group_tests_name("codec_jpeg_check", tests,
					   scratch_enter, scratch_leave);
}
