/* SPDX-License-Identifier: MIT */
#include "base/nofile.h"

#include <fcntl.h>
#include <stdbool.h>
#include <sys/resource.h>
#include <unistd.h>

/*
 * The next that would be opened: as many are open below it.  Without even one
 * more, none can be.
 */
static rlim_t
n_open(rlim_t limit)
{
	int fd = fcntl(STDERR_FILENO, F_DUPFD_CLOEXEC, 0);

	if (fd < 0)
		return limit;
	close(fd);
	return (rlim_t)fd;
}

/* Of a limit that was not raised. */
#define NOT_RAISED UINT64_MAX

static bool
raise_to(struct rlimit *limit, rlim_t wanted)
{
	struct rlimit raised = *limit;

	raised.rlim_cur = wanted < limit->rlim_max ? wanted : limit->rlim_max;
	if (limit->rlim_cur >= raised.rlim_cur ||
	    setrlimit(RLIMIT_NOFILE, &raised) != 0)
		return false;
	*limit = raised;
	return true;
}

size_t
nofile_raise(size_t n, uint64_t *before)
{
	uint64_t ignored;
	struct rlimit limit;
	rlim_t n_before, was;

	if (before == NULL)
		before = &ignored;
	*before = NOT_RAISED;
	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return 0;
	was = limit.rlim_cur;
	n_before = n_open(was);
	if (raise_to(&limit, n_before + n))
		*before = was;
	if (limit.rlim_cur <= n_before)
		return 0;
	return limit.rlim_cur - n_before < n
		       ? (size_t)(limit.rlim_cur - n_before)
		       : n;
}

void
nofile_restore(uint64_t before)
{
	struct rlimit limit;

	if (before == NOT_RAISED || getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return;
	limit.rlim_cur = (rlim_t)before;
	setrlimit(RLIMIT_NOFILE, &limit);
}
