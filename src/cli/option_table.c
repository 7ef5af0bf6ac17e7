/* SPDX-License-Identifier: MIT */
#include "cli/option_table.h"

static const struct option_row rows[] = {
	{OPTION_HEADING, 0, NULL, NULL, "Which pictures, and where to:"},
	{OPTION_RECURSIVE, 'r', "recursive", NULL, "enter sub-folders"},
	{OPTION_FILES_FROM, 0, "files-from", "F",
	 "take more PATHs from F, one a line; - is stdin"},
	{OPTION_FILES0_FROM, 0, "files0-from", "F",
	 "the same, with a NUL behind each"},
	{OPTION_OUTPUT_DIR, 'o', "output-dir", "DIR",
	 "write below DIR, with the tree of each PATH"},
	{OPTION_PREFIX, 0, "prefix", "S",
	 "put S before each name (default processed_)"},
	{OPTION_SUFFIX, 0, "suffix", "S",
	 "put S between each name and its extension"},
	{OPTION_HEADING, 0, NULL, NULL, "What to do and what to leave:"},
	{OPTION_DRY_RUN, 'n', "dry-run", NULL,
	 "write nothing, say what would be written"},
	{OPTION_SKIP_EXISTING, 0, "skip-existing", NULL,
	 "skip pictures whose output exists"},
	{OPTION_REQUIRE_INPUT, 0, "require-input", NULL,
	 "exit 3 when there is no picture at all"},
	{OPTION_HEADING, 0, NULL, NULL, "How the picture becomes gray:"},
	{OPTION_GRAY, 0, "gray", "METHOD",
	 "rec601 (default), rec709, linear, lightness,\n"
	 "average, r, g or b"},
	{OPTION_JPEG, 0, "jpeg", "HOW",
	 "JPEG: lossless where possible (default), or\n"
	 "pixels: decode and compress again"},
	{OPTION_QUALITY, 0, "quality", "Q",
	 "JPEG: 1 to 100, or keep the input's (default)"},
	{OPTION_COMPRESS, 0, "compress", "EFFORT",
	 "JPEG, PNG: fast, default, or best for size"},
	{OPTION_FRAMES, 0, "frames", "first",
	 "of several frames, take the first"},
	{OPTION_SALVAGE, 0, "salvage", NULL,
	 "accept a picture that is cut short"},
	{OPTION_HEADING, 0, NULL, NULL, "How it runs:"},
	{OPTION_JOBS, 'j', "jobs", "N",
	 "workers; N% of the processors; 0 (default) is all"},
	{OPTION_TIMEOUT, 0, "timeout", "SECONDS",
	 "give up a picture that takes longer"},
	{OPTION_MAX_PIXELS, 0, "max-pixels", "N",
	 "refuse larger pictures (default 1073741824)"},
	{OPTION_MAX_MEMORY, 0, "max-memory", "SIZE",
	 "for all workers (default half of what there is)"},
	{OPTION_FAIL_FAST, 0, "fail-fast", NULL, "stop at the first failure"},
	{OPTION_FSYNC, 0, "fsync", NULL,
	 "count a picture when its output is durable"},
	{OPTION_NO_SANDBOX, 0, "no-sandbox", NULL,
	 "leave workers all the rights of the user"},
	{OPTION_HEADING, 0, NULL, NULL, "What it tells:"},
	{OPTION_QUIET, 'q', "quiet", NULL, "errors only"},
	{OPTION_VERBOSE, 'v', "verbose", NULL, "a line for each picture"},
	{OPTION_PROGRESS, 0, "progress", "WHEN",
	 "auto (default), always, never or plain"},
	{OPTION_COLOR, 0, "color", "WHEN", "auto (default), always or never"},
	{OPTION_HELP, 'h', "help", NULL, "show this and exit"},
	{OPTION_VERSION, 'V', "version", NULL, "show the version and exit"},
};

const struct option_row *
option_table(size_t *n_rows)
{
	*n_rows = sizeof(rows) / sizeof(rows[0]);
	return rows;
}

const struct option_row *
option_table_find(int id_or_letter)
{
	for (size_t i = 0; i < sizeof(rows) / sizeof(rows[0]); i++) {
		const struct option_row *row = &rows[i];

		if (row->id == OPTION_HEADING)
			continue;
		if ((int)row->id == id_or_letter ||
		    (row->letter != '\0' && row->letter == id_or_letter))
			return row;
	}
	return NULL;
}
