/* SPDX-License-Identifier: MIT */
#define _XOPEN_SOURCE 700 /* putenv */
/*
 * fuzz_options.c - the command line, on any words
 *
 * The input is GRAYMILL_JOBS and the words after the name of the program, each
 * but the last with a NUL.  What is accepted is in the documented ranges and,
 * said again in full, is accepted as the same; what is refused is so in one
 * line and a hint.
 */
#include "fuzz_harness.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/file_attributes.h"
#include "cli/options.h"
#include "formats/formats.h"
#include "fuzz_fail.h"

#define MAX_WORDS 64

/* Room for a number and the name of its option. */
#define WORD_NBYTES 64

/* What was printed, as strings. */
struct said {
	char *out;
	char *err;
};

/*
 * glibc lets stdout and stderr be others; libFuzzer keeps those it began with.
 */
static enum options_next
parse(int argc, char **argv, struct options *options, struct said *said)
{
	FILE *real_out = stdout, *real_err = stderr;
	enum options_next next;
	size_t n;

	stdout = open_memstream(&said->out, &n);
	stderr = open_memstream(&said->err, &n);
	if (stdout == NULL || stderr == NULL)
		abort();
	next = options_parse(argc, argv, options);
	fclose(stdout);
	fclose(stderr);
	stdout = real_out;
	stderr = real_err;
	return next;
}

static void
forget(struct said *said)
{
	free(said->out);
	free(said->err);
}

static void
check_said(int argc, enum options_next next, const struct said *said)
{
	static const char hint[] =
		"Try 'graymill --help' for more information.\n";
	const char *end = strchr(said->err, '\n');
	bool is_bare = argc <= 1;

	fuzz_require((said->out[0] != '\0') == (next == OPTIONS_EXIT_OK),
		     "only --help prints", NULL);
	if (next != OPTIONS_EXIT_USAGE) {
		fuzz_require(said->err[0] == '\0', "no error is said", NULL);
		return;
	}
	if (is_bare)
		return;
	if (end == NULL || strcmp(end + 1, hint) != 0 ||
	    strncmp(said->err, "graymill: ", 10) != 0)
		fuzz_fail("not a line and a hint: %s", said->err);
	for (const char *c = said->err; c < end; c++)
		if ((unsigned char)*c < ' ' || *c == 0x7f)
			fuzz_fail("byte 0x%02x is said", (unsigned char)*c);
}

static void
check_ranges(const struct options *o, int argc, char **argv)
{
	fuzz_require((o->n_paths >= 1 || o->list_path != NULL) &&
			     o->paths == argv + 1 && o->n_paths < (size_t)argc,
		     "the paths are the first words", NULL);
	fuzz_require(o->output_dir == NULL || o->output_dir[0] != '\0',
		     "an output folder has a name", NULL);
	fuzz_require(o->base == NULL ||
			     (o->base[0] != '\0' && o->output_dir != NULL),
		     "a base has a name, and an output folder", NULL);
	fuzz_require(o->list_path == NULL || o->list_path[0] != '\0',
		     "a list has a name", NULL);
	fuzz_require(strchr(o->prefix, '/') == NULL &&
			     strchr(o->suffix, '/') == NULL,
		     "prefix and suffix are parts of a name", NULL);
	fuzz_require(!o->in_place ||
			     (o->output_dir == NULL && o->base == NULL &&
			      o->to == NULL && o->prefix[0] == '\0' &&
			      o->suffix[0] == '\0' && !o->skip_existing &&
			      !o->update && !o->conversion.salvage),
		     "in place nothing is said of copies", NULL);
	fuzz_require(o->conversion.check <= CHECK_STRICT &&
			     (o->conversion.check == CHECK_NOT ||
			      (!o->in_place && !o->dry_run && o->to == NULL &&
			       o->output_dir == NULL && o->preserve == 0 &&
			       o->prefix[0] == '\0')),
		     "what is looked at has no copy", NULL);
	fuzz_require(o->conversion.gray < GRAY_N_METHODS &&
			     o->conversion.quality <= 100 &&
			     o->conversion.compress <= COMPRESS_BEST &&
			     o->conversion.profile <= PROFILE_NEVER &&
			     o->conversion.strip <= STRIP_ALL &&
			     (o->conversion.strip != STRIP_ALL ||
			      o->conversion.orient),
		     "the picture is in range", NULL);
	fuzz_require(o->n_shards <= SHARD_MAX &&
			     (o->n_shards == 0 || o->shard < o->n_shards),
		     "the shard is one of them", NULL);
	fuzz_require(o->to == NULL || o->to->writer != NULL,
		     "what is asked for is written", NULL);
	fuzz_require(o->formats >> (FORMATS_MAX + 1) == 0 &&
			     (o->formats & 1) == 0,
		     "formats are known", NULL);
	fuzz_require(o->jobs_percent
			     ? o->jobs >= 1 && o->jobs <= OPTIONS_MAX_PERCENT
			     : o->jobs <= OPTIONS_MAX_JOBS,
		     "the jobs are in range", NULL);
	fuzz_require((o->timeout_ms <= 1000000000u ||
		      o->timeout_ms == OPTIONS_BY_BUDGET) &&
			     o->time_limit_ms <= 1000000000u &&
			     o->grace_ms <= 1000000000u &&
			     o->conversion.max_pixels >= 1 &&
			     o->conversion.max_pixels <= UINT64_C(1) << 62,
		     "the limits are in range", NULL);
	fuzz_require(!(o->quiet && o->verbose), "quiet or verbose, not both",
		     NULL);
	fuzz_require(o->progress <= WHEN_PLAIN && o->color <= WHEN_NEVER,
		     "what it tells is in range", NULL);
}

/* Words that say the options in full. */
struct words {
	char *argv[MAX_WORDS * 3];
	int n;
	char owned[8][WORD_NBYTES];
	char formats[FORMATS_LIST_BYTES];
};

static void
add(struct words *words, const char *word)
{
	words->argv[words->n++] = (char *)word;
	words->argv[words->n] = NULL;
}

static void
add_if(struct words *words, bool wanted, const char *word)
{
	if (wanted)
		add(words, word);
}

/* An option with a number, which takes up the owned word of that index. */
static void
add_number(struct words *words, unsigned i, const char *start, uint64_t number,
	   const char *end)
{
	snprintf(words->owned[i], WORD_NBYTES, "%s%" PRIu64 "%s", start, number,
		 end);
	add(words, words->owned[i]);
}

/* How copies are made. */
static void
say_making(struct words *words, const struct options *o)
{
	static const char *const compress[] = {
		[COMPRESS_DEFAULT] = "--compress=default",
		[COMPRESS_FAST] = "--compress=fast",
		[COMPRESS_BEST] = "--compress=best"};
	static const char *const profile[] = {
		[PROFILE_AUTO] = "--profile=auto",
		[PROFILE_ALWAYS] = "--profile=always",
		[PROFILE_NEVER] = "--profile=never"};

	add(words, "--gray");
	add(words, gray_method_words[o->conversion.gray].text);
	add(words,
	    o->conversion.pixels ? "--lossless=never" : "--lossless=auto");
	add_if(words, o->keep_smaller, "--keep-smaller");
	add(words, compress[o->conversion.compress]);
	add(words, profile[o->conversion.profile]);
	if (o->conversion.strip != STRIP_NOTHING)
		add(words, o->conversion.strip == STRIP_ALL ? "--strip=all"
							    : "--strip");
	if (o->conversion.quality > 0)
		add_number(words, 2, "--quality=", o->conversion.quality, "");
	snprintf(words->owned[4], WORD_NBYTES, "--background=#%02x%02x%02x",
		 o->conversion.background[0], o->conversion.background[1],
		 o->conversion.background[2]);
	add(words, words->owned[4]);
}

static void
say_values(struct words *words, const struct options *o)
{
	static const char *const progress[] = {
		[WHEN_AUTO] = "--progress=auto",
		[WHEN_ALWAYS] = "--progress=always",
		[WHEN_NEVER] = "--progress=never",
		[WHEN_PLAIN] = "--progress=plain"};
	static const char *const color[] = {[WHEN_AUTO] = "--color=auto",
					    [WHEN_ALWAYS] = "--color=always",
					    [WHEN_NEVER] = "--color=never"};

	formats_list(o->formats, words->formats);
	add(words, "--formats");
	add(words, words->formats);
	add_if(words, !o->is_piped, progress[o->progress]);
	add(words, color[o->color]);
	if (!o->is_piped)
		add_number(words, 0, "-j", o->jobs, o->jobs_percent ? "%" : "");
	add_number(words, 1, "--max-pixels=", o->conversion.max_pixels, "");
	if (o->timeout_ms != OPTIONS_BY_BUDGET) {
		snprintf(words->owned[3], WORD_NBYTES,
			 "--timeout=%" PRIu64 ".%03" PRIu64,
			 o->timeout_ms / 1000, o->timeout_ms % 1000);
		add(words, words->owned[3]);
	}
}

/* What copies are called. */
static void
say_names(struct words *words, const struct options *o)
{
	/* One from standard input has no name. */
	if (o->is_piped)
		return;
	if (o->in_place) {
		add(words, "--in-place");
		return;
	}
	if (o->conversion.check != CHECK_NOT)
		return;
	add(words, "--prefix");
	add(words, o->prefix);
	add(words, "--suffix");
	add(words, o->suffix);
	add_if(words, o->to != NULL, "--to");
	add_if(words, o->to != NULL, o->to == NULL ? "" : o->to->name);
	add_if(words, (o->preserve & FILE_TIMES) != 0, "--preserve=all");
	add(words, o->replaces_extension ? "--ext=replace" : "--ext=append");
}

/* Where the environment says nothing of it. */
static void
say_shard(struct words *words, const struct options *o)
{
	if (o->n_shards == 0)
		return;
	add_number(words, 5, "--shard-index=", o->shard, "");
	add_number(words, 6, "--shard-count=", o->n_shards, "");
	add_if(words, o->shards_by_size, "--shard-by=size");
}

/* Of reports, which are no pictures. */
static void
say_summarize(struct words *words, const struct options *o)
{
	add(words, "--summarize");
	add_if(words, o->require_input, "--require-input");
	add_if(words, o->strict, "--strict");
	add_if(words, o->quiet, "-q");
}

/* What is to be done with pictures. */
static void
say_run(struct words *words, const struct options *o)
{
	add_if(words, o->recursive, "-r");
	add_if(words, o->dry_run, "-n");
	add_if(words, o->skip_existing, "--skip-existing");
	add_if(words, o->update, "--update");
	add_if(words, o->skips_hidden, "--hidden=skip");
	for (size_t i = 0; i < o->n_excludes; i++) {
		add(words, "-E");
		add(words, o->excludes[i]);
	}
	add_if(words, o->require_input, "--require-input");
	add_if(words, o->conversion.first_frame, "--frames=first");
	add_if(words, o->conversion.salvage, "--salvage");
	add_if(words, o->fail_fast, "--fail-fast");
	add_if(words, o->quiet, "-q");
	add_if(words, o->verbose, "-v");
	add_if(words, o->list_path != NULL,
	       o->list_has_nuls ? "--files0-from" : "--files-from");
	add_if(words, o->list_path != NULL, o->list_path);
	add_if(words, o->streams, "--stream");
	add_if(words, o->output_dir != NULL, "-o");
	add_if(words, o->output_dir != NULL, o->output_dir);
	add_if(words, o->base != NULL, "--base");
	add_if(words, o->base != NULL, o->base);
	add_if(words, o->conversion.check == CHECK_CONTENT, "--check");
	add_if(words, o->conversion.check == CHECK_STRICT, "--check=strict");
	say_shard(words, o);
	say_names(words, o);
	if (o->conversion.check == CHECK_NOT)
		say_making(words, o);
	say_values(words, o);
}

static void
say(struct words *words, const struct options *o)
{
	add(words, "graymill");
	if (o->summarize)
		say_summarize(words, o);
	else
		say_run(words, o);
	add(words, "--");
	for (size_t i = 0; i < o->n_paths; i++)
		add(words, o->paths[i]);
}

static void
check_again(const struct options *options)
{
	struct words words = {0}, parsed = {0}, twice = {0};
	struct options again;
	struct said said;

	say(&words, options);
	parsed = words; /* whose order the parser may change */
	fuzz_require(parse(parsed.n, parsed.argv, &again, &said) == OPTIONS_RUN,
		     "what was accepted is accepted again", NULL);
	say(&twice, &again);
	fuzz_require(words.n == twice.n, "said in full, it is as long", NULL);
	for (int i = 0; i < words.n; i++)
		fuzz_require(strcmp(words.argv[i], twice.argv[i]) == 0,
			     "said in full, it is the same", NULL);
	forget(&said);
}

static void
check(int argc, char **argv)
{
	struct options options;
	struct said said;
	enum options_next next = parse(argc, argv, &options, &said);

	check_said(argc, next, &said);
	forget(&said);
	if (next == OPTIONS_RUN) {
		check_ranges(&options, argc, argv);
		check_again(&options);
	}
}

int
fuzz_input(const uint8_t *data, size_t size)
{
	static const char variable[] = "GRAYMILL_JOBS=";
	char *argv[MAX_WORDS + 1] = {0};
	size_t n = sizeof(variable) - 1;
	char *text = malloc(n + size + 1);
	int argc = 0;

	if (text == NULL)
		abort();
	memcpy(text, variable, n);
	if (size > 0)
		memcpy(text + n, data, size);
	text[n + size] = '\0';
	putenv(text);
	argv[argc++] = "graymill";
	for (char *at = text; argc < MAX_WORDS; argv[argc++] = at) {
		at += strlen(at) + 1;
		if (at > text + n + size)
			break;
	}
	check(argc, argv);
	unsetenv("GRAYMILL_JOBS");
	free(text);
	return 0;
}
