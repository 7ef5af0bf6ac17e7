/* SPDX-License-Identifier: MIT */
/*
 * First where the groups of this process are, as v1 and v2 are mounted; then
 * what they say.
 */
#include "base/cgroup.h"

#include <fcntl.h>
#include <inttypes.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* Longest path of a folder, with its end; a longer one is not found. */
#define FOLDER_BYTES 4608

/* The kernel writes its lists anew for each read: few are better. */
#define BUFFER_BYTES 16384

/* A quota of more processors than any machine has is none. */
#define MAX_CPUS 65536

/* Told of one folder, which is valid during the call. */
typedef void (*take_fn)(void *ctx, const char *folder, bool is_v2);

/* A line of /proc/self/mountinfo (proc(5)), as far as it matters. */
struct mount {
	const char *root;  /* the group that stands at point */
	const char *point; /* where it is mounted */
	bool is_v2;
};

struct search {
	const char *prefix;     /* of all paths */
	const char *controller; /* of v1 */
	take_fn take;
	void *ctx;
	/* By is_v2: where the process is, by /proc/self/cgroup (cgroups(7)). */
	bool has_group[2];
	char groups[2][FOLDER_BYTES];
};

/* True when the comma-separated list has the word. */
static bool
has_word(const char *list, const char *word)
{
	size_t n = strlen(word);

	for (const char *at = list; (at = strstr(at, word)) != NULL; at++)
		if ((at == list || at[-1] == ',') &&
		    (at[n] == ',' || at[n] == '\0'))
			return true;
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
	const char *rest = below(mount->root, search->groups[mount->is_v2]);
	char folder[FOLDER_BYTES];
	size_t top_n = strlen(search->prefix) + strlen(mount->point);
	int n;

	if (!search->has_group[mount->is_v2] || rest == NULL)
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
	char *controllers = strchr(line, ':');
	char *group = controllers == NULL ? NULL : strchr(controllers + 1, ':');
	bool is_v2;
	size_t n;

	if (group == NULL)
		return;
	*controllers++ = '\0';
	*group++ = '\0';
	n = strcspn(group, "\n");
	group[n] = '\0';
	if (n >= FOLDER_BYTES)
		return;
	is_v2 = *controllers == '\0';
	if (is_v2 || has_word(controllers, search->controller)) {
		search->has_group[is_v2] = true;
		memcpy(search->groups[is_v2], group, n + 1);
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
	char path[FOLDER_BYTES], buffer[BUFFER_BYTES];
	char *line = NULL;
	size_t capacity = 0;
	FILE *file;

	snprintf(path, sizeof(path), "%s/proc/self/%s", search->prefix, name);
	file = fopen(path, "re");
	if (file == NULL)
		return;
	setvbuf(file, buffer, _IOFBF, sizeof(buffer));
	while (getline(&line, &capacity, file) > 0)
		take(search, line);
	free(line);
	fclose(file);
}

/*
 * Call take for the group of v2, for that of v1 which the controller is in,
 * and for all above them, as far as they are mounted; for none where that
 * cannot be told.
 */
static void
find(const char *root, const char *controller, take_fn take, void *ctx)
{
	struct search found = {
		.prefix = root,
		.controller = controller,
		.take = take,
		.ctx = ctx,
	};

	read_lines(&found, "cgroup", take_group);
	read_lines(&found, "mountinfo", take_mount);
}

/* The first bytes of a small file; false when it cannot be read. */
static bool
read_head(const char *path, char *head, size_t nbytes)
{
	int fd = open(path, O_RDONLY | O_CLOEXEC);
	ssize_t n = fd < 0 ? -1 : read(fd, head, nbytes - 1);

	if (fd >= 0)
		close(fd);
	head[n > 0 ? n : 0] = '\0';
	return n > 0;
}

/*
 * The numbers, at most two, that a file of a group begins with; how many there
 * are.  "max" is none, and -1 a huge one.
 */
static int
read_numbers(const char *folder, const char *name, uint64_t numbers[2])
{
	char path[FOLDER_BYTES + 32], head[64];
	int n;

	snprintf(path, sizeof(path), "%s/%s", folder, name);
	if (!read_head(path, head, sizeof(head)))
		return 0;
	n = sscanf(head, "%" SCNu64 " %" SCNu64, &numbers[0], &numbers[1]);
	return n > 0 ? n : 0;
}

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
	uint64_t quota[2] = {0}, period[2] = {0};

	if (is_v2) {
		read_numbers(folder, "cpu.max", quota);
		return quota_count(quota[0], quota[1]);
	}
	read_numbers(folder, "cpu.cfs_quota_us", quota);
	read_numbers(folder, "cpu.cfs_period_us", period);
	return quota_count(quota[0], period[0]);
}

static void
take_quota(void *ctx, const char *folder, bool is_v2)
{
	unsigned quota = read_quota(folder, is_v2);
	unsigned *least = ctx;

	if (quota != 0 && (*least == 0 || quota < *least))
		*least = quota;
}

unsigned
cgroup_cpus(const char *root)
{
	unsigned least = 0;

	find(root, "cpu", take_quota, &least);
	return least;
}

static void
take_nbytes(uint64_t *least, const char *folder, const char *name)
{
	uint64_t nbytes[2];

	if (read_numbers(folder, name, nbytes) > 0 && nbytes[0] < *least)
		*least = nbytes[0];
}

static void
take_memory(void *ctx, const char *folder, bool is_v2)
{
	if (!is_v2) {
		take_nbytes(ctx, folder, "memory.limit_in_bytes");
		return;
	}
	take_nbytes(ctx, folder, "memory.max");
	/*
	 * Over this one nobody is killed, but all are slowed down until the
	 * kernel has got memory back: that of a picture it never does.
	 */
	take_nbytes(ctx, folder, "memory.high");
}

uint64_t
cgroup_memory(const char *root)
{
	uint64_t least = UINT64_MAX;

	find(root, "memory", take_memory, &least);
	return least;
}
