/* SPDX-License-Identifier: MIT */
/*
 * plan_fixture.h - trees to plan for, and plans as text
 *
 * fixture_enter() and fixture_leave() are a test's setup and teardown: a
 * fresh folder to stand in, removed with all that is in it.
 */
#ifndef GM_TESTS_UNIT_PLAN_FIXTURE_H
#define GM_TESTS_UNIT_PLAN_FIXTURE_H

#include <errno.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cmocka.h>

#include "plan/plan.h"

static inline int
fixture_enter(void **state)
{
	char *folder = strdup("/tmp/graymill-test-XXXXXX");

	*state = folder;
	return folder == NULL || mkdtemp(folder) == NULL || chdir(folder) != 0;
}

static inline int
fixture_leave(void **state)
{
	char command[64];
	int failed;

	snprintf(command, sizeof(command), "rm -rf -- %s", (char *)*state);
	failed = chdir("/") != 0 || system(command) != 0;
	free(*state);
	return failed;
}

/* Make a file of nbytes bytes, all holes, and the folders above it. */
static inline void
fixture_put(const char *path, off_t nbytes)
{
	char above[256];
	FILE *file;

	snprintf(above, sizeof(above), "%s", path);
	for (char *at = above; (at = strchr(at, '/')) != NULL; at++) {
		*at = '\0';
		mkdir(above, 0777);
		*at = '/';
	}
	file = fopen(path, "w");
	assert_non_null(file);
	assert_int_equal(ftruncate(fileno(file), nbytes), 0);
	fclose(file);
}

/*
 * JPEG and PNG stay what they are, PIC and PSD become format 7, a PNG; ctx is
 * NULL, or whether that replaces their extension.
 */
static inline struct plan_naming
fixture_naming(const void *ctx, const char *name)
{
	const bool *replaces = ctx;
	const char *dot = strrchr(name, '.');
	bool stays = dot != NULL &&
		     (strcmp(dot, ".jpg") == 0 || strcmp(dot, ".png") == 0);
	bool changes = dot != NULL &&
		       (strcmp(dot, ".pic") == 0 || strcmp(dot, ".psd") == 0);
	bool is_unread = dot != NULL && strcmp(dot, ".avif") == 0;

	return (struct plan_naming){
		.is_picture = stays || changes,
		.unread = is_unread ? 3 : 0,
		.format = changes ? 7 : 0,
		.extension = changes ? "png" : "",
		.replaces = changes && replaces != NULL && *replaces,
	};
}

/* The options of a run without options; paths ends with NULL. */
static inline struct plan_options
fixture_options(char *const *paths)
{
	struct plan_options options = {
		.paths = paths,
		.prefix = "processed_",
		.suffix = "",
		.naming = fixture_naming,
	};

	while (paths[options.n_paths] != NULL)
		options.n_paths++;
	return options;
}

/* Where C libraries have words of their own, the name of the constant. */
static inline const char *
fixture_reason(int errnum)
{
	switch (errnum) {
	case ELOOP:
		return "ELOOP";
	case ENAMETOOLONG:
		return "ENAMETOOLONG";
	case EXDEV:
		return "EXDEV";
	default:
		return strerror(errnum);
	}
}

/*
 * The plan as text, one line for each input: "run", "skip" or "fault N", a
 * star when it is named, and its paths.  The caller frees it.
 */
static inline char *
fixture_text(const struct plan *plan)
{
	static const char *const verdicts[] = {"run", "skip", "fault"};
	struct bytes in = {0}, out = {0};
	struct gm_error err;
	char *text = NULL;
	size_t n = 0;
	FILE *stream = open_memstream(&text, &n);

	assert_non_null(stream);
	for (size_t i = 0; i < plan_n_inputs(plan); i++) {
		struct plan_input input = plan_input(plan, i);

		assert_int_equal(plan_paths(plan, i, &in, &out, &err), GM_OK);
		assert_int_equal(in.data[in.nbytes - 1], '\0');
		assert_int_equal(out.data[out.nbytes - 1], '\0');
		fprintf(stream, "%s%s %s", verdicts[input.fate],
			input.is_named ? "*" : "", (char *)in.data);
		if (input.fate != PLAN_FAULT)
			fprintf(stream, " > %s", (char *)out.data);
		else
			fprintf(stream, " (%s)", fixture_reason(input.errnum));
		fputc('\n', stream);
	}
	fclose(stream);
	bytes_free(&in);
	bytes_free(&out);
	return text;
}

/* Build the plan and compare its text. */
static inline void
fixture_expect(const struct plan_options *options, const char *expected)
{
	struct plan *plan = NULL;
	struct gm_error err = {0};
	char *text;

	if (plan_build(options, &plan, &err) != GM_OK)
		fail_msg("%s: %s", plan_culprit(plan), err.text);
	text = fixture_text(plan);
	assert_string_equal(text, expected);
	free(text);
	plan_free(plan);
}

/* The plan must be refused, blaming culprit in these words. */
static inline void
fixture_expect_refusal(const struct plan_options *options, const char *culprit,
		       const char *words)
{
	struct plan *plan = NULL;
	struct gm_error err = {0};

	assert_int_equal(plan_build(options, &plan, &err), GM_ERR_USAGE);
	assert_string_equal(plan_culprit(plan), culprit);
	assert_string_equal(err.text, words);
	plan_free(plan);
}

#endif
