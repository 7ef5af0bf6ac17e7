/* SPDX-License-Identifier: MIT */
#include "formats/png/png_profile.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include <zlib.h>

#include "base/bytes.h"

/* The payload of an iCCP: name, 0, method, and a profile of that space. */
static void
make(struct bytes *payload, const char *name, uint8_t method, const char *space,
     size_t profile_nbytes)
{
	uint8_t profile[300] = {0}, packed[400];
	uLongf n = sizeof(packed);
	struct gm_error err;

	for (size_t i = 0; i < sizeof(profile); i++)
		profile[i] = (uint8_t)(i * i);
	memcpy(profile + 16, space, 4);
	assert_int_equal(compress(packed, &n, profile, profile_nbytes), Z_OK);
	payload->nbytes = 0;
	bytes_append(payload, name, strlen(name) + 1, &err);
	bytes_append(payload, &method, 1, &err);
	bytes_append(payload, packed, n, &err);
}

static void
expect(const struct bytes *payload, bool expected)
{
	bool is_gray = !expected;

	assert_true(png_profile_look(payload->data, payload->nbytes, &is_gray));
	assert_int_equal(is_gray, expected);
}

static void
expect_untold(const struct bytes *payload)
{
	bool is_gray = true;

	assert_false(
		png_profile_look(payload->data, payload->nbytes, &is_gray));
	assert_true(is_gray);
}

static const char name_of_79[] = "1234567890123456789012345678901234567890"
				 "123456789012345678901234567890123456789";

static void
test_space(void **state)
{
	struct bytes payload = {0};

	(void)state;
	make(&payload, "name", 0, "GRAY", 300);
	expect(&payload, true);
	make(&payload, "name", 0, "RGB ", 300);
	expect(&payload, false);
	make(&payload, "name", 0, "gray", 300);
	expect(&payload, false);
	/* The header alone. */
	make(&payload, "n", 0, "GRAY", 128);
	expect(&payload, true);
	make(&payload, name_of_79, 0, "GRAY", 300);
	expect(&payload, true);
	bytes_free(&payload);
}

static void
test_malformed(void **state)
{
	struct bytes payload = {0};
	char name_of_80[81];

	(void)state;
	expect_untold(&payload);
	make(&payload, "name", 1, "GRAY", 300);
	expect_untold(&payload);
	make(&payload, "name", 0, "GRAY", 127);
	expect_untold(&payload);
	snprintf(name_of_80, sizeof(name_of_80), "%s0", name_of_79);
	make(&payload, name_of_80, 0, "GRAY", 300);
	expect_untold(&payload);
	/* Cut in the header; what comes behind that is not looked at. */
	make(&payload, "name", 0, "GRAY", 300);
	payload.nbytes -= 10;
	expect(&payload, true);
	for (payload.nbytes = 6 + 120; payload.nbytes > 0; payload.nbytes--)
		expect_untold(&payload);
	make(&payload, "name", 0, "GRAY", 300);
	payload.data[8] ^= 0xff;
	expect_untold(&payload);
	bytes_free(&payload);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_space),
		cmocka_unit_test(test_malformed),
	};

	return cmocka_run_group_tests_name("png_profile", tests, NULL, NULL);
}
