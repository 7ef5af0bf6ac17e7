/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* O_PATH, syscall */
#include "guard/sandbox_files.h"

#include <errno.h>
#include <fcntl.h>
#include <stdint.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

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
	FILES_READ_FOLDER = 1 << 3,
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

enum gm_status
sandbox_files_open(int *fd, bool guards_length, struct gm_error *err)
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

	*fd = -1;
	if (version < 1)
		return GM_OK;
	if (!guards_length)
		all.files &= ~(uint64_t)FILES_CUT;
	*fd = (int)syscall(SYS_landlock_create_ruleset, &all, nbytes, 0);
	if (*fd < 0)
		return gm_fail(err, GM_ERR_SYSTEM, errno, "Landlock");
	return GM_OK;
}

static uint64_t
rights_of(enum sandbox_reach reach)
{
	switch (reach) {
	case SANDBOX_WRITE:
		return FILES_WRITE | FILES_REMOVE | FILES_MAKE;
	case SANDBOX_WRITE_DURABLY:
		return FILES_WRITE | FILES_REMOVE | FILES_MAKE |
		       FILES_READ_FOLDER;
	default:
		return FILES_READ;
	}
}

enum gm_status
sandbox_files_allow(int fd, const char *path, enum sandbox_reach reach,
		    struct gm_error *err)
{
	struct path_rule rule = {.allowed = rights_of(reach)};
	/* What is no folder has nothing below it, and Landlock no such rule. */
	int kind = reach == SANDBOX_READ ? 0 : O_DIRECTORY;
	int errnum = 0;

	rule.fd = open(path, O_PATH | O_CLOEXEC | kind);
	if (rule.fd < 0)
		return GM_OK;
	/* EBADFD: a pipe, say, which lies in no folder, is no picture. */
	if (syscall(SYS_landlock_add_rule, fd, RULE_PATH, &rule, 0) != 0 &&
	    errno != EBADFD)
		errnum = errno;
	close(rule.fd);
	return errnum == 0 ? GM_OK
			   : gm_fail(err, GM_ERR_SYSTEM, errnum, "Landlock");
}

enum gm_status
sandbox_files_enter(int fd, struct gm_error *err)
{
	if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 ||
	    syscall(SYS_landlock_restrict_self, fd, 0) != 0)
		return gm_fail(err, GM_ERR_SYSTEM, errno, "Landlock");
	close(fd);
	return GM_OK;
}
