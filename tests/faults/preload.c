/* SPDX-License-Identifier: MIT */
/*
 * preload.c - calls of the C library that go wrong by a plan
 *
 * Loaded by LD_PRELOAD.  The variable FAULTS holds the plan, a line a rule:
 *
 *     CALL EFFECT [KEY=VALUE]...
 *
 * CALL is one of those in fault_plan.c, where "alloc" stands for malloc,
 * calloc and realloc.  EFFECT is one of
 *
 *     ENAME      the call fails with this errno
 *     lost=ENAME rename or mkdir is done, and then fails with this errno: a
 *                server's answer was lost, and it was asked again
 *     short=N    read, pread or write does at most N bytes; 0 looks like
 *                the end
 *     garble     read or write has every byte turned over
 *     garble=N   byte N of it, from 0, if it is that long
 *     jump=N     clock_gettime is N seconds ahead; it jumps back with the
 *                first call that is not: behind the start of the machine,
 *                which may be just now, there is no time
 *     run        the command in FAULTS_RUN is run first
 *     tell       nothing, but the line in the log goes on with the number
 *                of the call, one for the place that it comes from, and the
 *                names that callers have
 *
 * and the keys narrow it down: at=N (the Nth call of a process that the rest
 * of the rule is true of), from=N, every=N, most=N (times over all
 * processes), in=driver|worker, path=TEXT (in the path, or in what
 * /proc/self/fd says of the descriptor).  Each strike is a line in the file
 * FAULTS_LOG.  What the C library calls within itself does not come here, and
 * while it loads a library no allocation fails: that of glibc 2.36 frees what
 * it does not own then.
 */
#define _GNU_SOURCE /* RTLD_NEXT, pipe2 */
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <poll.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>
#include <sys/stat.h>
#include <sys/types.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "fault_plan.h"

/* Put the address of the function that this library hides into *function. */
static void
find_next(const char *name, void *function)
{
	void *next = dlsym(RTLD_NEXT, name);

	memcpy(function, &next, sizeof(next));
}

static bool
fails(const struct fault_rule *rule)
{
	if (rule == NULL || rule->errnum == 0 || rule->is_lost)
		return false;
	errno = rule->errnum;
	return true;
}

/* What is said of what came of a call. */
static int
answer(const struct fault_rule *rule, int result)
{
	if (rule == NULL || !rule->is_lost)
		return result;
	errno = rule->errnum;
	return -1;
}

static void
garble(const struct fault_rule *rule, uint8_t *data, ssize_t n)
{
	for (ssize_t i = 0; rule != NULL && rule->garbles && i < n; i++)
		if (rule->garbled_at < 0 || rule->garbled_at == i)
			data[i] = (uint8_t)~data[i];
}

int
open(const char *path, int flags, ...)
{
	int (*next)(const char *, int, ...);
	va_list args;
	mode_t mode;

	/* Where there is none, it is not looked at. */
	va_start(args, flags);
	mode = va_arg(args, mode_t);
	va_end(args);
	if (fails(fault_strike("open", path, -1)))
		return -1;
	find_next("open", &next);
	return next(path, flags, mode);
}

/* What a fortified program makes of open() with two arguments. */
int __open64_2(const char *path, int flags);

int
__open64_2(const char *path, int flags)
{
	return open(path, flags);
}

/* A path that is seen from an open folder, as one. */
static const char *
whole(int folder_fd, const char *path, char room[PATH_MAX])
{
	char link[40];
	ssize_t n;

	if (folder_fd == AT_FDCWD || path[0] == '/')
		return path;
	snprintf(link, sizeof(link), "/proc/self/fd/%d", folder_fd);
	n = readlink(link, room, PATH_MAX - 1);
	if (n < 0)
		return path;
	snprintf(room + n, PATH_MAX - (size_t)n, "/%s", path);
	return room;
}

/* For what is looked for, it is the same. */
int
openat(int folder_fd, const char *path, int flags, ...)
{
	int (*next)(int, const char *, int, ...);
	char room[PATH_MAX];
	va_list args;
	mode_t mode;

	va_start(args, flags);
	mode = va_arg(args, mode_t);
	va_end(args);
	if (fails(fault_strike("open", whole(folder_fd, path, room), -1)))
		return -1;
	find_next("openat", &next);
	return next(folder_fd, path, flags, mode);
}

int __openat64_2(int folder_fd, const char *path, int flags);

int
__openat64_2(int folder_fd, const char *path, int flags)
{
	return openat(folder_fd, path, flags);
}

ssize_t
read(int fd, void *data, size_t n)
{
	ssize_t (*next)(int, void *, size_t);
	const struct fault_rule *rule = fault_strike("read", NULL, fd);

	if (fails(rule))
		return -1;
	find_next("read", &next);
	n = rule != NULL && rule->most_nbytes < n ? rule->most_nbytes : n;
	if (n == 0)
		return 0;
	ssize_t n_read = next(fd, data, n);
	garble(rule, data, n_read);
	return n_read;
}

ssize_t
pread(int fd, void *data, size_t n, off_t offset)
{
	ssize_t (*next)(int, void *, size_t, off_t);
	const struct fault_rule *rule = fault_strike("pread", NULL, fd);

	if (fails(rule))
		return -1;
	find_next("pread64", &next);
	n = rule != NULL && rule->most_nbytes < n ? rule->most_nbytes : n;
	return next(fd, data, n, offset);
}

ssize_t
write(int fd, const void *data, size_t n)
{
	ssize_t (*next)(int, const void *, size_t);
	const struct fault_rule *rule = fault_strike("write", NULL, fd);
	uint8_t copy[4096];

	if (fails(rule))
		return -1;
	find_next("write", &next);
	n = rule != NULL && rule->most_nbytes < n ? rule->most_nbytes : n;
	if (rule == NULL || !rule->garbles)
		return next(fd, data, n);
	n = n < sizeof(copy) ? n : sizeof(copy);
	memcpy(copy, data, n);
	garble(rule, copy, (ssize_t)n);
	return next(fd, copy, n);
}

/* On Linux the descriptor is gone whatever close(2) says. */
int
close(int fd)
{
	int (*next)(int);
	const struct fault_rule *rule = fault_strike("close", NULL, fd);

	find_next("close", &next);
	if (next(fd) != 0 || fails(rule))
		return -1;
	return 0;
}

off_t
lseek(int fd, off_t offset, int whence)
{
	off_t (*next)(int, off_t, int);

	if (fails(fault_strike("lseek", NULL, fd)))
		return -1;
	find_next("lseek", &next);
	return next(fd, offset, whence);
}

int
fsync(int fd)
{
	int (*next)(int);

	if (fails(fault_strike("fsync", NULL, fd)))
		return -1;
	find_next("fsync", &next);
	return next(fd);
}

int
renameat(int from_fd, const char *from, int to_fd, const char *to)
{
	const struct fault_rule *rule;
	int (*next)(int, const char *, int, const char *);
	char room[PATH_MAX];

	rule = fault_strike("rename", whole(to_fd, to, room), -1);
	if (fails(rule))
		return -1;
	find_next("renameat", &next);
	return answer(rule, next(from_fd, from, to_fd, to));
}

/* To a plan it is a rename like any other. */
int
renameat2(int from_fd, const char *from, int to_fd, const char *to,
	  unsigned flags)
{
	const struct fault_rule *rule;
	int (*next)(int, const char *, int, const char *, unsigned);
	char room[PATH_MAX];

	rule = fault_strike("rename", whole(to_fd, to, room), -1);
	if (fails(rule))
		return -1;
	find_next("renameat2", &next);
	return answer(rule, next(from_fd, from, to_fd, to, flags));
}

int
mkdir(const char *path, mode_t mode)
{
	const struct fault_rule *rule;
	int (*next)(const char *, mode_t);

	rule = fault_strike("mkdir", path, -1);
	if (fails(rule))
		return -1;
	find_next("mkdir", &next);
	return answer(rule, next(path, mode));
}

int
mkdirat(int folder_fd, const char *path, mode_t mode)
{
	const struct fault_rule *rule;
	int (*next)(int, const char *, mode_t);
	char room[PATH_MAX];

	rule = fault_strike("mkdir", whole(folder_fd, path, room), -1);
	if (fails(rule))
		return -1;
	find_next("mkdirat", &next);
	return answer(rule, next(folder_fd, path, mode));
}

int
pipe2(int fds[2], int flags)
{
	int (*next)(int *, int);

	if (fails(fault_strike("pipe2", NULL, -1)))
		return -1;
	find_next("pipe2", &next);
	return next(fds, flags);
}

pid_t
fork(void)
{
	pid_t (*next)(void);
	pid_t pid;

	if (fails(fault_strike("fork", NULL, -1)))
		return -1;
	find_next("fork", &next);
	pid = next();
	if (pid == 0)
		fault_be_worker();
	return pid;
}

int
close_range(unsigned first, unsigned last, int flags)
{
	int (*next)(unsigned, unsigned, int);
	unsigned log = (unsigned)fault_log_fd();

	if (fails(fault_strike("close_range", NULL, -1)))
		return -1;
	find_next("close_range", &next);
	return next(first, last < log ? last : log - 1, flags);
}

pid_t
waitpid(pid_t pid, int *status, int options)
{
	pid_t (*next)(pid_t, int *, int);

	if (fails(fault_strike("waitpid", NULL, -1)))
		return -1;
	find_next("waitpid", &next);
	return next(pid, status, options);
}

int
poll(struct pollfd *fds, nfds_t n, int timeout_ms)
{
	int (*next)(struct pollfd *, nfds_t, int);

	if (fails(fault_strike("poll", NULL, -1)))
		return -1;
	find_next("poll", &next);
	return next(fds, n, timeout_ms);
}

ssize_t
getrandom(void *data, size_t n, unsigned flags)
{
	ssize_t (*next)(void *, size_t, unsigned);

	if (fails(fault_strike("getrandom", NULL, -1)))
		return -1;
	find_next("getrandom", &next);
	return next(data, n, flags);
}

int
clock_gettime(clockid_t clock, struct timespec *now)
{
	int (*next)(clockid_t, struct timespec *);
	const struct fault_rule *rule = fault_strike("clock_gettime", NULL, -1);
	int result;

	if (fails(rule))
		return -1;
	find_next("clock_gettime", &next);
	result = next(clock, now);
	if (rule != NULL)
		now->tv_sec += rule->jump_s;
	return result;
}

void *
mmap(void *at, size_t n, int protection, int flags, int fd, off_t offset)
{
	void *(*next)(void *, size_t, int, int, int, off_t);

	if (fails(fault_strike("mmap", NULL, -1)))
		return MAP_FAILED;
	find_next("mmap", &next);
	return next(at, n, protection, flags, fd, offset);
}

/* In dlopen(). */
static bool is_loading;

static bool
has_no_memory(void)
{
	return !is_loading && fails(fault_strike("alloc", NULL, -1));
}

void *
dlopen(const char *path, int mode)
{
	void *(*next)(const char *, int), *handle;

	find_next("dlopen", &next);
	is_loading = true;
	handle = next(path, mode);
	is_loading = false;
	return handle;
}

void *
malloc(size_t n)
{
	void *(*next)(size_t);

	if (has_no_memory())
		return NULL;
	find_next("malloc", &next);
	return next(n);
}

void *
calloc(size_t n, size_t nbytes)
{
	void *(*next)(size_t, size_t);

	if (has_no_memory())
		return NULL;
	find_next("calloc", &next);
	return next(n, nbytes);
}

void *
realloc(void *data, size_t n)
{
	void *(*next)(void *, size_t);

	if (has_no_memory())
		return NULL;
	find_next("realloc", &next);
	return next(data, n);
}
