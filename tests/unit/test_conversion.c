/* SPDX-License-Identifier: MIT */
#include "codec/conversion.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "meta/metadata.h"

static void
all_that_was_left_out_is_told(void **state)
{
	const struct outcome outcome = {.has_more = true,
					.left_out = METADATA_LEFT_ALL};
	char text[CONVERSION_LEFT_BYTES];

	(void)state;
	conversion_left_out(&outcome, text);
	assert_string_equal(text, "trailing data, further pictures, video, "
				  "depth map, XMP thumbnail, signature, all "
				  "but the preview, repeated metadata");
}

static void
nothing_is_said_of_nothing(void **state)
{
	const struct outcome outcome = {0};
	char text[CONVERSION_LEFT_BYTES] = "x";

	(void)state;
	conversion_left_out(&outcome, text);
	assert_string_equal(text, "");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(all_that_was_left_out_is_told),
		cmocka_unit_test(nothing_is_said_of_nothing),
	};

	return cmocka_run_group_tests_name("conversion", tests, NULL, NULL);
}
