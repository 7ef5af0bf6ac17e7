/* SPDX-License-Identifier: MIT */
/*
 * link.h - open a file through a symbolic link only where its maker may
 *
 * In a folder to which others write, a link leads where its owner wants whoever
 * opens it to read.
 */
#ifndef GM_BASE_LINK_H
#define GM_BASE_LINK_H

/* Which links are followed, as the last part of a path. */
enum link_trust {
	LINK_ANY,    /* all, as open(2) does */
	LINK_NONE,   /* none: it was no link when somebody looked */
	LINK_TRUSTED /* those of this user and of root, and those that lead to
			a file of their owner; so of each in a row */
};

/*
 * As openat(2), with flags that make no file.  Fails with ELOOP for a link that
 * LINK_NONE meets (with O_PATH, the link itself is opened), and with EPERM for
 * one that is not to be trusted.  What the link is cannot change meanwhile;
 * folders above it may.
 */
int link_open(int folder_fd, const char *path, int flags,
	      enum link_trust trust);

#endif
