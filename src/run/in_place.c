/* SPDX-License-Identifier: MIT */
#include "run/in_place.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* Open what now has the name, which nobody reads, if it is the picture. */
static enum gm_status
open_picture(int folder_fd, const char *name, const struct file_stamp *stamp,
	     int *fd, struct gm_error *err)
{
	struct file_stamp now;
	struct stat info;

	*fd = link_open(folder_fd, name,
			O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
			LINK_NONE);
	if (*fd < 0 || fstat(*fd, &info) != 0)
		return gm_fail(err, GM_ERR_WRITE, errno,
			       "open what is to be replaced");
	now = file_stamp_of(&info);
	if (!file_stamp_is_same(&now, stamp))
		return gm_fail(err, GM_ERR_WRITE, 0,
			       "it has changed since it was read, and stays");
	if (faccessat(folder_fd, name, W_OK, AT_EACCESS) != 0)
		return gm_fail(err, GM_ERR_WRITE, errno,
			       "write to what is to be replaced");
	return GM_OK;
}

enum gm_status
in_place(const struct file_place *place, int folder_fd,
	 const struct file_stamp *stamp, struct gm_error *err)
{
	struct file_place like = *place;
	enum gm_status st = open_picture(folder_fd, place->final_name, stamp,
					 &like.like_fd, err);

	like.attributes = FILE_OWNER | FILE_PERMISSIONS | FILE_XATTRS;
	if (st == GM_OK)
		st = file_place(&like, err);
	if (like.like_fd >= 0)
		close(like.like_fd);
	return st;
}
