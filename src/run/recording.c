/* SPDX-License-Identifier: MIT */
#include "run/recording.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "formats/formats.h"
#include "report/json_put.h"

static void
add_option(void *ctx, const char *name, const char *value)
{
	struct recording *recording = ctx;
	size_t i = recording->head.n_options++;

	assert(i < RECORDING_MAX_OPTIONS);
	snprintf(recording->values[i], sizeof(recording->values[i]), "%s",
		 value);
	recording->options[i] =
		(struct json_option){name, recording->values[i]};
}

void
recording_describe(struct recording *recording, const struct options *options)
{
	*recording = (struct recording){0};
	recording->head = (struct json_run){.version = GM_VERSION,
					    .began = time(NULL),
					    .options = recording->options,
					    .streams = options->streams,
					    .shard = options->shard,
					    .n_shards = options->n_shards};
	options_tell(options, add_option, recording);
}

/* Do the two lead to one file? */
static bool
is_same_file(const char *path, const char *other)
{
	struct stat info, other_info;

	return stat(path, &info) == 0 && stat(other, &other_info) == 0 &&
	       info.st_dev == other_info.st_dev &&
	       info.st_ino == other_info.st_ino;
}

/* A report that the run goes on from is gone on with. */
static bool
goes_on(const struct options *options)
{
	for (size_t i = 0; i < options->n_resumes; i++)
		if (is_same_file(options->report, options->resumes[i]))
			return true;
	return false;
}

/* It may be that of an output. */
static enum gm_status
check_name(const char *path, const struct journal_kind *kind,
	   struct gm_error *err)
{
	if (formats_by_name(path) == NULL)
		return GM_OK;
	return gm_fail(err, GM_ERR_USAGE, 0,
		       "is a name for a picture, not for a %s", kind->name);
}

static enum gm_status
open_report(struct recording *recording, const struct options *options,
	    struct gm_error *err)
{
	enum gm_status st = check_name(options->report, &json_put_report, err);

	return st != GM_OK
		       ? st
		       : journal_open(&recording->journal, options->report,
				      &json_put_report, goes_on(options), err);
}

static enum gm_status
open_trace(struct recording *recording, const struct options *options,
	   struct gm_error *err)
{
	enum gm_status st = check_name(options->trace, &json_put_trace, err);

	if (st == GM_OK && options->report != NULL &&
	    is_same_file(options->report, options->trace))
		st = gm_fail(err, GM_ERR_USAGE, 0, "is that of --report");
	return st != GM_OK ? st
			   : trace_open(&recording->trace, options->trace, err);
}

/* The path is the user's to know. */
static enum gm_status
blame(const char *path, const struct gm_error *why, struct gm_error *err)
{
	return gm_fail(err, why->status, 0, "%s: %s", path, why->text);
}

enum gm_status
recording_open(struct recording *recording, const struct options *options,
	       struct gm_error *err)
{
	struct gm_error why;

	recording_describe(recording, options);
	if (options->report != NULL &&
	    open_report(recording, options, &why) != GM_OK)
		return blame(options->report, &why, err);
	if (options->trace != NULL &&
	    open_trace(recording, options, &why) != GM_OK)
		return blame(options->trace, &why, err);
	return GM_OK;
}

bool
recording_takes_stdout(const struct options *options)
{
	const char *report = options->report, *trace = options->trace;

	return (report != NULL && strcmp(report, "-") == 0) ||
	       (trace != NULL && strcmp(trace, "-") == 0);
}

enum gm_status
recording_close(struct recording *recording, struct gm_error *err)
{
	enum gm_status trace_st = trace_close(&recording->trace, err);
	enum gm_status st = recording->journal.is_open
				    ? journal_close(&recording->journal, err)
				    : GM_OK;

	return st != GM_OK ? st : trace_st;
}
