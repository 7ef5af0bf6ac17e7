/* SPDX-License-Identifier: MIT */
#include "job/job_inset.h"

#include "jpeg_fixture.h"

/* What a maker makes of the file, in a block of its own size. */
static size_t
make_gray(const struct conversion *conversion, struct bytes *file)
{
	static struct job_kit kit;
	struct inset_maker maker;
	size_t n;
	uint8_t *copy = malloc(file->nbytes);

	assert_non_null(copy);
	memcpy(copy, file->data, file->nbytes);
	kit.conversion = *conversion;
	kit.inset_lacked_memory = false;
	maker = job_inset_maker(&kit);
	n = maker.make_gray(maker.ctx, copy, file->nbytes);
	assert_true(n <= file->nbytes);
	memcpy(file->data, copy, file->nbytes);
	free(copy);
	assert_false(kit.inset_lacked_memory);
	return n;
}

static unsigned
n_components(const struct bytes *file, size_t n)
{
	for (size_t at = 2; at + 10 <= n;) {
		if (file->data[at + 1] >= 0xc0 && file->data[at + 1] <= 0xc2)
			return file->data[at + 9];
		at += 2 +
		      ((size_t)file->data[at + 2] << 8 | file->data[at + 3]);
	}
	return 0;
}

/* The Y that stands in the file is the gray picture. */
static void
y_is_taken_without_loss(void **state)
{
	struct jpeg_recipe recipes[3] = {jpeg_fixture_color, jpeg_fixture_color,
					 jpeg_fixture_color};
	struct conversion conversion = fixture_options();

	(void)state;
	recipes[1].progressive = true;
	/* Coefficients: the first component has no number of its own there. */
	recipes[2].arithmetic = true;
	conversion.pixels = true;
	conversion.quality = 3;
	for (size_t i = 0; i < 3; i++) {
		struct bytes file = {0}, before = {0}, after = {0};
		size_t n;

		jpeg_fixture_make(&recipes[i], &file);
		jpeg_fixture_read(&file, JCS_GRAYSCALE, &before);
		n = make_gray(&conversion, &file);
		assert_true(n > 0);
		assert_int_equal(n_components(&file, n), 1);
		file.nbytes = n;
		jpeg_fixture_read(&file, JCS_GRAYSCALE, &after);
		assert_int_equal(after.nbytes, before.nbytes);
		assert_memory_equal(after.data, before.data, after.nbytes);
		bytes_free(&file);
		bytes_free(&before);
		bytes_free(&after);
	}
}

/* Pixels are coded anew; at their quality some would be longer. */
static void
colours_without_y_fit_where_they_stood(void **state)
{
	static const J_COLOR_SPACE spaces[] = {JCS_RGB, JCS_CMYK, JCS_YCCK};
	struct conversion conversion = fixture_options();

	(void)state;
	for (size_t i = 0; i < 3; i++) {
		struct jpeg_recipe recipe = {.in_space = i == 0 ? JCS_RGB
								: JCS_CMYK,
					     .space = spaces[i],
					     .width = 160,
					     .height = 120,
					     .quality = 30,
					     .optimised = true};
		struct bytes file = {0}, rows = {0};
		size_t n;

		jpeg_fixture_make(&recipe, &file);
		n = make_gray(&conversion, &file);
		assert_true(n > 0);
		assert_int_equal(n_components(&file, n), 1);
		file.nbytes = n;
		jpeg_fixture_read(&file, JCS_GRAYSCALE, &rows);
		assert_int_equal(rows.nbytes, 160 * 120);
		bytes_free(&file);
		bytes_free(&rows);
	}
}

/* Another method than that of Y needs pixels, too. */
static void
the_method_is_that_of_the_picture(void **state)
{
	struct jpeg_recipe recipe = jpeg_fixture_color;
	struct conversion conversion = fixture_options();
	struct bytes file = {0}, rgb = {0}, gray = {0};
	long off = 0;
	size_t n;

	(void)state;
	recipe.quality = 95;
	recipe.subsampled = false;
	conversion.gray = GRAY_B;
	jpeg_fixture_make(&recipe, &file);
	jpeg_fixture_read(&file, JCS_RGB, &rgb);
	n = make_gray(&conversion, &file);
	assert_true(n > 0);
	file.nbytes = n;
	jpeg_fixture_read(&file, JCS_GRAYSCALE, &gray);
	for (size_t i = 0; i < gray.nbytes; i++)
		off += labs((long)gray.data[i] - rgb.data[3 * i + 2]);
	assert_true(off < 10 * (long)gray.nbytes);
	bytes_free(&file);
	bytes_free(&rgb);
	bytes_free(&gray);
}

static void
of_a_cut_one_there_is_what_there_is(void **state)
{
	struct jpeg_recipe recipe = jpeg_fixture_color;
	struct conversion conversion = fixture_options();
	struct bytes file = {0};
	size_t n, cut;

	(void)state;
	recipe.width = recipe.height = 100;
	jpeg_fixture_make(&recipe, &file);
	cut = file.nbytes = file.nbytes * 3 / 4;
	n = make_gray(&conversion, &file);
	assert_true(n > 0 && n < cut);
	assert_int_equal(n_components(&file, n), 1);
	bytes_free(&file);
}

/* And what is none, or asks for too much, cannot be made gray. */
static void
nothing_comes_of_nothing(void **state)
{
	struct jpeg_recipe recipe = jpeg_fixture_color;
	struct conversion conversion = fixture_options();
	struct bytes file = {0};
	size_t whole;

	(void)state;
	jpeg_fixture_make(&recipe, &file);
	whole = file.nbytes;
	conversion.max_pixels = JPEG_WIDTH * JPEG_HEIGHT - 1;
	assert_int_equal(make_gray(&conversion, &file), 0);
	conversion.max_pixels = UINT64_MAX;
	file.nbytes = 100;
	assert_int_equal(make_gray(&conversion, &file), 0);
	file.nbytes = 3;
	assert_int_equal(make_gray(&conversion, &file), 0);
	/* However many may be: 4 Gi in so few bytes are no thumbnail. */
	file.nbytes = whole;
	jpeg_fixture_resize(&file, 0xc0, 65500, 65500);
	assert_int_equal(make_gray(&conversion, &file), 0);
	bytes_free(&file);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(y_is_taken_without_loss),
		cmocka_unit_test(colours_without_y_fit_where_they_stood),
		cmocka_unit_test(the_method_is_that_of_the_picture),
		cmocka_unit_test(of_a_cut_one_there_is_what_there_is),
		cmocka_unit_test(nothing_comes_of_nothing),
	};

	return cmocka_run_group_tests_name("job_inset", tests, NULL, NULL);
}
