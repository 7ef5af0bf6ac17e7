/* SPDX-License-Identifier: MIT */
#include "base/cgroup.h"

#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Longest path that is looked at; what is longer counts as no limit. */
#define PATH_BYTES 4608

/* A quota of more processors than any machine has is none. */
#define MAX_CPUS 65536

/* Where the process is, by its two lines of /proc/self/cgroup (cgroups(7)). */
struct groups {
	bool has_v1;
	bool has_v2;
	char v1[PATH_BYTES];
	char v2[PATH_BYTES];
};

/* A line of /proc/self/mountinfo (proc(5)), as far as it matters. */
struct mount {
	const char *root;  /* the group that stands at point */
	const char *point; /* where it is mounted */
	bool is_v2;
};

struct search {
	const char *prefix; /* of all paths */
	struct groups groups;
	unsigned least; /* 0: no limit so far */
};

/* quota / period rounded up, as processors; 0 is no limit. */
static unsigned
quota_count(uint64_t quota, uint64_t period)
{
	uint64_t n;

	if (period == 0 || quota == 0)
		return 0;
	n = quota / period + (quota % period != 0);
	return n > MAX_CPUS ? 0 : (unsigned)n;
}

/* The quota that the group in folder sets itself; 0 is none. */
static unsigned
read_quota(const char *folder, bool is_v2)
{
	char path[PATH_BYTES + 32];
	uint64_t quota = 0, period = 0;
	FILE *file;

	snprintf(path, sizeof(path), "%s/%s", folder,
		 is_v2 ? "cpu.max" : "cpu.cfs_quota_us");
	file = fopen(path, "re");
	if (file == NULL)
		return 0;
	/* "max" is no number, and -1 a huge one: no limit. */
	if (fscanf(file, "%" SCNu64 " %" SCNu64, &quota, &period) < 1)
		quota = 0;
	fclose(file);
	if (is_v2 || quota == 0)
		return quota_count(quota, period);

	snprintf(path, sizeof(path), "%s/cpu.cfs_period_us", folder);
	file = fopen(path, "re");
	if (file == NULL)
		return 0;
	if (fscanf(file, "%" SCNu64, &period) != 1)
		period = 0;
	fclose(file);
	return quota_count(quota, period);
}

/* True when the comma-separated list names the cpu controller. */
static bool
has_cpu(const char *list)
{
	for (const char *at = list; at != NULL;) {
		const char *comma = strchr(at, ',');
		size_t n = comma == NULL ? strlen(at) : (size_t)(comma - at);

		if (n == 3 && memcmp(at, "cpu", 3) == 0)
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

/* The least quota on the way from the group up to the mount point. */
static void
search_mount(struct search *search, const struct mount *mount)
{
	const struct groups *groups = &search->groups;
	const char *group = mount->is_v2 ? groups->v2 : groups->v1;
	const char *rest = below(mount->root, group);
	char folder[PATH_BYTES];
	size_t top_n = strlen(search->prefix) + strlen(mount->point);
	int n;

	if (!(mount->is_v2 ? groups->has_v2 : groups->has_v1) || rest == NULL)
		return;
	n = snprintf(folder, sizeof(folder), "%s%s%s", search->prefix,
		     mount->point, rest);
	if (n < 0 || (size_t)n >= sizeof(folder))
		return;
	for (;;) {
		unsigned quota = read_quota(folder, mount->is_v2);
		char *slash = strrchr(folder, '/');

		if (quota != 0 && (search->least == 0 || quota < search->least))
			search->least = quota;
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

/* "ID PARENT DEV ROOT POINT OPTIONS [MORE...] - TYPE SOURCE OPTIONS" */
static bool
parse_mount(char *line, struct mount *mount)
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
	       (strcmp(type, "cgroup") == 0 && has_cpu(options));
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
	if (n >= PATH_BYTES)
		return;
	if (*controllers == '\0') {
		groups->has_v2 = true;
		memcpy(groups->v2, group, n + 1);
	} else if (has_cpu(controllers)) {
		groups->has_v1 = true;
		memcpy(groups->v1, group, n + 1);
	}
}

static void
take_mount(struct search *search, char *line)
{
	struct mount mount;

	if (parse_mount(line, &mount))
		search_mount(search, &mount);
}

/* Call take for each line of a file below /proc/self. */
static void
read_lines(struct search *search, const char *name,
	   void (*take)(struct search *search, char *line))
{
	char path[PATH_BYTES];
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

unsigned
cgroup_cpus(const char *root)
{
	struct search search = {.prefix = root};

	read_lines(&search, "cgroup", take_group);
	read_lines(&search, "mountinfo", take_mount);
	return search.least;
}
