/* SPDX-License-Identifier: MIT */
/*
 * without LOCK... -- COMMAND... - run a command on a kernel without LOCK
 *
 * LOCK is landlock or seccomp; what asks the kernel for it fails as it does on
 * one that has never heard of it.
 */
#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <unistd.h>

#include <seccomp.h>

static int
take_away(scmp_filter_ctx filter, const char *lock)
{
	int call = strcmp(lock, "landlock") == 0
			   ? SCMP_SYS(landlock_create_ruleset)
		   : strcmp(lock, "seccomp") == 0 ? SCMP_SYS(seccomp)
						  : __NR_SCMP_ERROR;

	return seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOSYS), call, 0);
}

int
main(int argc, char **argv)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ALLOW);
	int i = 1;

	for (; filter != NULL && i < argc && strcmp(argv[i], "--") != 0; i++)
		if (take_away(filter, argv[i]) != 0)
			return 125;
	if (filter == NULL || i + 1 >= argc || seccomp_load(filter) != 0) {
		fputs("without: cannot\n", stderr);
		return 125;
	}
	execvp(argv[i + 1], argv + i + 1);
	return 127;
}
