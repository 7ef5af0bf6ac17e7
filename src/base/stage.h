/* SPDX-License-Identifier: MIT */
/*
 * stage.h - the folder in which the outputs of a run are made
 *
 * A stage lies in the output folder, on the same file system, and nobody but
 * its owner can enter it: an output is written there and gets its final name
 * when it is whole (see file_place.h).  Whose it is holds an exclusive flock(2)
 * on it for as long as it is there.
 *
 * It is called ".graymill-RUN.tmp", RUN being 16 lowercase hexadecimal digits,
 * or where others may reach the file system than those who see that lock (see
 * lockers.h), ".graymill-RUN-LOCKERS.tmp", with 16 more.  So whoever comes upon
 * one knows whether it would see the lock: then one that can be locked was left
 * behind by a process that was killed.  Any other, that of another host say, is
 * taken for left behind once it has not changed for STAGE_LEFT_S by the clock
 * of the file system.  Where folders have no modes nothing ever is.
 *
 * Once it is open, its path means nothing: those who may rename in the output
 * folder could put something else there.  Into another folder they cannot move
 * it, for that takes the right to write in it: so ".." is the output folder.
 */
#ifndef GM_BASE_STAGE_H
#define GM_BASE_STAGE_H

#include <stdbool.h>
#include <stdint.h>

#include "base/bytes.h"
#include "base/err.h"

/* Of a name, its NUL included. */
#define STAGE_NAME_BYTES 48u

/* 30 days: longer than any run makes nothing in one of its folders. */
#define STAGE_LEFT_S INT64_C(2592000)

struct stage {
	char name[STAGE_NAME_BYTES];
	int fd;      /* O_PATH: where files in it, and "..", are looked for */
	int lock_fd; /* holds the lock */
};

/* The name of a stage, see lockers.h. */
void stage_name(uint64_t run_id, uint64_t lockers, char name[STAGE_NAME_BYTES]);

/*
 * True when a file name (without folder) is that of a stage, or of a copy that
 * file_place.h makes beside it: "-" and digits follow.
 */
bool stage_is_name(const char *name);

/*
 * Make and lock a stage in the open folder; run_id is random, or next to such a
 * number.  What is made in it inherits no ACL.  0, or an errno: EPERM when
 * something else has been put in its place, EWOULDBLOCK when another process
 * keeps it locked for a second or two.
 */
int stage_open(struct stage *stage, int folder_fd, uint64_t run_id);

/* Remove the stage and all that is in it; what cannot be removed stays. */
void stage_close(const struct stage *stage);

/* One folder that is swept; zeroed but for folder_fd. */
struct stage_sweep {
	int folder_fd;
	bool knows_lockers;
	uint64_t lockers; /* of the folder */
	bool knows_now;
	int64_t now_s; /* by the clock of the file system; 0 is unknown */
};

/*
 * Remove name, for which stage_is_name() is true, from the folder, if it is a
 * stage of this user's that was left behind, with the mark of one, or a copy
 * whose stage is gone.  Never waits, never follows a link; what cannot be
 * removed stays, and so does what is in it but was not made by a run.  To learn
 * the time, where that is asked for, a stage is made and removed.
 */
void stage_sweep(struct stage_sweep *sweep, const char *name);

#endif
