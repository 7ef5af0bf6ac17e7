/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* O_PATH */
#include "plan/probe.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/link.h"
#include "plan/plan_list.h"

void
probe_begin(struct probe *probe, const char *folder)
{
	sigset_t all;
	int fd;

	probe->has_begun = true;
	sigfillset(&all);
	sigprocmask(SIG_BLOCK, &all, &probe->signals);
	probe->put.nbytes = 0;
	fd = link_open(AT_FDCWD, plan_list_here(folder),
		       O_PATH | O_DIRECTORY | O_CLOEXEC, LINK_ANY);
	if (fd < 0)
		return;
	probe->is_there =
		stage_open(&probe->stage, fd, hash_key_random().part[0]) == 0;
	close(fd);
}

/* The path of a name, in probe->path. */
static enum gm_status
go_to(struct probe *probe, const char *name, struct gm_error *err)
{
	probe->path.nbytes = 0;
	return bytes_append(&probe->path, name, strlen(name) + 1, err);
}

/* Make the folders above the name whose path it is. */
static void
make_folders(const struct probe *probe)
{
	char *path = (char *)probe->path.data, *at = path;

	for (; (at = strchr(at, '/')) != NULL; at++) {
		*at = '\0';
		mkdirat(probe->stage.fd, path, 0700);
		*at = '/';
	}
}

/* Remove them, those that are empty. */
static void
remove_folders(const struct probe *probe)
{
	char *path = (char *)probe->path.data, *slash;

	while ((slash = strrchr(path, '/')) != NULL) {
		*slash = '\0';
		unlinkat(probe->stage.fd, path, AT_REMOVEDIR);
	}
}

/* Make the file whose path it is, and write the number. */
static enum probe_answer
make_file(int folder_fd, const char *path, uint32_t *number)
{
	int fd = openat(folder_fd, path,
			O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0600);
	ssize_t n;

	if (fd >= 0) {
		n = write(fd, number, sizeof(*number));
		close(fd);
		return n == (ssize_t)sizeof(*number) ? PROBE_NEW
						     : PROBE_UNKNOWN;
	}
	if (errno != EEXIST)
		return PROBE_UNKNOWN;
	fd = openat(folder_fd, path, O_RDONLY | O_CLOEXEC);
	n = fd < 0 ? -1 : read(fd, number, sizeof(*number));
	if (fd >= 0)
		close(fd);
	return n == (ssize_t)sizeof(*number) ? PROBE_TAKEN : PROBE_UNKNOWN;
}

enum gm_status
probe_put(struct probe *probe, const char *name, uint32_t *number,
	  enum probe_answer *answer, struct gm_error *err)
{
	enum gm_status st = go_to(probe, name, err);

	*answer = PROBE_UNKNOWN;
	if (st == GM_OK)
		st = bytes_append(&probe->put, name, strlen(name) + 1, err);
	if (st != GM_OK || !probe->is_there)
		return st;
	make_folders(probe);
	*answer = make_file(probe->stage.fd, (const char *)probe->path.data,
			    number);
	return GM_OK;
}

/* Take a name away again; there was room for its path when it was put. */
static void
take(struct probe *probe, const char *name)
{
	struct gm_error err;

	if (go_to(probe, name, &err) != GM_OK)
		return;
	unlinkat(probe->stage.fd, (const char *)probe->path.data, 0);
	remove_folders(probe);
}

enum gm_status
probe_ask(struct probe *probe, bool *folds, struct gm_error *err)
{
	static const char *const pairs[][2] = {
		{"k", "K"},
		{"k", "k."},
		{"k", "k "},
		/* e with an acute accent, as one character and as two */
		{"\xc3\xa9", "e\xcc\x81"},
	};
	enum gm_status st = GM_OK;

	*folds = false;
	for (size_t i = 0; st == GM_OK && !*folds && i < 4; i++) {
		enum probe_answer answer;
		uint32_t number = 0;

		st = probe_put(probe, pairs[i][0], &number, &answer, err);
		if (st == GM_OK)
			st = go_to(probe, pairs[i][1], err);
		*folds =
			st == GM_OK && probe->is_there &&
			faccessat(probe->stage.fd,
				  (const char *)probe->path.data, F_OK, 0) == 0;
		take(probe, pairs[i][0]);
	}
	return st;
}

void
probe_end(struct probe *probe)
{
	const char *name = (const char *)probe->put.data;
	size_t left = probe->put.nbytes;

	for (size_t n; probe->is_there && left > 0; name += n, left -= n) {
		n = strlen(name) + 1;
		take(probe, name);
	}
	if (probe->is_there)
		stage_close(&probe->stage);
	probe->is_there = false;
	probe->has_begun = false;
	sigprocmask(SIG_SETMASK, &probe->signals, NULL);
}

void
probe_free(struct probe *probe)
{
	bytes_free(&probe->path);
	bytes_free(&probe->put);
	*probe = (struct probe){0};
}
