/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* flock, O_PATH */
#include "base/stage.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/xattr.h>
#include <time.h>
#include <unistd.h>

#include "base/hash.h"
#include "base/link.h"
#include "base/lockers.h"

#define NAME_START ".graymill-"
#define NAME_END   ".tmp"

/* Of a number in a name. */
#define N_DIGITS 16u
/* So often is a lock tried for that another process has: a second or more. */
#define LOCK_TRIES 20000u
/* And so often is one made anew that was swept before it was locked. */
#define SWEEP_TRIES 20000u

/*
 * The sticky bit means nothing in a folder that nobody else can enter: it is
 * the mark of ours, which who may rename cannot put on another one.
 */
#define MODE (S_ISVTX | S_IRWXU)

#define IN_IT (O_PATH | O_DIRECTORY | O_CLOEXEC)

#define HEX_DIGITS "0123456789abcdef"
#define DIGITS     "0123456789"

void
stage_name(uint64_t run_id, uint64_t lockers, char name[STAGE_NAME_BYTES])
{
	if (lockers == LOCKERS_ALL)
		snprintf(name, STAGE_NAME_BYTES,
			 NAME_START "%016" PRIx64 NAME_END, run_id);
	else
		snprintf(name, STAGE_NAME_BYTES,
			 NAME_START "%016" PRIx64 "-%016" PRIx64 NAME_END,
			 run_id, lockers);
}

static bool
starts_with_number(const char *text)
{
	return strspn(text, HEX_DIGITS) == N_DIGITS;
}

/*
 * What follows the name of a stage in a name, or NULL.  *lockers is what the
 * name says of them.
 */
static const char *
after_stage(const char *name, uint64_t *lockers)
{
	size_t n = sizeof(NAME_START) - 1;
	const char *end = name + n + N_DIGITS;

	*lockers = LOCKERS_ALL;
	if (strncmp(name, NAME_START, n) != 0 || !starts_with_number(name + n))
		return NULL;
	if (end[0] == '-' && starts_with_number(end + 1)) {
		*lockers = strtoull(end + 1, NULL, 16);
		end += 1 + N_DIGITS;
	}
	return strncmp(end, NAME_END, sizeof(NAME_END) - 1) == 0
		       ? end + sizeof(NAME_END) - 1
		       : NULL;
}

bool
stage_is_name(const char *name)
{
	uint64_t lockers;
	const char *rest = after_stage(name, &lockers);

	if (rest == NULL || *rest == '\0')
		return rest != NULL;
	return rest[0] == '-' && rest[1] != '\0' &&
	       strspn(rest + 1, DIGITS) == strlen(rest + 1);
}

/* Whatever the umask says, the owner can enter it, and nobody else. */
static int
make_folder(int folder_fd, const char *name)
{
	mode_t before = umask(0);
	int result = mkdirat(folder_fd, name, MODE);

	umask(before);
	return result;
}

static int
open_folder(int folder_fd, const char *name)
{
	return link_open(folder_fd, name, O_RDONLY | O_DIRECTORY | O_CLOEXEC,
			 LINK_NONE);
}

static bool
is_same(int folder_fd, const char *name, int fd)
{
	struct stat named, opened;

	return fstatat(folder_fd, name, &named, AT_SYMLINK_NOFOLLOW) == 0 &&
	       fstat(fd, &opened) == 0 && named.st_dev == opened.st_dev &&
	       named.st_ino == opened.st_ino;
}

/* There are file systems on which all is of one owner. */
static bool
is_of_ours(int fd)
{
	struct stat info, parent;

	return fstat(fd, &info) == 0 && (info.st_uid == geteuid() ||
					 (fstatat(fd, "..", &parent, 0) == 0 &&
					  info.st_uid == parent.st_uid));
}

/* What is in the folder, but for itself and its parent; NULL with errno. */
static DIR *
list(int fd)
{
	int own_fd = open_folder(fd, "."), errnum;
	DIR *dir = own_fd < 0 ? NULL : fdopendir(own_fd);

	errnum = errno;
	if (dir == NULL && own_fd >= 0)
		close(own_fd);
	errno = errnum;
	return dir;
}

static const char *
next(DIR *dir)
{
	const struct dirent *entry;

	do
		entry = readdir(dir);
	while (entry != NULL && (strcmp(entry->d_name, ".") == 0 ||
				 strcmp(entry->d_name, "..") == 0));
	return entry == NULL ? NULL : entry->d_name;
}

/* 0 for a folder with nothing in it, EPERM, or why it cannot be told. */
static int
see_empty(int fd)
{
	DIR *dir = list(fd);
	int errnum;

	if (dir == NULL)
		return errno;
	errnum = next(dir) == NULL ? 0 : EPERM;
	closedir(dir);
	return errnum;
}

/*
 * 0 when it is the one that was made, or as good, else an errno: who may rename
 * here can put another folder of ours in its place, and what is in that is not
 * ours to remove.
 */
static int
see_fresh(int fd)
{
	int errnum = see_empty(fd);
	struct stat info;

	if (errnum == 0 && fstat(fd, &info) != 0)
		errnum = errno;
	if (errnum != 0 || (info.st_mode & 0077) == 0)
		return errnum;
	/* There are file systems without modes, where it stays as it is. */
	(void)fchmod(fd, MODE);
	return see_empty(fd);
}

/* What lets others read all that is made below the output folder; an errno. */
static int
inherit_nothing(int fd)
{
	if (fremovexattr(fd, "system.posix_acl_default") == 0 ||
	    errno == ENODATA || errno == EOPNOTSUPP || errno == ENOSYS)
		return 0;
	return errno;
}

/*
 * 0, ENOENT when it was swept meanwhile, or EWOULDBLOCK when another process
 * keeps it locked: who sweeps is done at once.  Where nobody can lock it, it
 * is as good as locked.
 */
static int
lock(int folder_fd, const char *name, int fd)
{
	const struct timespec pause = {.tv_nsec = 20000};

	for (unsigned i = 0; i < LOCK_TRIES; i++) {
		bool is_held = flock(fd, LOCK_EX | LOCK_NB) != 0 &&
			       errno == EWOULDBLOCK;

		if (!is_same(folder_fd, name, fd))
			return ENOENT;
		if (!is_held)
			return 0;
		nanosleep(&pause, NULL);
	}
	return EWOULDBLOCK;
}

/* Open and lock the one that was made; 0, or an errno. */
static int
enter(struct stage *stage, int folder_fd)
{
	int fd = open_folder(folder_fd, stage->name), errnum;

	if (fd < 0)
		return errno;
	errnum = is_of_ours(fd) ? lock(folder_fd, stage->name, fd) : EPERM;
	if (errnum == 0)
		errnum = see_fresh(fd);
	if (errnum == 0)
		errnum = inherit_nothing(fd);
	stage->lock_fd = fd;
	stage->fd = errnum == 0 ? link_open(fd, ".", IN_IT, LINK_NONE) : -1;
	if (errnum == 0 && stage->fd < 0)
		errnum = errno;
	if (errnum != 0)
		close(fd);
	return errnum;
}

/*
 * Where hosts ask a server, one that does not hear the answer asks again, and
 * hears that what it has made is there.  The name is its own.
 */
static bool
was_asked_twice(int errnum, uint64_t lockers)
{
	return errnum == EEXIST && lockers > LOCKERS_UNKNOWN;
}

int
stage_open(struct stage *stage, int folder_fd, uint64_t run_id)
{
	uint64_t lockers = lockers_of(folder_fd, "");
	int errnum = ENOENT;

	stage_name(run_id, lockers, stage->name);
	for (unsigned i = 0; errnum == ENOENT && i < SWEEP_TRIES; i++) {
		if (make_folder(folder_fd, stage->name) != 0 &&
		    !was_asked_twice(errno, lockers))
			return errno;
		errnum = enter(stage, folder_fd);
	}
	if (errnum != 0)
		unlinkat(folder_fd, stage->name, AT_REMOVEDIR);
	return errnum;
}

static bool
is_number_after(const char *name, const char *start)
{
	size_t n = strlen(start);

	return strncmp(name, start, n) == 0 && name[n] != '\0' &&
	       strspn(name + n, HEX_DIGITS) == strlen(name + n);
}

/*
 * Outputs in the making have numbers for names; what asks a file system about
 * names makes files of a number's size, in folders, too.  What is open when it
 * is removed goes on under another name, with NFS and FUSE, and for ever where
 * their host is lost.
 */
static bool
is_ours(int fd, const char *name)
{
	struct stat info;

	return strspn(name, DIGITS) == strlen(name) ||
	       is_number_after(name, ".nfs") ||
	       is_number_after(name, ".fuse_hidden") ||
	       (fstatat(fd, name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
		S_ISREG(info.st_mode) &&
		info.st_size <= (off_t)sizeof(uint32_t));
}

/*
 * Remove what is in a folder, or only what is ours.  It is no deeper than a
 * path is long.
 */
static void
empty(int fd, bool is_all_ours)
{
	DIR *dir = list(fd);
	const char *name;

	while (dir != NULL && (name = next(dir)) != NULL) {
		int sub_fd = open_folder(fd, name);

		if (sub_fd >= 0) {
			empty(sub_fd, is_all_ours);
			close(sub_fd);
			unlinkat(fd, name, AT_REMOVEDIR);
		} else if (is_all_ours || is_ours(fd, name)) {
			unlinkat(fd, name, 0);
		}
	}
	if (dir != NULL)
		closedir(dir);
}

/* Under its name may be something else by now: a folder with nothing in it. */
static int
remove_folder(const struct stage *stage)
{
	char path[3 + STAGE_NAME_BYTES];

	snprintf(path, sizeof(path), "../%s", stage->name);
	return unlinkat(stage->fd, path, AT_REMOVEDIR);
}

/* Of what is still open elsewhere something may stay, which is swept one day.
 */
void
stage_close(const struct stage *stage)
{
	if (remove_folder(stage) != 0) {
		empty(stage->lock_fd, true);
		remove_folder(stage);
	}
	close(stage->fd);
	close(stage->lock_fd);
}

/* Whether we would see the lock of whoever has made what has that in its name.
 */
static bool
sees_lock(struct stage_sweep *sweep, uint64_t lockers)
{
	if (!sweep->knows_lockers)
		sweep->lockers = lockers_of(sweep->folder_fd, "");
	sweep->knows_lockers = true;
	return lockers == sweep->lockers && lockers != LOCKERS_UNKNOWN;
}

/* What was made just now is dated by whoever dates what others make. */
static int64_t
ask_time(int folder_fd)
{
	struct stage stage;
	struct stat info;
	int64_t now_s = 0;

	if (stage_open(&stage, folder_fd, hash_key_random().part[0]) != 0)
		return 0;
	if (fstat(stage.fd, &info) == 0)
		now_s = (int64_t)info.st_mtim.tv_sec;
	stage_close(&stage);
	return now_s;
}

static bool
is_old(struct stage_sweep *sweep, const struct stat *info)
{
	if (!sweep->knows_now)
		sweep->now_s = ask_time(sweep->folder_fd);
	sweep->knows_now = true;
	return sweep->now_s > STAGE_LEFT_S &&
	       (int64_t)info->st_mtim.tv_sec < sweep->now_s - STAGE_LEFT_S;
}

/* Whose stage is there, that run may be at work. */
static void
sweep_copy(struct stage_sweep *sweep, const char *name, size_t n_stage,
	   uint64_t lockers)
{
	int fd = sweep->folder_fd;
	char stage[STAGE_NAME_BYTES];
	struct stat info;

	snprintf(stage, sizeof(stage), "%.*s", (int)n_stage, name);
	if (fstatat(fd, stage, &info, AT_SYMLINK_NOFOLLOW) != 0 &&
	    errno == ENOENT &&
	    fstatat(fd, name, &info, AT_SYMLINK_NOFOLLOW) == 0 &&
	    S_ISREG(info.st_mode) && info.st_uid == geteuid() &&
	    (sees_lock(sweep, lockers) || is_old(sweep, &info)))
		unlinkat(fd, name, 0);
}

/* Before the lock was had, its owner may have removed it. */
static bool
is_left_behind(struct stage_sweep *sweep, const char *name, int fd,
	       uint64_t lockers)
{
	struct stat info;
	bool is_seen;

	if (fstat(fd, &info) != 0 || info.st_uid != geteuid() ||
	    (info.st_mode & (07777 & ~S_ISGID)) != MODE)
		return false;
	is_seen = sees_lock(sweep, lockers);
	if (!is_seen && !is_old(sweep, &info))
		return false;
	if (flock(fd, LOCK_EX | LOCK_NB) != 0 &&
	    (is_seen || errno == EWOULDBLOCK))
		return false;
	return is_same(sweep->folder_fd, name, fd);
}

void
stage_sweep(struct stage_sweep *sweep, const char *name)
{
	uint64_t lockers;
	const char *rest = after_stage(name, &lockers);
	int fd;

	if (*rest != '\0') {
		sweep_copy(sweep, name, (size_t)(rest - name), lockers);
		return;
	}
	fd = open_folder(sweep->folder_fd, name);
	if (fd < 0)
		return;
	if (is_left_behind(sweep, name, fd, lockers)) {
		empty(fd, false);
		unlinkat(sweep->folder_fd, name, AT_REMOVEDIR);
	}
	close(fd);
}
