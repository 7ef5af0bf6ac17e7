/* SPDX-License-Identifier: MIT */
/*
 * file_place.h - a whole file gets its final name, in one step
 *
 * So that name never shows a part of a file.
 */
#ifndef GM_BASE_FILE_PLACE_H
#define GM_BASE_FILE_PLACE_H

#include <stdbool.h>

#include "base/err.h"
#include "base/file_attributes.h"
#include "base/stage.h"

struct file_place {
	const struct stage *stage;
	const char *staged_name; /* of the file, in the stage */
	const char *final_name;  /* in the folder of the stage */
	bool is_new;             /* nothing had that name when the run began */
	bool syncs;              /* what is copied must be durable */
	unsigned attributes;     /* bits of enum file_attributes: what it gets
				    before that, */
	int like_fd;             /* of this open file; unused without any */
};

/*
 * Give it that name, replacing what is there.  If it was to be new, something
 * has it now, and upper and lower case are one to the file system, it fails,
 * for another picture of the run may have taken the name.  Fails with
 * GM_ERR_WRITE, GM_ERR_FULL or GM_ERR_NOMEM; what has the name is then
 * untouched.
 */
enum gm_status file_place(const struct file_place *place, struct gm_error *err);

/* Make the names in the folder of the stage durable.  Fails likewise. */
enum gm_status file_place_sync(const struct stage *stage, struct gm_error *err);

#endif
