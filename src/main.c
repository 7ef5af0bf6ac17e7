/* SPDX-License-Identifier: MIT */
#include <signal.h>
#include <stdlib.h>

#include "cli/options.h"
#include "run/run.h"

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

	switch (options_parse(argc, argv, &options)) {
	case OPTIONS_EXIT_OK:
		exit(RUN_OK);
	case OPTIONS_EXIT_USAGE:
		exit(RUN_USAGE);
	case OPTIONS_RUN:
		break;
	}
	outcome = run(&options);
	if (outcome.signal != 0)
		die_by(outcome.signal);
	exit((int)outcome.status);
}
