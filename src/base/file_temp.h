/* SPDX-License-Identifier: MIT */
/*
 * file_temp.h - the names of temporaries, and who may remove one
 *
 * A temporary is called ".graymill-RUN-PID.tmp": RUN is 16 lowercase
 * hexadecimal digits, PID a decimal number without a zero in front.  Whoever
 * writes one holds an exclusive flock(2) on it for as long as it has that
 * name, so one that can be locked was left behind by a process that was
 * killed.  Who removes such a one holds the lock while it does.  Where files
 * cannot be locked, nothing is ever taken for left behind.
 */
#ifndef GM_BASE_FILE_TEMP_H
#define GM_BASE_FILE_TEMP_H

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

#include "base/bytes.h"
#include "base/err.h"

/*
 * What makes temporaries of one process of one run unlike all others; the
 * driver knows it too, so that it can remove what a killed worker left.
 */
struct file_temp {
	uint64_t run_id; /* random, one per run */
	pid_t pid;       /* the process that writes */
};

/*
 * Append to *path the NUL-terminated name of the temporary that stands for
 * final_path, in the same folder.  Fails with GM_ERR_NOMEM.
 */
enum gm_status file_temp_path(struct bytes *path, const char *final_path,
			      const struct file_temp *temp,
			      struct gm_error *err);

/* True when a file name (without folder) is that of such a temporary. */
bool file_temp_is_name(const char *name);

/*
 * Lock the temporary that is open as fd, until all that dup(2) made of fd is
 * closed.  Waits for another run that has taken it for left behind, which is
 * over at once.
 */
void file_temp_lock(int fd);

/*
 * False when such a run was first, and has removed the temporary at path, which
 * is locked now.
 */
bool file_temp_is_there(const char *path);

/*
 * Lock what is open as fd, as above, unless a process has: true when it was
 * left behind.
 */
bool file_temp_is_left(int fd);

/*
 * Remove name, for which file_temp_is_name() is true, from the open folder,
 * if it is a regular file that was left behind.  Never waits, never follows a
 * link; what cannot be locked or removed stays.
 */
void file_temp_sweep(int folder_fd, const char *name);

#endif
