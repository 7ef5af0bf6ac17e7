/* SPDX-License-Identifier: MIT */
/*
 * file_mode.h - permissions for a file that holds what another holds
 */
#ifndef GM_BASE_FILE_MODE_H
#define GM_BASE_FILE_MODE_H

#include <sys/types.h>

/*
 * Permission bits by which nobody may do what the access ACL of the open file
 * (acl(5), POSIX.1e draft 17) forbids; without one they are mode's.  There the
 * bits of the group are those of the mask, and not of the group.
 */
mode_t file_mode(int fd, mode_t mode);

/* For a file of another group: what both group and others may, either may. */
mode_t file_mode_for_others(mode_t mode);

#endif
