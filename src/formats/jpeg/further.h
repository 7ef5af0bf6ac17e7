/* SPDX-License-Identifier: MIT */
/*
 * further.h - pictures that follow the picture of a JPEG in its file
 *
 * MPF's index (mpf.h) and Container:Directory of XMP tell of them.  A gray one,
 * which a gain map most often is, follows the gray picture byte for byte, and
 * the index says where; a colour one is left out, and is in the index no more.
 * Which are kept is known before the first segment is written, whatever way the
 * picture becomes gray.
 *
 * Nothing is believed: a place is one where a whole gray JPEG stands in the
 * file, and no two lie over each other.
 */
#ifndef GM_FORMATS_JPEG_FURTHER_H
#define GM_FORMATS_JPEG_FURTHER_H

#include <stdbool.h>

#include "base/file.h"
#include "meta/metadata.h"

/*
 * Before settle_end(): find those that the pieces from number first on tell of,
 * and take all others out of the index; one without further pictures goes.
 * Where a file ends is where a directory counts back from.  No byte of the file
 * is looked at more than twice.  Fails with GM_ERR_NOMEM.
 */
enum gm_status further_find(struct metadata *m, size_t first,
			    struct file_in *in, struct gm_error *err);

/* After the end marker: is there more in the file than what is kept? */
bool further_leaves_some(const struct metadata *m, struct file_in *in);

/*
 * After the end marker of the gray picture: write them, and where they are to
 * the index, whose segment's payload stands at index_at in the output; 0: it
 * has none.  Fails as file_out_write() and file_out_patch() do, with
 * GM_ERR_TRUNCATED where the file became shorter, or with GM_ERR_LIMIT where a
 * picture is beyond what the index can say.
 */
enum gm_status further_write(const struct metadata *m, uint64_t index_at,
			     struct file_in *in, struct file_out *out,
			     struct gm_error *err);

#endif
