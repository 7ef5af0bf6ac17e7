/* SPDX-License-Identifier: MIT */
/*
 * guardian.h - the process that keeps tokens, see tokens.h
 */
#ifndef GM_POOL_GUARDIAN_H
#define GM_POOL_GUARDIAN_H

/* What a driver sends, a byte each: one more is wanted; one goes back. */
enum {
	GUARDIAN_WANT = 'w',
	GUARDIAN_PUT = 'p'
};

/* What it gets, for each that it wanted. */
#define GUARDIAN_TAKEN 't'

/*
 * In a forked child: keep tokens of the jobserver for the driver at the other
 * end of fd until that is closed, put back all that are left, and end.
 */
_Noreturn void guardian_run(int fd, int read_fd, int write_fd);

#endif
