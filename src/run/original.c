/* SPDX-License-Identifier: MIT */
#include "run/original.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

/* Open what now has the name, which nobody reads, if it is the picture. */
static enum gm_status
open_original(const struct original *original, bool is_replaced, int *fd,
	      struct gm_error *err)
{
	struct file_stamp now;
	struct stat info;

	*fd = link_open(original->folder_fd, original->name,
			O_RDONLY | O_CLOEXEC | O_NOCTTY | O_NONBLOCK,
			original->links);
	if (*fd < 0 || fstat(*fd, &info) != 0)
		return gm_fail(err, GM_ERR_WRITE, errno,
			       "open the picture again");
	now = file_stamp_of(&info);
	return file_stamp_is_same(&now, &original->stamp)
		       ? GM_OK
		       : gm_fail(err, GM_ERR_WRITE, 0,
				 "it has changed since it was read%s",
				 is_replaced ? ", and stays" : "");
}

/* Of what is replaced the user must be allowed to write to it. */
static enum gm_status
place_like(const struct file_place *place, const struct original *original,
	   unsigned attributes, bool is_replaced, struct gm_error *err)
{
	struct file_place like = *place;
	enum gm_status st =
		open_original(original, is_replaced, &like.like_fd, err);

	like.attributes = attributes;
	if (st == GM_OK && is_replaced &&
	    faccessat(original->folder_fd, original->name, W_OK, AT_EACCESS) !=
		    0)
		st = gm_fail(err, GM_ERR_WRITE, errno,
			     "write to what is to be replaced");
	if (st == GM_OK)
		st = file_place(&like, err);
	if (like.like_fd >= 0)
		close(like.like_fd);
	return st;
}

enum gm_status
original_resemble(const struct file_place *place,
		  const struct original *original, unsigned attributes,
		  struct gm_error *err)
{
	return place_like(place, original, attributes, false, err);
}

enum gm_status
original_replace(const struct file_place *place,
		 const struct original *original, unsigned attributes,
		 struct gm_error *err)
{
	return place_like(place, original, attributes, true, err);
}
