/* SPDX-License-Identifier: MIT */
/*
 * afl_main.c - the whole program for AFL++, run after run in one driver
 *
 * Stands for main.c: what follows the options is done again for each input,
 * by a new worker.  afl-fuzz watches the process that it has started, which is
 * the driver, and to a driver a worker that dies is data: linked with
 * --wrap=waitpid, that death becomes the driver's.  What kills by SIGKILL is
 * the driver itself, or a limit of memory.
 */
#include <signal.h>
#include <stdlib.h>
#include <sys/wait.h>

#include "../unit/modules_linked.h"
#include "cli/options.h"
#include "run/run.h"

/* The names are the linker's. */
pid_t __real_waitpid(pid_t pid, int *status, int flags);
pid_t __wrap_waitpid(pid_t pid, int *status, int flags);

/* So that a driver does not grow old. */
#define RUNS_OF_A_DRIVER 1000

pid_t
__wrap_waitpid(pid_t pid, int *status, int flags)
{
	pid_t found = __real_waitpid(pid, status, flags);

	if (found > 0 && WIFSIGNALED(*status) && WTERMSIG(*status) != SIGKILL)
		abort();
	return found;
}

int
main(int argc, char **argv)
{
	struct options options;

	signal(SIGXFSZ, SIG_IGN);
	signal(SIGPIPE, SIG_IGN);
	modules_linked_use();
	if (options_parse(argc, argv, &options) != OPTIONS_RUN)
		return RUN_USAGE;
	while (__AFL_LOOP(RUNS_OF_A_DRIVER))
		run(&options);
	return RUN_OK;
}
