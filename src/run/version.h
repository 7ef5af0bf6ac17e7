/* SPDX-License-Identifier: MIT */
/*
 * version.h - what --version says of this build
 */
#ifndef GM_RUN_VERSION_H
#define GM_RUN_VERSION_H

#include "run/run_status.h"

/*
 * Write the version, the formats that are read and written, the modules, and
 * the libraries of all but those with their versions to stdout.  Returns an
 * exit status: RUN_OK, or RUN_USAGE with a line on stderr when that could not
 * be written.
 */
enum run_status version_print(void);

#endif
