/* SPDX-License-Identifier: MIT */
/*
 * tiff_look.h - before anything is written: what do the pages need?
 */
#ifndef GM_FORMATS_TIFF_TIFF_LOOK_H
#define GM_FORMATS_TIFF_TIFF_LOOK_H

#include <stdbool.h>

#include "base/err.h"
#include "formats/tiff/tiff_copy.h"

/*
 * Choose a way for each picture of copy->tree, and check that together they are
 * no more than a file may ask for; *is_same: the copy is the file.  Fails as
 * image_check_size(), with GM_ERR_UNSUPPORTED for a picture that is to be
 * turned, or as tiff_raw_directory() and what settles metadata.
 */
enum gm_status tiff_look(struct tiff_copy *copy, bool *is_same,
			 struct gm_error *err);

/* "page 3: " before the text, of a page that is not the first. */
enum gm_status tiff_look_say_page(const struct tiff_tree *tree, size_t node_i,
				  struct gm_error *err);

#endif
