/* SPDX-License-Identifier: MIT */
/* Coefficients that no picture has, but a file may. */
#include "luma_fixture.h"

/* Coefficient k, in zigzag order, of block number i. */
typedef int (*coefficient_fn)(unsigned i, unsigned k);

static void
fill_blocks(j_compress_ptr lib, jvirt_barray_ptr *arrays, coefficient_fn of)
{
	/* T.81 figure A.6 */
	static const uint8_t zigzag[64] = {
		0,  1,  8,  16, 9,  2,  3,  10, 17, 24, 32, 25, 18, 11, 4,  5,
		12, 19, 26, 33, 40, 48, 41, 34, 27, 20, 13, 6,  7,  14, 21, 28,
		35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15, 23, 30, 37, 44, 51,
		58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63,
	};
	unsigned i = 0;

	for (int c = 0; c < lib->num_components; c++) {
		JDIMENSION n_high = (lib->image_height + 7) / 8;
		JDIMENSION n_wide = (lib->image_width + 7) / 8;

		for (JDIMENSION y = 0; y < n_high; y++) {
			JBLOCKARRAY row = lib->mem->access_virt_barray(
				(j_common_ptr)lib, arrays[c], y, 1, TRUE);

			for (JDIMENSION x = 0; x < n_wide; x++, i++)
				for (unsigned k = 0; k < 64; k++)
					row[0][x][zigzag[k]] = (JCOEF)of(i, k);
		}
	}
}

/*
 * Append a file of these blocks, with the best codes for them: 4:4:4, or the
 * luma alone in MCUs of 2x2.
 */
static void
make_of_blocks(unsigned width, unsigned height, coefficient_fn of,
	       bool in_squares, struct bytes *file)
{
	struct jpeg_compress_struct lib;
	struct jpeg_error_mgr errors;
	jvirt_barray_ptr arrays[3];
	unsigned char *data = NULL;
	unsigned long nbytes = 0;
	struct gm_error err;

	lib.err = jpeg_std_error(&errors);
	jpeg_create_compress(&lib);
	jpeg_mem_dest(&lib, &data, &nbytes);
	lib.image_width = width;
	lib.image_height = height;
	lib.input_components = 3;
	lib.in_color_space = JCS_YCbCr;
	jpeg_set_defaults(&lib);
	lib.optimize_coding = TRUE;
	for (int c = 0; c < 3; c++) {
		lib.comp_info[c].h_samp_factor =
			lib.comp_info[c].v_samp_factor =
				in_squares && c == 0 ? 2 : 1;
		arrays[c] = lib.mem->request_virt_barray(
			(j_common_ptr)&lib, JPOOL_IMAGE, TRUE, (width + 7) / 8,
			(height + 7) / 8, 2);
	}
	jpeg_write_coefficients(&lib, arrays);
	fill_blocks(&lib, arrays, of);
	jpeg_finish_compress(&lib);
	jpeg_destroy_compress(&lib);
	assert_int_equal(bytes_append(file, data, nbytes, &err), GM_OK);
	free(data);
}

static void
check_blocks(unsigned width, unsigned height, coefficient_fn of)
{
	struct bytes file = {0};

	make_of_blocks(width, height, of, false, &file);
	luma_fixture_check(&file);
	bytes_free(&file);
}

/* One code of one bit many times, then the longest value there is. */
static int
ones_and_giants(unsigned i, unsigned k)
{
	if (k == 0)
		return 0;
	return k % 6 == 0 ? 1023 - (int)(i % 500) : k % 2 == 0 ? -1 : 1;
}

/* The same with the giant at every place of the step. */
static int
moving_giants(unsigned i, unsigned k)
{
	unsigned period = 2 + i % 7;

	if (k == 0)
		return i % 2 == 0 ? 1023 : -1024;
	return (k + i) % period == 0 ? -512 - (int)(i % 400) : 1;
}

static void
test_longest_steps(void **state)
{
	(void)state;
	check_blocks(512, 512, ones_and_giants);
	check_blocks(512, 512, moving_giants);
}

/* The last coefficient ends a block without a code for its end. */
static int
full_blocks(unsigned i, unsigned k)
{
	return k == 0 ? (int)(i % 90) : k == 63 || k % (2 + i % 5) == 0 ? 3 : 0;
}

/* Runs of more than sixteen zeros. */
static int
long_runs(unsigned i, unsigned k)
{
	return k == 0                       ? -(int)(i % 300)
	       : k == 20 + i % 44 || k == 1 ? (int)(i % 1023) + 1
					    : 0;
}

static int
nothing(unsigned i, unsigned k)
{
	(void)i;
	(void)k;
	return 0;
}

static void
test_ends_of_blocks(void **state)
{
	static const coefficient_fn fns[] = {full_blocks, long_runs, nothing};

	(void)state;
	for (unsigned i = 0; i < 3; i++) {
		check_blocks(800, 800, fns[i]);
		check_blocks(24, 8, fns[i]); /* without tables of steps */
	}
}

/* From one block to the next in the MCU no more than a category holds. */
static int
steep(unsigned i, unsigned k)
{
	static const int dc[] = {0,    2000, 8000,  10000,
				 4000, 6000, 12000, 14000};

	return k == 0 ? dc[i % 8] : 0;
}

static void
test_difference_without_category(void **state)
{
	struct bytes file = {0};

	(void)state;
	make_of_blocks(32, 16, steep, true, &file);
	luma_fixture_aside(&file, "a DC difference out of range");
	bytes_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_longest_steps),
		cmocka_unit_test(test_ends_of_blocks),
		cmocka_unit_test(test_difference_without_category),
	};

	return cmocka_run_group_tests(tests, scratch_enter, scratch_leave);
}
