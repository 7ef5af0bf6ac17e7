/* SPDX-License-Identifier: MIT */
/*
 * What is loaded and what is refused, before any code of it has run; and that
 * what a module fills is sealed.
 */
#include "formats/module_file.h"

#include <setjmp.h>
#include <signal.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>

#include <cmocka.h>

#include "formats/formats.h"
#include "module_sample.h"
#include "modules_linked.h"
#include "scratch.h"

static char samples[4096];

/* They are beside this program. */
static int
find_samples(void **state)
{
	ssize_t n = readlink("/proc/self/exe", samples, sizeof(samples) - 16);
	char *slash;

	(void)state;
	if (n <= 0)
		return 1;
	samples[n] = '\0';
	slash = strrchr(samples, '/');
	strcpy(slash, "/samples");
	return 0;
}

static int
enter(void **state)
{
	unsetenv(MODULE_SAMPLE_RAN);
	return scratch_enter(state);
}

/* Its copy in the scratch folder: nothing else is loaded from there. */
static void
copy_sample(const char *name, const char *as)
{
	char path[4200];
	FILE *from, *to;
	int c;

	snprintf(path, sizeof(path), "%s/%s.so", samples, name);
	from = fopen(path, "rb");
	to = fopen(as, "wb");
	assert_non_null(from);
	assert_non_null(to);
	while ((c = getc(from)) != EOF)
		putc(c, to);
	fclose(from);
	assert_int_equal(fclose(to), 0);
	assert_int_equal(chmod(as, 0644), 0);
}

/* Refused for that reason, and none of its code has run. */
static void
expect_refusal(void **state, const char *name, const char *reason)
{
	const struct codec_module *module = NULL;
	struct gm_error err = {0};

	assert_int_equal(module_file_load(*state, name, &module, &err),
			 GM_ERR_OPEN);
	assert_null(module);
	assert_non_null(strstr(err.text, reason));
	assert_null(strchr(err.text, '\n'));
	assert_null(getenv(MODULE_SAMPLE_RAN));
}

static void
a_good_one_is_loaded(void **state)
{
	const struct codec_module *module = NULL;
	struct gm_error err;

	assert_false(module_file_is_there(*state, "good"));
	copy_sample("good", "good.so");
	assert_true(module_file_is_there(*state, "good"));
	assert_int_equal(module_file_load(*state, "good", &module, &err),
			 GM_OK);
	assert_string_equal(module->version, GM_VERSION);
	assert_non_null(module->reader);
	assert_null(module->writer);
	assert_non_null(getenv(MODULE_SAMPLE_RAN));
}

static void
one_that_is_not_there(void **state)
{
	expect_refusal(state, "none", "/none.so: No such file");
}

static void
one_that_others_may_write(void **state)
{
	copy_sample("good", "good.so");
	assert_int_equal(chmod("good.so", 0646), 0);
	expect_refusal(state, "good", "/good.so can be written by others");
	assert_int_equal(chmod("good.so", 0644), 0);
	assert_int_equal(chmod(".", 0757), 0);
	expect_refusal(state, "good", " can be written by others");
}

static void
one_of_another_user(void **state)
{
	if (geteuid() != 0)
		skip();
	copy_sample("good", "good.so");
	assert_int_equal(chown("good.so", 65534, (gid_t)-1), 0);
	expect_refusal(state, "good", "/good.so belongs to another user");
}

static void
a_link(void **state)
{
	copy_sample("good", "real.so");
	assert_int_equal(symlink("real.so", "good.so"), 0);
	expect_refusal(state, "good", "/good.so is a link");
}

static void
what_is_no_library(void **state)
{
	FILE *file = fopen("text.so", "w");

	fputs("This is no shared object, however long the text may be.\n",
	      file);
	fclose(file);
	assert_int_equal(chmod("text.so", 0644), 0);
	expect_refusal(state, "text", "/text.so: ");
	assert_int_equal(truncate("text.so", 0), 0);
	expect_refusal(state, "text", "/text.so: ");
}

/* Its code has run by then. */
static void
expect_late_refusal(void **state, const char *name, const char *reason)
{
	const struct codec_module *module = NULL;
	struct gm_error err = {0};

	assert_int_equal(module_file_load(*state, name, &module, &err),
			 GM_ERR_OPEN);
	assert_null(module);
	assert_non_null(strstr(err.text, reason));
}

static void
one_of_another_version(void **state)
{
	copy_sample("old", "old.so");
	expect_late_refusal(
		state, "old",
		"/old.so is of graymill 0.0.1, this is " GM_VERSION);
}

static void
one_without_its_symbol(void **state)
{
	copy_sample("other", "other.so");
	expect_late_refusal(state, "other",
			    "undefined symbol: graymill_module_other");
}

/* Found when it is loaded, not when a worker calls. */
static void
one_that_needs_what_there_is_not(void **state)
{
	copy_sample("needy", "needy.so");
	expect_refusal(state, "needy", "undefined symbol: module_sample_none");
}

static void
a_folder_of_too_long_a_name(void **state)
{
	char folder[5000];
	struct gm_error err;
	const struct codec_module *module;

	(void)state;
	memset(folder, 'x', sizeof(folder));
	folder[0] = '/';
	folder[sizeof(folder) - 1] = '\0';
	assert_false(module_file_is_there(folder, "good"));
	assert_int_equal(module_file_load(folder, "good", &module, &err),
			 GM_ERR_OPEN);
}

/* Where a worker that is taken over writes to a row, it dies. */
static void
a_row_is_sealed(void **state)
{
	const struct rlimit no_core = {0};

	(void)state;
	modules_linked_use();
	for (size_t i = 0; formats_all()[i] != NULL; i++) {
		const struct codec *codec = formats_all()[i];
		pid_t pid = fork();
		int status = 0;

		if (pid == 0) {
			setrlimit(RLIMIT_CORE, &no_core);
			signal(SIGSEGV, SIG_DFL);
			((struct codec *)(uintptr_t)codec)->reader = NULL;
			_exit(0);
		}
		assert_int_equal(waitpid(pid, &status, 0), pid);
		/* The sanitizers end it in their own way. */
		assert_false(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	}
}

static struct CMUnitTest
in_scratch(const char *name, CMUnitTestFunction test)
{
	return (struct CMUnitTest){name, test, enter, scratch_leave, NULL};
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		in_scratch("good", a_good_one_is_loaded),
		in_scratch("missing", one_that_is_not_there),
		in_scratch("writable", one_that_others_may_write),
		in_scratch("owner", one_of_another_user),
		in_scratch("link", a_link),
		in_scratch("no library", what_is_no_library),
		in_scratch("version", one_of_another_version),
		in_scratch("symbol", one_without_its_symbol),
		in_scratch("need", one_that_needs_what_there_is_not),
		in_scratch("too long", a_folder_of_too_long_a_name),
		cmocka_unit_test(a_row_is_sealed),
	};

	return cmocka_run_group_tests_name("module_file", tests, find_samples,
					   NULL);
}
