/* SPDX-License-Identifier: MIT */
/*
 * original.h - a copy that gets what its picture has besides its bytes, or its
 * place
 *
 * The picture is opened for that, and not read.
 */
#ifndef GM_RUN_ORIGINAL_H
#define GM_RUN_ORIGINAL_H

#include "base/err.h"
#include "base/file_place.h"
#include "base/file_stamp.h"
#include "base/link.h"

/* The picture of a copy.  What it points to is the caller's. */
struct original {
	int folder_fd;           /* where it is; stays open */
	const char *name;        /* in there */
	enum link_trust links;   /* which are followed to it */
	struct file_stamp stamp; /* as it was when it was read */
};

/*
 * As file_place(), with these attributes of the picture, which must be as it
 * was.  Fails with GM_ERR_WRITE, too, where it is not.
 */
enum gm_status original_resemble(const struct file_place *place,
				 const struct original *original,
				 unsigned attributes, struct gm_error *err);

/*
 * The same, where the stage is in the folder of the picture, and the final name
 * is that of the picture: so that name shows the one or the other, and never a
 * part.  Other names of the picture (hard links) keep it.  The user must be
 * allowed to write to it, whoever else may rename it; else it stays, as it does
 * when it has changed.
 */
enum gm_status original_replace(const struct file_place *place,
				const struct original *original,
				unsigned attributes, struct gm_error *err);

#endif
