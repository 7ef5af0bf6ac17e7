/* SPDX-License-Identifier: MIT */
/*
 * Landlock is here, by the kernel's Documentation/userspace-api/landlock.rst;
 * seccomp is in sandbox_calls.h.
 */
#define _GNU_SOURCE /* O_PATH, syscall, clearenv */
#include "guard/sandbox.h"

#include <errno.h>
#include <fcntl.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/auxv.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "guard/sandbox_calls.h"

/*
 * The kernel's headers may be older than the kernel: its numbers stand here.
 * Versions of Landlock add to each of the three sets.
 */
struct rule_set {
	uint64_t files;
	uint64_t network;
	uint64_t scopes;
};

struct path_rule {
	uint64_t allowed;
	int32_t fd;
} __attribute__((packed));

enum {
	RULE_PATH = 1,
	ASK_VERSION = 1
};

enum {
	FILES_WRITE = 1 << 1,
	FILES_READ = 1 << 2,
	FILES_REMOVE = 1 << 5,
	FILES_MAKE = 1 << 8,
	FILES_CUT = 1 << 14
};

/* All that the versions 1, 2, 3 and 5 know of files; 4 of TCP; 6 of scopes. */
#define FILES_1   UINT64_C(0x1fff)
#define FILES_2   UINT64_C(0x3fff)
#define FILES_3   UINT64_C(0x7fff)
#define FILES_5   UINT64_C(0xffff)
#define NETWORK_4 UINT64_C(0x3)
#define SCOPES_6  UINT64_C(0x3)

/* What the system has said, and what the user can do about it. */
static enum gm_status
tell(enum gm_status st, struct gm_error *err)
{
	struct gm_error said;

	if (st != GM_ERR_SYSTEM)
		return st;
	said = *err;
	return gm_fail(err, st, 0, "sandbox (see --sandbox): %s", said.text);
}

/*
 * An empty set of rules, if the kernel has Landlock.  Of everything that is
 * opened it asks whether it may be cut short, all the way up to the root: half
 * of what Landlock costs, and not needed where sandbox_calls.h refuses all
 * that cuts files short.
 */
static enum gm_status
open_files(struct sandbox *sandbox, struct gm_error *err)
{
	long version =
		syscall(SYS_landlock_create_ruleset, NULL, 0, ASK_VERSION);
	struct rule_set all = {.files = version >= 5   ? FILES_5
					: version >= 3 ? FILES_3
					: version == 2 ? FILES_2
						       : FILES_1,
			       .network = version >= 4 ? NETWORK_4 : 0,
			       .scopes = version >= 6 ? SCOPES_6 : 0};
	size_t nbytes = version >= 6   ? sizeof(all)
			: version >= 4 ? sizeof(all.files) * 2
				       : sizeof(all.files);

	if (version < 1)
		return GM_OK;
	if (sandbox->calls)
		all.files &= ~(uint64_t)FILES_CUT;
	sandbox->files_fd =
		(int)syscall(SYS_landlock_create_ruleset, &all, nbytes, 0);
	if (sandbox->files_fd < 0)
		return gm_fail(err, GM_ERR_SYSTEM, errno, "Landlock");
	return GM_OK;
}

enum gm_status
sandbox_open(struct sandbox *sandbox, unsigned locks, struct gm_error *err)
{
	enum gm_status st = GM_OK;

	*sandbox = (struct sandbox){
		.files_fd = -1,
		.calls = (locks & SANDBOX_CALLS) != 0 &&
			 sandbox_calls_are_known(),
	};
	if ((locks & SANDBOX_FILES) != 0)
		st = open_files(sandbox, err);
	return tell(st, err);
}

enum gm_status
sandbox_allow(const struct sandbox *sandbox, int folder_fd, const char *path,
	      enum link_trust links, enum sandbox_reach reach,
	      struct gm_error *err)
{
	struct path_rule rule = {
		.allowed = reach == SANDBOX_READ
				   ? FILES_READ
				   : FILES_WRITE | FILES_REMOVE | FILES_MAKE};
	/* What is no folder has nothing below it, and Landlock no such rule. */
	int kind = reach == SANDBOX_READ ? 0 : O_DIRECTORY;
	enum gm_status st = GM_OK;

	if (sandbox->files_fd < 0)
		return GM_OK;
	rule.fd = link_open(folder_fd, path, O_PATH | O_CLOEXEC | kind, links);
	if (rule.fd < 0)
		return GM_OK;
	/* EBADFD: a pipe, say, which lies in no folder, is no picture. */
	if (syscall(SYS_landlock_add_rule, sandbox->files_fd, RULE_PATH, &rule,
		    0) != 0 &&
	    errno != EBADFD)
		st = gm_fail(err, GM_ERR_SYSTEM, errno, "Landlock");
	close(rule.fd);
	return tell(st, err);
}

const char *
sandbox_lacks(const struct sandbox *sandbox)
{
	if (sandbox->files_fd >= 0)
		return sandbox->calls ? NULL : "seccomp";
	return sandbox->calls ? "Landlock" : "Landlock and seccomp";
}

/*
 * A pipe the wrong way round stands for the standard streams: using one fails,
 * and no output is ever given their numbers.
 */
static enum gm_status
part_from_streams(struct gm_error *err)
{
	int ends[2], st = pipe(ends);

	if (st == 0 && (dup2(ends[1], STDIN_FILENO) < 0 ||
			dup2(ends[0], STDOUT_FILENO) < 0 ||
			dup2(ends[0], STDERR_FILENO) < 0))
		st = -1;
	if (st != 0)
		return gm_fail(err, GM_ERR_SYSTEM, errno, "standard streams");
	close(ends[0]);
	close(ends[1]);
	return GM_OK;
}

/*
 * The environment may hold what is secret.  The kernel has put it between the
 * stack and the name of the program; what stands elsewhere a library has put
 * there, perhaps where nothing can be written.
 */
static void
forget_environment(void)
{
	const char *stack = __builtin_frame_address(0);
	const char *end = (const char *)getauxval(AT_EXECFN);

	for (char **at = environ; at != NULL && *at != NULL; at++)
		if (*at > stack && *at < end)
			memset(*at, 0, strlen(*at));
	clearenv();
}

/*
 * A core has all that the process knows, and pictures can be made to crash it
 * time and again.  One byte, not none: where cores are piped to a program, the
 * kernel takes only that for a no (fs/coredump.c).
 */
static enum gm_status
leave_no_core(struct gm_error *err)
{
	struct rlimit limit;

	if (getrlimit(RLIMIT_CORE, &limit) == 0) {
		if (limit.rlim_max > 1)
			limit.rlim_max = 1;
		limit.rlim_cur = limit.rlim_max;
		if (setrlimit(RLIMIT_CORE, &limit) == 0)
			return GM_OK;
	}
	return gm_fail(err, GM_ERR_SYSTEM, errno, "limit of core dumps");
}

static enum gm_status
part_from_user(struct gm_error *err)
{
	enum gm_status st = part_from_streams(err);

	if (st == GM_OK)
		st = leave_no_core(err);
	if (st == GM_OK)
		forget_environment();
	return st;
}

static enum gm_status
enter_files(int fd, struct gm_error *err)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    syscall(SYS_landlock_restrict_self, fd, 0) != 0)
		return gm_fail(err, GM_ERR_SYSTEM, errno, "Landlock");
	close(fd);
	return GM_OK;
}

enum gm_status
sandbox_enter(const struct sandbox *sandbox, struct gm_error *err)
{
	enum gm_status st = GM_OK;

	if (!sandbox->is_none)
		st = part_from_user(err);
	if (st == GM_OK && sandbox->files_fd >= 0)
		st = enter_files(sandbox->files_fd, err);
	if (st == GM_OK && sandbox->calls)
		st = sandbox_calls_enter(err);
	return tell(st, err);
}

void
sandbox_close(struct sandbox *sandbox)
{
	if (sandbox->files_fd >= 0)
		close(sandbox->files_fd);
	*sandbox = SANDBOX_NONE;
}
