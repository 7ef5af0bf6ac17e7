/* SPDX-License-Identifier: MIT */
/*
 * in_place.h - a copy takes the place of its picture
 *
 * It has the picture's owner, permissions, ACL and extended attributes, as far
 * as file_attributes.h keeps them, and its name, by rename(2): so that name
 * shows the one or the other, and never a part.  Other names of the picture
 * (hard links) keep it.
 */
#ifndef GM_RUN_IN_PLACE_H
#define GM_RUN_IN_PLACE_H

#include "base/err.h"
#include "base/file_place.h"
#include "job/job.h"

/*
 * As file_place(), whose final name is that of the picture in folder_fd, which
 * is where the stage is.  The picture must be as it was when it was read, by
 * the stamp, and the user may write to it, whoever else may rename it.  Fails
 * with GM_ERR_WRITE, too, where that is not so; the picture stays.
 */
enum gm_status in_place(const struct file_place *place, int folder_fd,
			const struct file_stamp *stamp, struct gm_error *err);

#endif
