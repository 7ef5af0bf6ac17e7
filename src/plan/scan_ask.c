/* SPDX-License-Identifier: MIT */
#include "plan/scan_ask.h"

#include <string.h>
#include <sys/stat.h>

/*
 * The folder that is asked about a path: the nearest above it that exists.  Its
 * length, with '/'; 0 is the current folder.
 */
static size_t
folder_to_ask(struct bytes *path)
{
	char *text = (char *)path->data;
	size_t n = path->nbytes - 1;
	struct stat info;

	for (; n > 0; n--) {
		char kept = text[n];
		int result;

		if (text[n - 1] != '/')
			continue;
		text[n] = '\0';
		result = stat(text, &info);
		text[n] = kept;
		if (result == 0)
			break;
	}
	return n;
}

static enum gm_status
path_of(struct scan_asking *asking, size_t record_i, struct bytes *path,
	const char **name, struct gm_error *err)
{
	enum gm_status st = plan_paths(asking->scan->plan, record_i,
				       &asking->scan->path, path, err);

	if (st == GM_OK)
		*name = (const char *)path->data + folder_to_ask(path);
	return st;
}

/* Begin a probe for the path, if it is of any use: else it is not there. */
static enum gm_status
begin(struct scan_asking *asking, const char *folder, size_t n,
      struct gm_error *err)
{
	struct bytes *asked = &asking->asked;
	bool is_known =
		asked->nbytes == n + 1 && memcmp(asked->data, folder, n) == 0;
	enum gm_status st;

	if (is_known && !asking->asked_folds)
		return GM_OK;
	asked->nbytes = 0;
	st = bytes_append(asked, folder, n, err);
	if (st == GM_OK)
		st = bytes_append(asked, "", 1, err);
	if (st != GM_OK)
		return st;
	probe_begin(&asking->probe, (const char *)asked->data);
	if (is_known)
		return GM_OK;
	asking->asked_folds = false;
	if (!asking->probe.is_there)
		return GM_OK;
	return probe_ask(&asking->probe, &asking->asked_folds, err);
}

/* Put the names of a group of n, one after another, each by its number. */
static enum gm_status
put_group(struct scan_asking *asking, const struct scan_suspect *group,
	  size_t n, struct gm_error *err)
{
	enum gm_status st = GM_OK;

	for (size_t i = 0; st == GM_OK && i < n; i++) {
		enum probe_answer answer;
		uint32_t number = (uint32_t)i;
		const char *name;

		st = path_of(asking, group[i].record_i, &asking->path, &name,
			     err);
		if (st == GM_OK)
			st = probe_put(&asking->probe, name, &number, &answer,
				       err);
		if (st == GM_OK && answer == PROBE_TAKEN && number < i)
			st = scan_blame(asking->scan, group[i].record_i,
					"is, to its file system, also that of",
					group[number].record_i, err);
	}
	return st;
}

enum gm_status
scan_ask(struct scan_asking *asking, const struct scan_suspect *group, size_t n,
	 struct gm_error *err)
{
	const char *name;
	enum gm_status st =
		path_of(asking, group[0].record_i, &asking->path, &name, err);
	const char *path = (const char *)asking->path.data;

	if (st == GM_OK)
		st = begin(asking, path, (size_t)(name - path), err);
	if (st == GM_OK && asking->asked_folds)
		st = put_group(asking, group, n, err);
	if (asking->probe.has_begun)
		probe_end(&asking->probe);
	return st;
}

void
scan_ask_free(struct scan_asking *asking)
{
	probe_free(&asking->probe);
	bytes_free(&asking->asked);
	bytes_free(&asking->path);
}
