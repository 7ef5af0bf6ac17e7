/* SPDX-License-Identifier: MIT */
/*
 * hush.h - a library that writes to stderr what it finds wrong, without that
 *
 * Where it says something, errno stays as it was: it may tell of memory.  C
 * libraries other than glibc do not let stderr be exchanged, and it is heard.
 */
#ifndef GM_CODEC_HUSH_H
#define GM_CODEC_HUSH_H

#include <stdio.h>

#include "base/err.h"

/* A zeroed struct is none. */
struct hush {
	FILE *said;    /* stderr, while it is not there */
	FILE *nowhere; /* what is in its place */
};

/* Until hush_end() stderr leads nowhere.  Fails with GM_ERR_NOMEM. */
enum gm_status hush_begin(struct hush *hush, struct gm_error *err);

/* Safe on a zeroed struct; errno stays. */
void hush_end(struct hush *hush);

#endif
