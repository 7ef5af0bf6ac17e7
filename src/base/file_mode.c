/* SPDX-License-Identifier: MIT */
/* fgetxattr(2) is Linux's; so is what it tells: linux/posix_acl_xattr.h. */
#define _DEFAULT_SOURCE
#include "base/file_mode.h"

#include <errno.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/stat.h>
#include <sys/xattr.h>

#include "base/octets.h"

#define ACL_NAME "system.posix_acl_access"

/* A version, then entries: tag and permissions of 2 bytes, an id of 4. */
#define HEAD_BYTES  4u
#define ENTRY_BYTES 8u

/* Of one that has more, only the owner is let in. */
#define MAX_ENTRIES 64u

/* Tags. */
enum {
	ACL_USER = 0x02,
	ACL_GROUP_OBJ = 0x04,
	ACL_GROUP = 0x08,
	ACL_MASK = 0x10
};

/* Three bits each, of what the entries of a kind all allow. */
struct rights {
	unsigned mask;
	unsigned group;  /* of the file's group */
	unsigned users;  /* of those that are named */
	unsigned groups; /* the same */
	bool has_named;
};

static void
take_entry(struct rights *rights, unsigned tag, unsigned perm)
{
	rights->has_named |= tag == ACL_USER || tag == ACL_GROUP;
	if (tag == ACL_USER)
		rights->users &= perm;
	else if (tag == ACL_GROUP_OBJ)
		rights->group &= perm;
	else if (tag == ACL_GROUP)
		rights->groups &= perm;
	else if (tag == ACL_MASK)
		rights->mask &= perm;
}

/*
 * A user who is named may be in the group, or among all others, and a group
 * that is named, among all others.
 */
static mode_t
narrowed(mode_t mode, const uint8_t *acl, size_t nbytes)
{
	struct rights all = {7, 7, 7, 7, false};
	unsigned group, others = mode & 7;

	for (size_t at = HEAD_BYTES; at + ENTRY_BYTES <= nbytes;
	     at += ENTRY_BYTES)
		take_entry(&all, octets_u16le(acl + at),
			   octets_u16le(acl + at + 2));
	group = (mode >> 3) & 7 & all.mask & all.group & all.users;
	if (all.has_named)
		others &= all.mask & all.users & all.groups;
	return (mode & 0700) | group << 3 | others;
}

mode_t
file_mode(int fd, mode_t mode)
{
	uint8_t acl[HEAD_BYTES + MAX_ENTRIES * ENTRY_BYTES];
	ssize_t n;

	/* Whom an ACL could narrow has nothing. */
	if ((mode & 0077) == 0)
		return mode;
	n = fgetxattr(fd, ACL_NAME, acl, sizeof(acl));
	if (n < 0)
		return errno == ENODATA || errno == EOPNOTSUPP ||
				       errno == ENOSYS
			       ? mode
			       : mode & 0700;
	return narrowed(mode, acl, (size_t)n);
}

mode_t
file_mode_for_others(mode_t mode)
{
	mode_t both = mode & mode >> 3 & 07;

	return (mode & 0700) | both << 3 | both;
}
