/* SPDX-License-Identifier: MIT */
#define _GNU_SOURCE /* O_PATH */
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "cli/options.h"
#include "formats/modules.h"
#include "run/run.h"
#include "run/version.h"

/*
 * Whoever starts us with a standard stream closed must not have its number
 * given to a pipe or an output, which would then receive our messages.  The
 * stand-in is neither read nor written, so using it still fails; / is there
 * even where /dev is not.
 */
static void
hold_standard_streams(void)
{
	for (int fd = STDIN_FILENO; fd <= STDERR_FILENO; fd++) {
		if (fcntl(fd, F_GETFD) >= 0 || errno != EBADF)
			continue;
		if (open("/", O_PATH) == fd)
			continue;
		perror("graymill: standard streams");
		exit(RUN_STOPPED);
	}
}

/* End as the signal would have ended us, so that a shell sees it. */
static void
die_by(int signal_number)
{
	signal(signal_number, SIG_DFL);
	raise(signal_number);
}

int
main(int argc, char **argv)
{
	struct options options;
	struct run_outcome outcome;
	enum options_next next;

	hold_standard_streams();
	/* What outgrows RLIMIT_FSIZE is a write that fails, here and below. */
	signal(SIGXFSZ, SIG_IGN);
	/* A line is written whole, whoever else writes to the same place. */
	setvbuf(stderr, NULL, _IOLBF, BUFSIZ);
	modules_look();
	next = options_parse(argc, argv, &options);
	if (next == OPTIONS_VERSION)
		exit((int)version_print());
	if (next != OPTIONS_RUN)
		exit(next == OPTIONS_EXIT_OK ? RUN_OK : RUN_USAGE);
	/* A reader that goes away does not stop the pictures. */
	signal(SIGPIPE, SIG_IGN);
	outcome = run(&options);
	if (outcome.signal != 0)
		die_by(outcome.signal);
	exit((int)outcome.status);
}
