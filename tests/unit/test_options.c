/* SPDX-License-Identifier: MIT */
#include "cli/options.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <cmocka.h>

#define HINT "\nTry 'graymill --help' for more information.\n"

/* Most words of a test, the program's name and a NULL included. */
#define N_ARGV 32

/* What a parse came to, and what it printed on stdout and stderr. */
struct parsed {
	enum options_next next;
	struct options options;
	char out[8192];
	char err[1024];
	char **argv; /* options.paths points in here */
};

/* Point stream at a fresh file; the old descriptor is returned. */
static int
divert(FILE *stream, FILE *file)
{
	int saved;

	fflush(stream);
	saved = dup(fileno(stream));
	assert_true(saved >= 0);
	assert_true(dup2(fileno(file), fileno(stream)) >= 0);
	return saved;
}

static void
restore(FILE *stream, int saved, FILE *file, char *text, size_t text_nbytes)
{
	fflush(stream);
	assert_true(dup2(saved, fileno(stream)) >= 0);
	close(saved);
	rewind(file);
	text[fread(text, 1, text_nbytes - 1, file)] = '\0';
	fclose(file);
}

/* Parse "graymill" and the words, which end with NULL. */
static struct parsed
parse(const char *const *words)
{
	struct parsed p = {.argv = calloc(N_ARGV, sizeof(char *))};
	FILE *out = tmpfile(), *err = tmpfile();
	int argc = 1, saved_out, saved_err;

	assert_true(out != NULL && err != NULL && p.argv != NULL);
	p.argv[0] = strdup("graymill");
	for (; words[argc - 1] != NULL; argc++) {
		assert_true(argc < N_ARGV - 1);
		p.argv[argc] = strdup(words[argc - 1]);
		assert_non_null(p.argv[argc]);
	}
	saved_out = divert(stdout, out);
	saved_err = divert(stderr, err);
	p.next = options_parse(argc, p.argv, &p.options);
	restore(stderr, saved_err, err, p.err, sizeof(p.err));
	restore(stdout, saved_out, out, p.out, sizeof(p.out));
	return p;
}

static void
release(struct parsed *p)
{
	for (size_t i = 0; i < N_ARGV; i++)
		free(p->argv[i]);
	free(p->argv);
}

static void
expect_usage(const char *const *words, const char *line)
{
	struct parsed p = parse(words);
	char expected[512];

	snprintf(expected, sizeof(expected), "graymill: %s" HINT, line);
	assert_int_equal(p.next, OPTIONS_EXIT_USAGE);
	assert_string_equal(p.err, expected);
	assert_string_equal(p.out, "");
	release(&p);
}

static void
defaults_stand_in_the_struct(void **state)
{
	const char *words[] = {"a", "b", NULL};
	struct parsed p = parse(words);

	(void)state;
	assert_int_equal(p.next, OPTIONS_RUN);
	assert_int_equal(p.options.n_paths, 2);
	assert_string_equal(p.options.paths[0], "a");
	assert_string_equal(p.options.paths[1], "b");
	assert_false(p.options.recursive);
	assert_null(p.options.output_dir);
	assert_string_equal(p.options.prefix, "processed_");
	assert_string_equal(p.options.suffix, "");
	assert_int_equal(p.options.conversion.gray, GRAY_REC601);
	assert_false(p.options.conversion.pixels);
	assert_int_equal(p.options.conversion.quality, 0);
	assert_int_equal(p.options.conversion.compress, COMPRESS_DEFAULT);
	assert_int_equal(p.options.jobs, 0);
	assert_true(p.options.timeout_ms == OPTIONS_BY_BUDGET);
	assert_int_equal(p.options.time_limit_ms, 0);
	assert_int_equal(p.options.grace_ms, 0);
	assert_true(p.options.conversion.max_pixels == UINT64_C(1) << 30);
	assert_int_equal(p.options.progress, WHEN_AUTO);
	assert_int_equal(p.options.color, WHEN_AUTO);
	assert_string_equal(p.err, "");
	assert_string_equal(p.out, "");
	release(&p);
}

static void
every_option_is_taken(void **state)
{
	const char *first[] = {"-rno",
			       "out",
			       "--base=.",
			       "--prefix=",
			       "--suffix=_g",
			       "--skip-existing",
			       "--require-input",
			       "--gray=rec709",
			       "--lossless=never",
			       "--compress=best",
			       "--quality=85",
			       "x",
			       NULL};
	const char *second[] = {"--frames=first",
				"--salvage",
				"--jobs=7",
				"--timeout=1.5",
				"--time-limit=3600",
				"--grace=25",
				"--fsync",
				"--no-sandbox",
				"-uE*.tmp",
				"--exclude=!a.tmp",
				"--hidden=skip",
				"--max-memory=1G",
				"--max-pixels=9",
				"--fail-fast",
				"-v",
				"--progress=plain",
				"--color=never",
				"x",
				NULL};
	struct parsed p = parse(first);

	(void)state;
	assert_int_equal(p.next, OPTIONS_RUN);
	assert_true(p.options.recursive);
	assert_true(p.options.dry_run);
	assert_string_equal(p.options.output_dir, "out");
	assert_string_equal(p.options.base, ".");
	assert_string_equal(p.options.prefix, "");
	assert_string_equal(p.options.suffix, "_g");
	assert_true(p.options.skip_existing);
	assert_true(p.options.require_input);
	assert_int_equal(p.options.conversion.gray, GRAY_REC709);
	assert_true(p.options.conversion.pixels);
	assert_int_equal(p.options.conversion.quality, 85);
	assert_int_equal(p.options.conversion.compress, COMPRESS_BEST);
	release(&p);
	p = parse(second);
	assert_int_equal(p.next, OPTIONS_RUN);
	assert_true(p.options.conversion.first_frame);
	assert_true(p.options.conversion.salvage);
	assert_int_equal(p.options.jobs, 7);
	assert_false(p.options.jobs_percent);
	assert_int_equal(p.options.timeout_ms, 1500);
	assert_int_equal(p.options.time_limit_ms, 3600000);
	assert_int_equal(p.options.grace_ms, 25000);
	assert_int_equal(p.options.conversion.max_pixels, 9);
	assert_int_equal(p.options.max_memory, 1 << 30);
	assert_true(p.options.fsync);
	assert_true(p.options.update);
	assert_int_equal(p.options.n_excludes, 2);
	assert_string_equal(p.options.excludes[0], "*.tmp");
	assert_string_equal(p.options.excludes[1], "!a.tmp");
	assert_true(p.options.skips_hidden);
	assert_int_equal(p.options.sandbox, LOCKED_NEVER);
	assert_true(p.options.fail_fast);
	assert_true(p.options.verbose);
	assert_int_equal(p.options.progress, WHEN_PLAIN);
	assert_int_equal(p.options.color, WHEN_NEVER);
	release(&p);
}

static void
the_last_one_wins(void **state)
{
	const char *words[] = {"-v",       "--quality=5", "-j3",
			       "-q",       "x",           "-j50%",
			       "--gray=b", "--gray=g",    "--quality=keep",
			       NULL};
	const char *verbose[] = {"-q", "-v", "x", NULL};
	struct parsed p = parse(words);

	(void)state;
	assert_int_equal(p.next, OPTIONS_RUN);
	assert_true(p.options.quiet);
	assert_false(p.options.verbose);
	assert_int_equal(p.options.jobs, 50);
	assert_true(p.options.jobs_percent);
	assert_int_equal(p.options.conversion.gray, GRAY_G);
	assert_int_equal(p.options.conversion.quality, 0);
	release(&p);
	p = parse(verbose);
	assert_false(p.options.quiet);
	assert_true(p.options.verbose);
	release(&p);
}

static void
options_end_at_the_first_path_where_posix_is_asked_for(void **state)
{
	const char *words[] = {"-r", "x", "-q", NULL};
	struct parsed p = parse(words);

	(void)state;
	assert_true(p.options.quiet);
	assert_int_equal(p.options.n_paths, 1);
	release(&p);
	setenv("POSIXLY_CORRECT", "1", 1);
	p = parse(words);
	unsetenv("POSIXLY_CORRECT");
	assert_int_equal(p.next, OPTIONS_RUN);
	assert_true(p.options.recursive);
	assert_false(p.options.quiet);
	assert_int_equal(p.options.n_paths, 2);
	assert_string_equal(p.options.paths[1], "-q");
	release(&p);
}

static void
options_end_at_two_dashes(void **state)
{
	const char *words[] = {"x", "-r", "y", "--", "-q", "--help", NULL};
	struct parsed p = parse(words);

	(void)state;
	assert_int_equal(p.next, OPTIONS_RUN);
	assert_true(p.options.recursive);
	assert_false(p.options.quiet);
	assert_int_equal(p.options.n_paths, 4);
	assert_string_equal(p.options.paths[0], "x");
	assert_string_equal(p.options.paths[1], "y");
	assert_string_equal(p.options.paths[2], "-q");
	assert_string_equal(p.options.paths[3], "--help");
	release(&p);
}

static void
long_options_may_be_cut_short(void **state)
{
	const char *words[] = {"--rec", "--pref=p", "x", NULL};
	const char *ambiguous[] = {"--pro=p", "x", NULL};
	struct parsed p = parse(words);

	(void)state;
	assert_int_equal(p.next, OPTIONS_RUN);
	assert_true(p.options.recursive);
	assert_string_equal(p.options.prefix, "p");
	release(&p);
	expect_usage(ambiguous,
		     "ambiguous option '--pro=p': --profile, --progress");
}

/* What follows a long name that may lack its value is none. */
static void
a_value_may_be_left_out(void **state)
{
	const char *bare[] = {"--strip", "all", NULL};
	const char *all[] = {"--strip=all", "x", NULL};
	const char *empty[] = {"--strip=", "x", NULL};
	struct parsed p = parse(bare);

	(void)state;
	assert_int_equal(p.next, OPTIONS_RUN);
	assert_int_equal(p.options.conversion.strip, STRIP_MOST);
	assert_int_equal(p.options.n_paths, 1);
	assert_false(p.options.conversion.orient);
	release(&p);
	p = parse(all);
	assert_int_equal(p.next, OPTIONS_RUN);
	assert_int_equal(p.options.conversion.strip, STRIP_ALL);
	assert_true(p.options.conversion.orient);
	release(&p);
	expect_usage(empty,
		     "option '--strip': '' is empty, not 'most' or 'all'");
}

static void
a_colour_has_three_bytes(void **state)
{
	static const struct {
		const char *word;
		uint8_t color[3];
	} right[] = {{"--background=#12aBf0", {0x12, 0xab, 0xf0}},
		     {"--background=#f80", {0xff, 0x88, 0}},
		     {"--background=black", {0, 0, 0}},
		     {"--background=white", {255, 255, 255}},
		     {"-r", {255, 255, 255}}};
	static const char *const wrong[] = {"#12345", "#1234567", "#",
					    "123456", "#12345g",  "red"};

	(void)state;
	for (size_t i = 0; i < sizeof(right) / sizeof(right[0]); i++) {
		const char *words[] = {right[i].word, "x", NULL};
		struct parsed p = parse(words);

		assert_int_equal(p.next, OPTIONS_RUN);
		assert_memory_equal(p.options.conversion.background,
				    right[i].color, 3);
		release(&p);
	}
	for (size_t i = 0; i < sizeof(wrong) / sizeof(wrong[0]); i++) {
		const char *words[] = {"--background", wrong[i], "x", NULL};
		char text[128];

		snprintf(text, sizeof(text),
			 "option '--background': '%s' is not a colour: "
			 "#rrggbb, #rgb, white or black",
			 wrong[i]);
		expect_usage(words, text);
	}
}

static void
usage_errors_name_the_option(void **state)
{
	const char *no_path[] = {"-r", NULL};
	const char *long_name[] = {"--bogus=1", "x", NULL};
	const char *letter[] = {"-rZ", "x", NULL};
	const char *near[] = {"--output-dri=x", "x", NULL};
	const char *bytes[] = {"--a\nb\033", "x", NULL};
	const char *odd[] = {"-\303\251", "x", NULL};
	const char *value[] = {"--help=me", "x", NULL};
	const char *missing[] = {"x", "-j", NULL};
	const char *missing_long[] = {"x", "--output-dir", NULL};
	const char *bad[] = {"--quality=1\n", "x", NULL};
	const char *alone[] = {"--base=x", "x/y", NULL};
	const char *no_input[] = {"--base=x", "-oy", NULL};

	(void)state;
	expect_usage(alone, "option '--base' needs --output-dir");
	expect_usage(no_input, "no PATH given");
	expect_usage(no_path, "no PATH given");
	expect_usage(long_name, "unknown option '--bogus=1'");
	expect_usage(letter, "unknown option '-Z'");
	expect_usage(near, "unknown option '--output-dri=x'; did you mean "
			   "--output-dir?");
	expect_usage(bytes, "unknown option '--a\\nb\\x1B'");
	expect_usage(odd, "unknown option '-\\xC3'");
	expect_usage(value, "option '--help' takes no value");
	expect_usage(missing, "option '--jobs' needs a value: N");
	expect_usage(missing_long, "option '--output-dir' needs a value: DIR");
	expect_usage(bad, "option '--quality': '1\\n' is not 'keep' or a "
			  "number from 1 to 100");
}

static void
one_dash_before_a_long_name_is_told(void **state)
{
	const char *folder[] = {"-output-dir", "d", "x", NULL};
	const char *glued[] = {"-no-sandbox", "x", NULL};
	const char *value[] = {"-jobs=4", "x", NULL};
	const char *flag[] = {"x", "-recursive", NULL};
	const char *last[] = {"x", "-quiet", NULL};
	const char *real[] = {"-ooutput-dir", "x", NULL};
	const char *apart[] = {"-o", "-recursive", "x", NULL};
	struct parsed p;

	(void)state;
	expect_usage(folder, "unknown option '-output-dir'; did you mean "
			     "--output-dir?");
	expect_usage(glued, "unknown option '-no-sandbox'; did you mean "
			    "--no-sandbox?");
	expect_usage(value, "unknown option '-jobs=4'; did you mean --jobs?");
	expect_usage(flag, "unknown option '-recursive'; did you mean "
			   "--recursive?");
	expect_usage(last, "unknown option '-quiet'; did you mean --quiet?");
	p = parse(real);
	assert_string_equal(p.options.output_dir, "output-dir");
	release(&p);
	p = parse(apart);
	assert_int_equal(p.next, OPTIONS_RUN);
	assert_string_equal(p.options.output_dir, "-recursive");
	release(&p);
}

static void
a_number_after_quiet_means_quality(void **state)
{
	const char *apart[] = {"x", "-q", "90", NULL};
	const char *group[] = {"-rq", "90", "x", NULL};
	const char *glued[] = {"-q90", "x", NULL};
	const char *long_name[] = {"--quiet", "90", NULL};
	const char *after[] = {"90", "-q", NULL};
	const char *ended[] = {"-q", "--", "90", NULL};
	const char *const *fine[] = {long_name, after, ended};
	static const char line[] = "option '-q' takes no value: '90'; did you "
				   "mean --quality=90?";

	(void)state;
	expect_usage(apart, line);
	expect_usage(group, line);
	expect_usage(glued, line);
	for (size_t i = 0; i < sizeof(fine) / sizeof(fine[0]); i++) {
		struct parsed p = parse(fine[i]);

		assert_int_equal(p.next, OPTIONS_RUN);
		release(&p);
	}
}

static void
a_letter_takes_no_equals_sign(void **state)
{
	const char *folder[] = {"-o=gray", "x", NULL};
	const char *jobs[] = {"-rj=4", "x", NULL};
	const char *apart[] = {"-o", "=gray", "x", NULL};
	struct parsed p;

	(void)state;
	expect_usage(folder, "option '-o' takes no '=': '=gray'; did you mean "
			     "--output-dir=gray?");
	expect_usage(jobs, "option '-j' takes no '=': '=4'; did you mean "
			   "--jobs=4?");
	p = parse(apart);
	assert_string_equal(p.options.output_dir, "=gray");
	release(&p);
}

static void
empty_paths_and_dashes_are_refused(void **state)
{
	const char *empty[] = {"a", "", NULL};
	const char *dash[] = {"-", "a", NULL};
	const char *ended[] = {"-q", "a", "--", "-", NULL};
	const char *named[] = {"./-", NULL};
	static const char line[] =
		"PATH '-' is standard input, one picture and no other: "
		"--files-from=- takes a list of names from it; a file called "
		"so is './-'";
	struct parsed p = parse(named);

	(void)state;
	assert_int_equal(p.next, OPTIONS_RUN);
	release(&p);
	expect_usage(empty, "PATH '' is empty: is a variable not set?");
	expect_usage(dash, line);
	expect_usage(ended, line);
}

static void
a_dash_alone_is_a_picture_from_standard_input(void **state)
{
	const char *alone[] = {"--quality=3", "-", NULL};
	const char *ended[] = {"--", "-", NULL};
	const char *folders[] = {"-r", "-", NULL};
	const char *list[] = {"--files-from=-", "-", NULL};
	struct parsed p = parse(alone);

	(void)state;
	assert_int_equal(p.next, OPTIONS_RUN);
	assert_true(p.options.is_piped);
	release(&p);
	p = parse(ended);
	assert_int_equal(p.next, OPTIONS_RUN);
	assert_true(p.options.is_piped);
	release(&p);
	expect_usage(folders, "option '--recursive' says nothing of '-', which "
			      "is one picture from standard input");
	expect_usage(list, "option '--files-from' says nothing of '-', which "
			   "is one picture from standard input");
}

static void
in_place_leaves_nothing_to_say_of_copies(void **state)
{
	static const char *const others[] = {
		"--output-dir=x",  "--prefix=",    "--suffix=x",
		"--to=png",        "--ext=append", "--base=x",
		"--skip-existing", "--salvage",    "--update"};
	const char *fine[] = {"--in-place", "--fsync", "-n", "x", NULL};
	const char *by_size[] = {"--in-place", "--shard=1/2", "--shard-by=size",
				 "x", NULL};
	char line[80];
	struct parsed p = parse(fine);

	(void)state;
	assert_int_equal(p.next, OPTIONS_RUN);
	assert_true(p.options.in_place);
	assert_string_equal(p.options.prefix, "");
	assert_string_equal(p.options.suffix, "");
	release(&p);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		const char *words[] = {others[i], "--in-place", "x", NULL};

		snprintf(line, sizeof(line),
			 "option '--in-place' cannot be with %.*s",
			 (int)strcspn(others[i], "="), others[i]);
		expect_usage(words, line);
	}
	expect_usage(by_size,
		     "option '--in-place' cannot be with --shard-by=size");
}

static void
a_stream_is_of_a_list_that_is_divided_by_hash(void **state)
{
	const char *fine[] = {"--stream", "--files0-from=-", NULL};
	const char *none[] = {"--stream", "x", NULL};
	const char *by_size[] = {"--stream", "--files-from=x", "--shard=1/2",
				 "--shard-by=size", NULL};
	struct parsed p = parse(fine);

	(void)state;
	assert_int_equal(p.next, OPTIONS_RUN);
	assert_true(p.options.streams);
	release(&p);
	expect_usage(none, "option '--stream' needs --files-from");
	expect_usage(by_size,
		     "option '--stream' cannot be with --shard-by=size");
}

static void
of_reports_nothing_is_said_of_pictures(void **state)
{
	const char *fine[] = {
		"--summarize", "-q", "--strict", "--require-input",
		"a",           "-",  NULL};
	const char *none[] = {"--summarize", NULL};
	const char *odd[] = {"--summarize", "-r", "a", NULL};
	struct parsed p = parse(fine);

	(void)state;
	assert_int_equal(p.next, OPTIONS_RUN);
	assert_true(p.options.summarize);
	assert_false(p.options.is_piped);
	assert_int_equal(p.options.n_paths, 2);
	release(&p);
	expect_usage(none, "no PATH given");
	expect_usage(odd, "option '--summarize' cannot be with --recursive");
}

static void
of_what_is_looked_at_there_are_no_copies(void **state)
{
	static const char *const others[] = {
		"-ox",          "--base=x",    "--prefix=",
		"--suffix=x",   "--in-place",  "--to=png",
		"--ext=append", "-n",          "--skip-existing",
		"-u",           "--resume=x",  "-p",
		"--gray=r",     "--quality=3", "--strip",
		"--fsync"};
	const char *fine[] = {"--check",    "-r", "--salvage",
			      "--report=x", "x",  NULL};
	const char *strict[] = {"--check=strict", "-", NULL};
	struct parsed p = parse(fine);

	(void)state;
	assert_int_equal(p.next, OPTIONS_RUN);
	assert_int_equal(p.options.conversion.check, CHECK_CONTENT);
	assert_string_equal(p.options.prefix, "");
	release(&p);
	p = parse(strict);
	assert_int_equal(p.next, OPTIONS_RUN);
	assert_int_equal(p.options.conversion.check, CHECK_STRICT);
	release(&p);
	for (size_t i = 0; i < sizeof(others) / sizeof(others[0]); i++) {
		const char *words[] = {others[i], "--check", "x", NULL};

		p = parse(words);
		assert_int_equal(p.next, OPTIONS_EXIT_USAGE);
		assert_non_null(strstr(p.err, "option '--check' cannot be "
					      "with --"));
		release(&p);
	}
}

static void
a_shard_is_one_of_some(void **state)
{
	static const struct {
		const char *words[5];
		const char *line; /* NULL: it is 2 of 8 */
	} lines[] = {
		{{"--shard=2/8", "x"}, NULL},
		{{"--shard-index=1", "--shard-count=8", "x"}, NULL},
		{{"--shard=8/8", "--shard=2/8", "x"}, NULL},
		{{"--shard=0/8", "x"},
		 "option '--shard': '0/8' counts from 1; --shard-index counts "
		 "from 0"},
		{{"--shard=9/8", "x"},
		 "option '--shard': '9/8' is not 'auto' or K/N, K being from 1 "
		 "to N, and N to 1048576"},
		{{"--shard-index=8", "--shard-count=8", "x"},
		 "option '--shard-index': '8' is not below --shard-count"},
		{{"--shard-index=1", "x"},
		 "option '--shard-index' needs --shard-count"},
		{{"--shard-count=1", "x"},
		 "option '--shard-count' needs --shard-index"},
		{{"--shard=1/2", "--shard-index=1", "--shard-count=2", "x"},
		 "option '--shard' cannot be with --shard-index"},
		{{"--shard=1/2", "--shard-count=2", "x"},
		 "option '--shard' cannot be with --shard-count"},
		{{"--shard=auto", "x"},
		 "option '--shard': 'auto' is not known: no engine says which "
		 "shard this is"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct parsed p;

		if (lines[i].line != NULL) {
			expect_usage(lines[i].words, lines[i].line);
			continue;
		}
		p = parse(lines[i].words);
		assert_int_equal(p.next, OPTIONS_RUN);
		assert_int_equal(p.options.shard, 1);
		assert_int_equal(p.options.n_shards, 8);
		release(&p);
	}
}

static void
one_rule_says_what_is_skipped(void **state)
{
	const char *words[] = {"-u", "--skip-existing", "x", NULL};

	(void)state;
	expect_usage(words, "option '--skip-existing' cannot be with --update");
}

static void
the_environment_stands_for_jobs(void **state)
{
	const char *bare[] = {"x", NULL};
	const char *given[] = {"-j2", "x", NULL};
	struct parsed p;

	(void)state;
	setenv("GRAYMILL_JOBS", "25%", 1);
	p = parse(bare);
	assert_int_equal(p.options.jobs, 25);
	assert_true(p.options.jobs_percent);
	release(&p);
	p = parse(given);
	assert_int_equal(p.options.jobs, 2);
	assert_false(p.options.jobs_percent);
	release(&p);
	setenv("GRAYMILL_JOBS", "", 1);
	p = parse(bare);
	assert_int_equal(p.next, OPTIONS_RUN);
	assert_int_equal(p.options.jobs, 0);
	release(&p);
	setenv("GRAYMILL_JOBS", "many", 1);
	expect_usage(bare, "environment variable GRAYMILL_JOBS: 'many' is not "
			   "a number from 0 to 4096, or 1% to 1000%");
	p = parse(given);
	assert_int_equal(p.next, OPTIONS_RUN);
	release(&p);
	unsetenv("GRAYMILL_JOBS");
}

/* Words for parse(), and what they stand in. */
struct told {
	char texts[N_ARGV][64];
	const char *words[N_ARGV];
	size_t n;
};

static void
add_told(void *ctx, const char *name, const char *value)
{
	struct told *told = ctx;
	bool is_flag = strcmp(value, "true") == 0;

	assert_true(told->n < N_ARGV - 2);
	snprintf(told->texts[told->n], sizeof(told->texts[0]), "--%s%s%s", name,
		 is_flag ? "" : "=", is_flag ? "" : value);
	told->words[told->n] = told->texts[told->n];
	told->n++;
}

/* What is told of the options, as words that say the same. */
static void
tell(const struct options *options, struct told *told)
{
	*told = (struct told){.n = 0};
	options_tell(options, add_told, told);
}

static void
what_is_told_says_the_same(void **state)
{
	static const char *const lines[][8] = {
		{"x"},
		{"--gray=b", "--jpeg=pixels", "--quality=7", "--strip", "x"},
		{"--background=#123", "--orient=apply", "--frames=first",
		 "--to=bmp", "-p", "x"},
		{"--in-place", "--profile=never", "--compress=best", "x"},
		{"--salvage", "--preserve=all", "--strip=all", "--keep-smaller",
		 "x"},
		{"--check=strict", "--salvage", "--frames=first", "x"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof(lines) / sizeof(lines[0]); i++) {
		struct parsed p = parse(lines[i]);
		struct told told, again;

		assert_int_equal(p.next, OPTIONS_RUN);
		tell(&p.options, &told);
		told.words[told.n] = "x";
		release(&p);
		p = parse(told.words);
		assert_int_equal(p.next, OPTIONS_RUN);
		tell(&p.options, &again);
		assert_int_equal(again.n, told.n);
		for (size_t j = 0; j < told.n; j++)
			assert_string_equal(again.texts[j], told.texts[j]);
		assert_true(told.n >= 3);
		release(&p);
	}
}

static void
what_is_told_differs_where_options_do(void **state)
{
	static const char *const lines[][3] = {{"x"},
					       {"--gray=r", "x"},
					       {"--quality=9", "x"},
					       {"--lossless=never", "x"},
					       {"--strip", "x"},
					       {"--strip=all", "x"},
					       {"--to=png", "x"},
					       {"--preserve=mode", "x"},
					       {"--background=black", "x"},
					       {"--check", "x"},
					       {"--check=strict", "x"}};
	enum {
		N = sizeof(lines) / sizeof(lines[0])
	};
	static char all[N][N_ARGV * 64];

	(void)state;
	for (size_t i = 0; i < N; i++) {
		struct parsed p = parse(lines[i]);
		struct told told;

		tell(&p.options, &told);
		all[i][0] = '\0';
		for (size_t j = 0; j < told.n; j++)
			strcat(all[i], told.texts[j]);
		for (size_t j = 0; j < i; j++)
			assert_string_not_equal(all[i], all[j]);
		release(&p);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_told_says_the_same),
		cmocka_unit_test(what_is_told_differs_where_options_do),
		cmocka_unit_test(defaults_stand_in_the_struct),
		cmocka_unit_test(every_option_is_taken),
		cmocka_unit_test(the_last_one_wins),
		cmocka_unit_test(options_end_at_two_dashes),
		cmocka_unit_test(
			options_end_at_the_first_path_where_posix_is_asked_for),
		cmocka_unit_test(long_options_may_be_cut_short),
		cmocka_unit_test(a_value_may_be_left_out),
		cmocka_unit_test(a_colour_has_three_bytes),
		cmocka_unit_test(usage_errors_name_the_option),
		cmocka_unit_test(one_dash_before_a_long_name_is_told),
		cmocka_unit_test(a_number_after_quiet_means_quality),
		cmocka_unit_test(a_letter_takes_no_equals_sign),
		cmocka_unit_test(empty_paths_and_dashes_are_refused),
		cmocka_unit_test(a_dash_alone_is_a_picture_from_standard_input),
		cmocka_unit_test(in_place_leaves_nothing_to_say_of_copies),
		cmocka_unit_test(a_stream_is_of_a_list_that_is_divided_by_hash),
		cmocka_unit_test(of_reports_nothing_is_said_of_pictures),
		cmocka_unit_test(of_what_is_looked_at_there_are_no_copies),
		cmocka_unit_test(a_shard_is_one_of_some),
		cmocka_unit_test(one_rule_says_what_is_skipped),
		cmocka_unit_test(the_environment_stands_for_jobs),
	};

	unsetenv("GRAYMILL_JOBS");
	return cmocka_run_group_tests(tests, NULL, NULL);
}
