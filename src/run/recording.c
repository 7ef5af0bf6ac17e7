/* SPDX-License-Identifier: MIT */
#include "run/recording.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#include "formats/formats.h"

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
					    .options = recording->options};
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

static enum gm_status
open_journal(struct recording *recording, const struct options *options,
	     struct gm_error *err)
{
	/* It may be that of an output. */
	if (formats_by_name(options->report) != NULL)
		return gm_fail(err, GM_ERR_USAGE, 0,
			       "is a name for a picture, not for a report");
	return journal_open(&recording->journal, options->report,
			    goes_on(options), err);
}

enum gm_status
recording_open(struct recording *recording, const struct options *options,
	       struct gm_error *err)
{
	struct gm_error why;
	enum gm_status st;

	recording_describe(recording, options);
	if (options->report == NULL)
		return GM_OK;
	st = open_journal(recording, options, &why);
	return st == GM_OK ? st
			   : gm_fail(err, st, 0, "%s: %s", options->report,
				     why.text);
}

bool
recording_takes_stdout(const struct options *options)
{
	return options->report != NULL && strcmp(options->report, "-") == 0;
}

enum gm_status
recording_close(struct recording *recording, struct gm_error *err)
{
	return recording->journal.is_open
		       ? journal_close(&recording->journal, err)
		       : GM_OK;
}
