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

/*
 * Move the file at staged_path, which is in a stage (see stage.h), to
 * final_path in the folder of the stage, replacing what is there.  is_new says
 * that nothing was, when the run began: if something is now, and upper and
 * lower case are one to the file system, it fails, for another picture of the
 * run may have taken the name.  Fails with GM_ERR_WRITE, GM_ERR_FULL or
 * GM_ERR_NOMEM; final_path is then untouched, and the file where it was.
 */
enum gm_status file_place(const char *staged_path, const char *final_path,
			  bool is_new, struct gm_error *err);

/*
 * Make the names in the folder of path durable.  Fails as file_place() does.
 */
enum gm_status file_place_sync(const char *path, struct gm_error *err);

#endif
