/* SPDX-License-Identifier: MIT */
/*
 * trust.h - a file that nobody but root and the caller can have made, changed
 * or put there
 */
#ifndef GM_BASE_TRUST_H
#define GM_BASE_TRUST_H

#include "base/err.h"

/*
 * Look at the file of that absolute path, which has no link in it, no "." and
 * no "..", and at each folder above it: they are to belong to root or the
 * caller, and nobody else may write to them, but for folders in which each has
 * a right to its own names alone (the sticky bit, as /tmp has it).  A group
 * that /etc/passwd and /etc/group have root or the caller alone in is nobody
 * else; with an access control list it may be.  What is so now, nobody else can
 * change: the path can be opened after.  Fails with GM_ERR_OPEN and what is
 * wrong with which part of it.
 */
enum gm_status trust_check(const char *path, struct gm_error *err);

#endif
