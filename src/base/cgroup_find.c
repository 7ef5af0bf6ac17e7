/* SPDX-License-Identifier: MIT */
#include "base/cgroup_find.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Where the process is, by its two lines of /proc/self/cgroup (cgroups(7)). */
struct groups {
	bool has_v1;
	bool has_v2;
	char v1[CGROUP_FOLDER_BYTES];
	char v2[CGROUP_FOLDER_BYTES];
};

/* A line of /proc/self/mountinfo (proc(5)), as far as it matters. */
struct mount {
	const char *root;  /* the group that stands at point */
	const char *point; /* where it is mounted */
	bool is_v2;
};

struct search {
	const char *prefix;     /* of all paths */
	const char *controller; /* of v1 */
	cgroup_find_fn take;
	void *ctx;
	struct groups groups;
};

/* True when the comma-separated list has the word. */
static bool
has_word(const char *list, const char *word)
{
	size_t word_n = strlen(word);

	for (const char *at = list; at != NULL;) {
		const char *comma = strchr(at, ',');
		size_t n = comma == NULL ? strlen(at) : (size_t)(comma - at);

		if (n == word_n && memcmp(at, word, n) == 0)
			return true;
		at = comma == NULL ? NULL : comma + 1;
	}
	return false;
}

/*
 * The path of group below root, or NULL when it is not there: in a namespace
 * both may begin with "/..", and what is left must not lead out of the mount.
 */
static const char *
below(const char *root, const char *group)
{
	size_t n = strcmp(root, "/") == 0 ? 0 : strlen(root);
	const char *rest = group + n;

	if (strncmp(group, root, n) != 0 || (*rest != '/' && *rest != '\0'))
		return NULL;
	for (const char *at = rest; (at = strstr(at, "/..")) != NULL; at++)
		if (at[3] == '/' || at[3] == '\0')
			return NULL;
	return rest;
}

/* The folders from that of the group up to the mount point. */
static void
search_mount(struct search *search, const struct mount *mount)
{
	const struct groups *groups = &search->groups;
	const char *group = mount->is_v2 ? groups->v2 : groups->v1;
	const char *rest = below(mount->root, group);
	char folder[CGROUP_FOLDER_BYTES];
	size_t top_n = strlen(search->prefix) + strlen(mount->point);
	int n;

	if (!(mount->is_v2 ? groups->has_v2 : groups->has_v1) || rest == NULL)
		return;
	n = snprintf(folder, sizeof(folder), "%s%s%s", search->prefix,
		     mount->point, rest);
	if (n < 0 || (size_t)n >= sizeof(folder))
		return;
	for (;;) {
		char *slash = strrchr(folder, '/');

		search->take(search->ctx, folder, mount->is_v2);
		if (slash == NULL || (size_t)(slash - folder) < top_n)
			return;
		*slash = '\0';
	}
}

/* "\040" and the like stand for what would end a field. */
static void
unescape(char *text)
{
	char *to = text;

	for (const char *at = text; *at != '\0';) {
		char digits[4] = {0};

		if (*at == '\\')
			snprintf(digits, sizeof(digits), "%s", at + 1);
		if (strspn(digits, "01234567") == 3) {
			*to++ = (char)strtol(digits, NULL, 8);
			at += 4;
		} else {
			*to++ = *at++;
		}
	}
	*to = '\0';
}

/*
 * "ID PARENT DEV ROOT POINT OPTIONS [MORE...] - TYPE SOURCE OPTIONS"; the last
 * ones name the controllers of v1.
 */
static bool
parse_mount(char *line, const char *controller, struct mount *mount)
{
	char *fields[5] = {0}, *save = NULL;
	char *word = strtok_r(line, " \n", &save);
	const char *type, *options;

	for (size_t i = 0; word != NULL && strcmp(word, "-") != 0; i++) {
		if (i < 5)
			fields[i] = word;
		word = strtok_r(NULL, " \n", &save);
	}
	type = strtok_r(NULL, " \n", &save);
	strtok_r(NULL, " \n", &save);
	options = strtok_r(NULL, " \n", &save);
	if (fields[4] == NULL || options == NULL)
		return false;
	unescape(fields[3]);
	unescape(fields[4]);
	mount->root = fields[3];
	mount->point = fields[4];
	mount->is_v2 = strcmp(type, "cgroup2") == 0;
	return mount->is_v2 ||
	       (strcmp(type, "cgroup") == 0 && has_word(options, controller));
}

/* "ID:CONTROLLERS:GROUP"; no controllers: v2. */
static void
take_group(struct search *search, char *line)
{
	struct groups *groups = &search->groups;
	char *controllers = strchr(line, ':');
	char *group = controllers == NULL ? NULL : strchr(controllers + 1, ':');
	size_t n;

	if (group == NULL)
		return;
	*controllers++ = '\0';
	*group++ = '\0';
	n = strcspn(group, "\n");
	group[n] = '\0';
	if (n >= CGROUP_FOLDER_BYTES)
		return;
	if (*controllers == '\0') {
		groups->has_v2 = true;
		memcpy(groups->v2, group, n + 1);
	} else if (has_word(controllers, search->controller)) {
		groups->has_v1 = true;
		memcpy(groups->v1, group, n + 1);
	}
}

static void
take_mount(struct search *search, char *line)
{
	struct mount mount;

	if (parse_mount(line, search->controller, &mount))
		search_mount(search, &mount);
}

/* Call take for each line of a file below /proc/self. */
static void
read_lines(struct search *search, const char *name,
	   void (*take)(struct search *search, char *line))
{
	char path[CGROUP_FOLDER_BYTES];
	char *line = NULL;
	size_t capacity = 0;
	FILE *file;

	snprintf(path, sizeof(path), "%s/proc/self/%s", search->prefix, name);
	file = fopen(path, "re");
	if (file == NULL)
		return;
	while (getline(&line, &capacity, file) > 0)
		take(search, line);
	free(line);
	fclose(file);
}

void
cgroup_find(const char *root, const char *controller, cgroup_find_fn take,
	    void *ctx)
{
	struct search search = {
		.prefix = root,
		.controller = controller,
		.take = take,
		.ctx = ctx,
	};

	read_lines(&search, "cgroup", take_group);
	read_lines(&search, "mountinfo", take_mount);
}
