/* SPDX-License-Identifier: MIT */
#include "report/base64.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

/* RFC 4648 section 10. */
static const char *const vectors[][2] = {
	{"", ""},
	{"f", "Zg=="},
	{"fo", "Zm8="},
	{"foo", "Zm9v"},
	{"foob", "Zm9vYg=="},
	{"fooba", "Zm9vYmE="},
	{"foobar", "Zm9vYmFy"},
};

static void
bytes_are_the_text_of_the_rfc(void **state)
{
	struct bytes text = {0};
	struct gm_error err;

	(void)state;
	for (size_t i = 0; i < sizeof(vectors) / sizeof(vectors[0]); i++) {
		text.nbytes = 0;
		assert_int_equal(base64_put(vectors[i][0],
					    strlen(vectors[i][0]), &text, &err),
				 GM_OK);
		assert_int_equal(text.nbytes, strlen(vectors[i][1]));
		assert_memory_equal(text.data, vectors[i][1], text.nbytes);
	}
	bytes_free(&text);
}

static void
every_byte_comes_back(void **state)
{
	struct bytes text = {0}, back = {0};
	struct gm_error err;
	uint8_t all[256];

	(void)state;
	for (size_t i = 0; i < sizeof(all); i++)
		all[i] = (uint8_t)i;
	for (size_t n = 0; n <= sizeof(all); n++) {
		text.nbytes = back.nbytes = 0;
		assert_int_equal(base64_put(all, n, &text, &err), GM_OK);
		assert_int_equal(base64_get((const char *)text.data,
					    text.nbytes, &back, &err),
				 GM_OK);
		assert_int_equal(back.nbytes, n);
		if (n > 0)
			assert_memory_equal(back.data, all, n);
	}
	bytes_free(&text);
	bytes_free(&back);
}

static void
what_is_no_text_is_refused(void **state)
{
	static const char *const wrong[] = {
		"Z",    "Zg",    "Zg=",  "Zg==Zg==", "====",
		"Zm9-", "Zm9vY", "Z===", "Zm 9",     "=m9v"};
	struct bytes back = {0};
	struct gm_error err;

	(void)state;
	assert_int_equal(bytes_append(&back, "x", 1, &err), GM_OK);
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		assert_int_equal(
			base64_get(wrong[i], strlen(wrong[i]), &back, &err),
			GM_ERR_CORRUPT);
		assert_int_equal(back.nbytes, 1);
	}
	bytes_free(&back);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(bytes_are_the_text_of_the_rfc),
		cmocka_unit_test(every_byte_comes_back),
		cmocka_unit_test(what_is_no_text_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
