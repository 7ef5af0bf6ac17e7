/* SPDX-License-Identifier: MIT */
#include "base/err.h"

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void
fail_writes_text_and_reason(void **state)
{
	struct gm_error err = {0};

	(void)state;
	assert_int_equal(gm_fail(&err, GM_ERR_LIMIT, 0, "%d of %s", 3, "them"),
			 GM_ERR_LIMIT);
	assert_int_equal(err.status, GM_ERR_LIMIT);
	assert_string_equal(err.text, "3 of them");
	assert_int_equal(gm_fail(&err, GM_ERR_OPEN, ENOENT, "open"),
			 GM_ERR_OPEN);
	assert_string_equal(err.text, "open: No such file or directory");
}

static void
fail_knows_an_unknown_errno(void **state)
{
	struct gm_error err = {0};

	(void)state;
	gm_fail(&err, GM_ERR_READ, 987654, "read");
	assert_non_null(strstr(err.text, "read: "));
	/* What musl says of one has no number. */
	assert_true(strstr(err.text, "987654") != NULL ||
		    strstr(err.text, "No error information") != NULL);
}

static void
fail_cuts_long_text(void **state)
{
	struct gm_error err = {0};
	char long_text[2 * GM_ERROR_TEXT_BYTES];

	(void)state;
	memset(long_text, 'x', sizeof(long_text) - 1);
	long_text[sizeof(long_text) - 1] = '\0';
	/* One byte short of full: of the reason, only nothing fits. */
	for (size_t n = GM_ERROR_TEXT_BYTES - 40; n < sizeof(long_text); n++) {
		gm_fail(&err, GM_ERR_READ, EACCES, "%.*s", (int)n, long_text);
		assert_int_equal(err.text[GM_ERROR_TEXT_BYTES - 1], '\0');
		assert_memory_equal(
			err.text, long_text,
			n < GM_ERROR_TEXT_BYTES ? n : GM_ERROR_TEXT_BYTES - 1);
	}
}

static void
write_status_tells_a_full_disk(void **state)
{
	static const int full[] = {ENOSPC, EDQUOT, EROFS};

	(void)state;
	for (size_t i = 0; i < sizeof(full) / sizeof(full[0]); i++)
		assert_int_equal(gm_write_status(full[i]), GM_ERR_FULL);
	assert_int_equal(gm_write_status(ENOMEM), GM_ERR_NOMEM);
	assert_int_equal(gm_write_status(EIO), GM_ERR_WRITE);
	assert_int_equal(gm_write_status(EACCES), GM_ERR_WRITE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fail_writes_text_and_reason),
		cmocka_unit_test(fail_knows_an_unknown_errno),
		cmocka_unit_test(fail_cuts_long_text),
		cmocka_unit_test(write_status_tells_a_full_disk),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
