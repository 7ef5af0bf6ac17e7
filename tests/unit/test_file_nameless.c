/* SPDX-License-Identifier: MIT */
/* Outputs that have no name until they are whole. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <fcntl.h>
#include <unistd.h>

#include "base/file.h"
#include "scratch.h"

static const struct file_temp temp = {.run_id = 0xabcdef, .pid = 42};

/* The text of the file "final", of n bytes. */
static void
expect_final(const char *text, size_t n)
{
	FILE *file = fopen("final", "rb");
	char got[16];

	assert_non_null(file);
	assert_int_equal(fread(got, 1, sizeof(got), file), n);
	assert_memory_equal(got, text, n);
	fclose(file);
}

static void
a_temporary_needs_no_name(void **state)
{
	struct file_out out = {0};
	struct gm_error err = {0};

	(void)state;
	assert_int_equal(file_out_open(&out, "final", 0666, &temp, &err),
			 GM_OK);
	if (out.has_name) /* this file system knows no others */
		skip();
	assert_int_equal(file_out_write(&out, "new", 3, &err), GM_OK);
	assert_int_equal(scratch_count(), 0);
	assert_int_equal(file_out_commit(&out, "final", &err), GM_OK);
	expect_final("new", 3);
	assert_int_equal(scratch_count(), 1);
	file_out_free(&out);
}

/* What is there is replaced, which takes a name: the second time, at once. */
static void
a_temporary_is_named_where_names_are_taken(void **state)
{
	static const struct {
		const char *path;
		bool has_name;
	} outs[] = {{"old", false}, {"old", true}, {"new", false}};
	struct file_out out = {0};
	struct gm_error err = {0};

	(void)state;
	assert_int_equal(close(creat("old", 0600)), 0);
	for (size_t i = 0; i < 3; i++) {
		assert_int_equal(
			file_out_open(&out, outs[i].path, 0666, &temp, &err),
			GM_OK);
		if (i == 0 && out.has_name)
			skip();
		assert_int_equal(out.has_name, outs[i].has_name);
		assert_int_equal(file_out_commit(&out, outs[i].path, &err),
				 GM_OK);
		assert_int_equal(scratch_count(), 1 + i / 2);
	}
	file_out_free(&out);
}

/* Somebody else makes the file, or a dangling link, while ours is written. */
static void
a_name_taken_meanwhile_is_replaced(void **state)
{
	struct file_out out = {0};
	struct gm_error err = {0};

	(void)state;
	for (unsigned i = 0; i < 2; i++) {
		unlink("final");
		assert_int_equal(
			file_out_open(&out, "final", 0666, &temp, &err), GM_OK);
		assert_int_equal(file_out_write(&out, "new", 3, &err), GM_OK);
		if (i == 0)
			assert_int_equal(close(creat("final", 0600)), 0);
		else
			assert_int_equal(symlink("nowhere", "final"), 0);
		assert_int_equal(file_out_commit(&out, "final", &err), GM_OK);
		expect_final("new", 3);
		assert_int_equal(scratch_count(), 1);
	}
	file_out_free(&out);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup_teardown(a_temporary_needs_no_name,
						scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(
			a_temporary_is_named_where_names_are_taken,
			scratch_enter, scratch_leave),
		cmocka_unit_test_setup_teardown(
			a_name_taken_meanwhile_is_replaced, scratch_enter,
			scratch_leave),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
