/* SPDX-License-Identifier: MIT */
/*
 * options.h - the command line, parsed
 *
 * What each option is stands in option_table.c.  Never exits.
 */
#ifndef GM_CLI_OPTIONS_H
#define GM_CLI_OPTIONS_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "cli/shard_env.h"
#include "codec/conversion.h"

struct codec;

/* --color and --progress. */
enum option_when {
	WHEN_AUTO, /* when the stream is a terminal that wants it */
	WHEN_ALWAYS,
	WHEN_NEVER,
	WHEN_PLAIN /* progress only: a line every 30 seconds */
};

/* --completion. */
enum option_shell {
	SHELL_NONE,
	SHELL_BASH,
	SHELL_ZSH,
	SHELL_FISH
};

/* --sandbox. */
enum option_sandbox {
	LOCKED_AS_CAN_BE, /* what work can be done in here, with a warning */
	LOCKED_OR_NOTHING,
	LOCKED_NEVER
};

/* Most rules of --exclude. */
#define OPTIONS_MAX_EXCLUDES 256u

/* Most reports of --resume. */
#define OPTIONS_MAX_RESUMES 64u

struct options {
	char *const *paths;    /* in argv */
	size_t n_paths;        /* at least 1, but when there is a list */
	bool summarize;        /* they are reports: what they come to is told,
				  and nothing else is done */
	bool is_piped;         /* the only one is "-": a picture from standard
				  input to standard output */
	const char *list_path; /* of more paths, "-" being standard input;
				  NULL: none */
	bool list_has_nuls;    /* its names end with NUL, not newline */
	bool streams;          /* its names are taken as they come */
	bool recursive;
	const char *output_dir; /* NULL: beside each input */
	const char *base;       /* whose tree it mirrors; NULL: each PATH's */
	const char *prefix;
	const char *suffix;
	const struct codec *to;  /* the format of all outputs; NULL: each its
				    own */
	bool replaces_extension; /* where the format changes */
	unsigned preserve;       /* what copies get of their pictures: bits of
				    enum file_attributes */
	/* With conversion.check prefix is "", and of copies nothing is said. */
	bool in_place; /* all but the times is in preserve then, and
			  prefix is "" */
	bool dry_run;
	bool skip_existing;
	bool update; /* not both */
	bool require_input;
	bool strict;
	bool follow;
	bool skips_hidden;
	const char *excludes[OPTIONS_MAX_EXCLUDES]; /* n_excludes rules of
						       base/ignore.h */
	size_t n_excludes;
	uint64_t shard;    /* of n_shards, from 0, */
	uint64_t n_shards; /* at most SHARD_MAX; 0: all is done here */
	bool shards_by_size;
	bool asks_for_shard; /* the environment; only while parsing */
	char shard_told[SHARD_ENV_BYTES]; /* what it said, or "" */
	uint64_t formats; /* that may be read, see formats_bit(); 0: all */
	struct conversion conversion; /* max_nbytes is not known yet: 0 */
	unsigned jobs;                /* workers; 0 is automatic */
	bool jobs_percent;      /* jobs is a percentage of the processors */
	bool jobserver;         /* make says how many of them work */
	uint64_t timeout_ms;    /* 0 is none, OPTIONS_BY_BUDGET run/budget.h */
	uint64_t time_limit_ms; /* of the run, from its beginning; 0 is none */
	uint64_t grace_ms;      /* from a stop to the end; 0 is none */
	uint64_t max_memory;    /* bytes; 0 is memory_default() */
	enum option_sandbox sandbox;
	bool keep_smaller; /* a copy that is not larger, if gray it was */
	bool fsync;
	bool fail_fast;
	bool quiet;
	bool verbose;
	const char *resumes[OPTIONS_MAX_RESUMES]; /* n_resumes reports to go on
						     from */
	size_t n_resumes;
	const char *report; /* to write; "-" is standard output, NULL: none */
	const char *trace;  /* likewise */
	enum option_when progress;
	enum option_when color;
	bool help; /* this and the next two: only while parsing */
	bool version;
	enum option_shell completion;
};

enum options_next {
	OPTIONS_RUN,       /* *options is complete */
	OPTIONS_VERSION,   /* --version: the caller's to print */
	OPTIONS_EXIT_OK,   /* what --help says or a shell completes by was
			      printed on stdout */
	OPTIONS_EXIT_USAGE /* one line, or the usage where argv is empty, and a
			      hint were printed on stderr; no hint when --help
			      could not be printed */
};

/* Default of --max-pixels: 2^30. */
#define OPTIONS_MAX_PIXELS (UINT64_C(1) << 30)

/* No time of --timeout. */
#define OPTIONS_BY_BUDGET UINT64_MAX

/* Least of --max-memory: what a worker needs for any picture at all. */
#define OPTIONS_MIN_MEMORY (UINT64_C(16) << 20)

/* Most of -j, as a number and as a percentage. */
#define OPTIONS_MAX_JOBS    4096u
#define OPTIONS_MAX_PERCENT 1000u

/* Bytes of the longest value of options_tell(). */
#define OPTIONS_TOLD_BYTES 320u

typedef void (*options_told_fn)(void *ctx, const char *name, const char *value);

/*
 * Tell of each option that decides what the outputs are, whether it was given
 * or not, with its value as the command line would have it.
 */
void options_tell(const struct options *options, options_told_fn told,
		  void *ctx);

/*
 * Parse argv, whose paths go to its front, into *options, and the environment
 * variables that stand for options that argv does not give.  The strings stay
 * argv's and the environment's.
 */
enum options_next options_parse(int argc, char **argv, struct options *options);

#endif
