/* SPDX-License-Identifier: MIT */
/*
 * tiff_pages.h - which of a file's directories are pages
 *
 * A page is a picture that says neither that it is a smaller copy of another
 * one, nor that it is a mask; of a file without one, the first directory is.
 * Directories in directories (SubIFDs) are none.
 */
#ifndef GM_FORMATS_TIFF_TIFF_PAGES_H
#define GM_FORMATS_TIFF_TIFF_PAGES_H

#include <stdbool.h>
#include <stdint.h>

#include "base/err.h"
#include "formats/tiff/tiff_raw.h"

/* Directories that are looked at; those after them are further pages. */
#define TIFF_PAGES_MAX_LOOKED 65536u

struct tiff_pages {
	uint64_t first_at; /* where the first page's directory is */
	bool are_more;     /* there are further pages */
	bool are_others;   /* and pictures that are none */
};

/*
 * Find the first page, whose directory *directory becomes.  What is damaged
 * after it is no page.  Fails as tiff_raw_directory().
 */
enum gm_status tiff_pages_find(struct tiff_pages *pages, struct tiff_raw *raw,
			       struct tiff_directory *directory,
			       struct gm_error *err);

#endif
