/* SPDX-License-Identifier: MIT */
/*
 * library.h - a library of others that we are built on, and its version
 *
 * Whoever includes the header of a library tells of it by such a struct.
 */
#ifndef GM_BASE_LIBRARY_H
#define GM_BASE_LIBRARY_H

struct library_version {
	char built[32];  /* that of the header we were compiled with */
	char loaded[32]; /* that of the library itself; "" when it does not
			    tell */
};

struct library {
	const char *name;

	/* Fill a zeroed version. */
	void (*tell)(struct library_version *version);
};

#endif
