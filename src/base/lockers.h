/* SPDX-License-Identifier: MIT */
/*
 * lockers.h - who sees the locks on the folders of a file system
 *
 * Also where hosts share the locks of files (NFS, SMB, FUSE), those of folders
 * are known to one kernel alone, and there to one mount, if it is mounted
 * twice: to what has one device number.  So that a folder can be locked says
 * nothing of whoever is at work in it elsewhere.
 */
#ifndef GM_BASE_LOCKERS_H
#define GM_BASE_LOCKERS_H

#include <stdint.h>

/* Whoever can reach it: a disk, or memory, of this kernel alone. */
#define LOCKERS_ALL UINT64_C(0)
/* It cannot be told. */
#define LOCKERS_UNKNOWN UINT64_C(1)

/*
 * Of the file system of the open folder: one of these, or else a number which
 * those have in common who see one another's locks there, and nobody else.  It
 * is that of a kernel since it was booted, whatever containers, host names and
 * numbers of machines there are, and of the device.  prefix stands before the
 * paths below /proc: "" but in tests.
 */
uint64_t lockers_of(int folder_fd, const char *prefix);

#endif
