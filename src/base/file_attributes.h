/* SPDX-License-Identifier: MIT */
/*
 * file_attributes.h - what a file has besides its bytes, given to another
 *
 * The sandbox of a worker does not allow it: the driver does it.
 */
#ifndef GM_BASE_FILE_ATTRIBUTES_H
#define GM_BASE_FILE_ATTRIBUTES_H

#include "base/err.h"

/* Which: bits. */
enum file_attributes {
	FILE_OWNER = 1,       /* and the group; as far as the user may */
	FILE_PERMISSIONS = 2, /* of owner, group and others, whatever the umask
				 is, and the access ACL (acl(5)); setuid, setgid
				 and the sticky bit are not kept */
	FILE_XATTRS = 4,      /* extended attributes of the user, and as far as
				 the user may, the label of SELinux */
	FILE_TIMES = 8        /* of the last access and change, as they are now
				 (so it comes after all that is written) */
};

/*
 * Give them to the open file to_fd, which is the user's and has no ACL, as the
 * open file from_fd has them.  Where the group, or the ACL, cannot be kept, the
 * permissions are narrowed as in file_mode.h, and there is no ACL: who cannot
 * read the one cannot read the other.  Fails with GM_ERR_WRITE, GM_ERR_FULL or
 * GM_ERR_NOMEM; to_fd may then have some of them.
 */
enum gm_status file_attributes_copy(int from_fd, int to_fd, unsigned which,
				    struct gm_error *err);

#endif
