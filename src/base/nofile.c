/* SPDX-License-Identifier: MIT */
#include "base/nofile.h"

#include <fcntl.h>
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

size_t
nofile_raise(size_t n)
{
	struct rlimit limit, raised;
	rlim_t n_before;

	if (getrlimit(RLIMIT_NOFILE, &limit) != 0)
		return 0;
	n_before = n_open(limit.rlim_cur);
	raised = limit;
	raised.rlim_cur = n_before + n;
	if (raised.rlim_cur > limit.rlim_max)
		raised.rlim_cur = limit.rlim_max;
	if (limit.rlim_cur < raised.rlim_cur &&
	    setrlimit(RLIMIT_NOFILE, &raised) == 0)
		limit = raised;
	if (limit.rlim_cur <= n_before)
		return 0;
	return limit.rlim_cur - n_before < n
		       ? (size_t)(limit.rlim_cur - n_before)
		       : n;
}
