/* SPDX-License-Identifier: MIT */
#include "run/naming.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include "cli/options.h"
#include "formats/formats.h"

/* What becomes of the name; the format that is written is returned. */
static const struct codec *
expect(const struct options *options, const char *name, const char *extension,
       bool replaces)
{
	struct plan_naming said = naming_of(options, name);

	assert_string_equal(said.extension, extension);
	assert_int_equal(said.replaces, replaces);
	assert_in_range(said.format, 0, PLAN_MAX_FORMATS - 1);
	return naming_format(options, said.format);
}

static void
formats_that_are_only_read_become_png(void **state)
{
	const struct options appends = {0};
	const struct options replaces = {.replaces_extension = true};

	(void)state;
	assert_ptr_equal(expect(&appends, "a.PIC", "png", false), &codec_png);
	assert_ptr_equal(expect(&replaces, "a.psd", "png", true), &codec_png);
	assert_null(expect(&replaces, "a.jpg", "", false));
	assert_null(expect(&replaces, "a.gif", "", false));
	assert_null(expect(&replaces, "a.dat", "", false));
	assert_null(expect(&replaces, "a.exr", "", false));
	assert_ptr_equal(expect(&appends, "a.heic", "jpg", false), &codec_jpeg);
}

static void
all_become_the_format_that_is_asked_for(void **state)
{
	const struct options appends = {.to = &codec_jpeg};
	const struct options replaces = {.to = &codec_jpeg,
					 .replaces_extension = true};

	(void)state;
	assert_ptr_equal(expect(&appends, "a.gif", "jpg", false), &codec_jpeg);
	assert_ptr_equal(expect(&appends, "a.JPEG", "", false), &codec_jpeg);
	assert_ptr_equal(expect(&appends, "a", "jpg", false), &codec_jpeg);
	assert_ptr_equal(expect(&replaces, "a.png", "jpg", true), &codec_jpeg);
	assert_ptr_equal(expect(&replaces, "a.exr", "jpg", true), &codec_jpeg);
	assert_ptr_equal(expect(&replaces, "a.jpe", "", false), &codec_jpeg);
	/* No extension of a picture: who knows what it tells apart. */
	assert_ptr_equal(expect(&replaces, "a.1", "jpg", false), &codec_jpeg);
}

static void
in_place_names_stay(void **state)
{
	const struct options options = {.in_place = true};

	(void)state;
	assert_null(expect(&options, "a.gif", "", false));
	assert_null(expect(&options, "a.jpg", "", false));
	assert_true(naming_of(&options, "a.gif").is_picture);
	assert_int_not_equal(naming_of(&options, "a.exr").unread, 0);
}

static void
names_of_what_is_looked_at_stay(void **state)
{
	const struct options options = {.conversion.check = CHECK_CONTENT};

	(void)state;
	assert_null(expect(&options, "a.psd", "", false));
	assert_true(naming_of(&options, "a.psd").is_picture);
}

/* The plan keeps the number alone. */
static void
the_ending_follows_from_the_number(void **state)
{
	const struct options options = {.to = &codec_png,
					.replaces_extension = true};

	(void)state;
	assert_int_not_equal(naming_of(&options, "a.jpg").format,
			     naming_of(&options, "a.1").format);
	assert_int_not_equal(naming_of(&options, "a.jpg").format,
			     naming_of(&options, "a.png").format);
	assert_int_equal(naming_of(&options, "a.jpg").format,
			 naming_of(&options, "a.gif").format);
}

static void
pictures_are_told_by_their_extension(void **state)
{
	const struct options options = {.to = &codec_png};

	(void)state;
	assert_true(naming_of(&options, "a.jpg").is_picture);
	assert_false(naming_of(&options, "a.txt").is_picture);
	assert_int_equal(naming_of(&options, "a.jpg").unread, 0);
	assert_int_not_equal(naming_of(&options, "a.exr").unread, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formats_that_are_only_read_become_png),
		cmocka_unit_test(all_become_the_format_that_is_asked_for),
		cmocka_unit_test(in_place_names_stay),
		cmocka_unit_test(names_of_what_is_looked_at_stay),
		cmocka_unit_test(the_ending_follows_from_the_number),
		cmocka_unit_test(pictures_are_told_by_their_extension),
	};

	return cmocka_run_group_tests_name("naming", tests, NULL, NULL);
}
