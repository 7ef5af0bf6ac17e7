/* SPDX-License-Identifier: MIT */
#include "base/ignore.h"

#include <stdlib.h>
#include <string.h>

#include "base/glob.h"
#include "base/grow.h"

struct ignore_rule {
	struct glob glob;
	bool takes_back;
	bool is_for_folders;
	bool is_for_path;
};

enum gm_status
ignore_add(struct ignore *ignore, const char *text, struct gm_error *err)
{
	struct ignore_rule rule = {0}, *rules;
	size_t n = strlen(text);
	enum gm_status st;

	rules = grow_items(ignore->rules, &ignore->capacity, ignore->n_rules, 1,
			   sizeof(*rules), err);
	if (rules == NULL)
		return err->status;
	ignore->rules = rules;
	rule.takes_back = n > 0 && text[0] == '!';
	text += rule.takes_back;
	n -= rule.takes_back;
	rule.is_for_folders = n > 0 && text[n - 1] == '/';
	n -= rule.is_for_folders;
	rule.is_for_path = memchr(text, '/', n) != NULL;
	if (n > 0 && text[0] == '/') {
		text++;
		n--;
	}
	if (n == 0)
		return gm_fail(err, GM_ERR_USAGE, 0, "matches nothing");
	st = glob_make(&rule.glob, text, n, err);
	if (st != GM_OK)
		return st;
	rules[ignore->n_rules++] = rule;
	ignore->has_paths |= rule.is_for_path;
	return GM_OK;
}

/* The path of a name, in ignore->path. */
static enum gm_status
make_path(struct ignore *ignore, const char *folder, const char *name,
	  struct gm_error *err)
{
	size_t n = strlen(folder);
	enum gm_status st;

	ignore->path.nbytes = 0;
	st = bytes_append(&ignore->path, folder, n, err);
	if (st == GM_OK && n > 0 && folder[n - 1] != '/')
		st = bytes_append(&ignore->path, "/", 1, err);
	if (st == GM_OK)
		st = bytes_append(&ignore->path, name, strlen(name), err);
	return st;
}

enum gm_status
ignore_ask(struct ignore *ignore, const char *folder, const char *name,
	   bool is_folder, bool *is_left_out, struct gm_error *err)
{
	const struct bytes *path = &ignore->path;
	size_t name_n = strlen(name);
	enum gm_status st = GM_OK;

	*is_left_out = false;
	if (ignore->has_paths)
		st = make_path(ignore, folder, name, err);
	for (size_t i = ignore->n_rules; st == GM_OK && i-- > 0;) {
		const struct ignore_rule *rule = &ignore->rules[i];

		if (rule->is_for_folders && !is_folder)
			continue;
		if (rule->is_for_path
			    ? glob_matches(&rule->glob,
					   (const char *)path->data,
					   path->nbytes)
			    : glob_matches(&rule->glob, name, name_n)) {
			*is_left_out = !rule->takes_back;
			break;
		}
	}
	return st;
}

void
ignore_free(struct ignore *ignore)
{
	for (size_t i = 0; i < ignore->n_rules; i++)
		glob_free(&ignore->rules[i].glob);
	free(ignore->rules);
	bytes_free(&ignore->path);
	*ignore = (struct ignore){0};
}
