/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_pages.h"

#include "formats/tiff/tiff_lib.h"

static bool
is_page(struct tiff_raw *raw, const struct tiff_directory *directory)
{
	uint64_t type = tiff_raw_number(raw, directory, TIFFTAG_SUBFILETYPE, 0);
	uint64_t old = tiff_raw_number(raw, directory, TIFFTAG_OSUBFILETYPE, 0);

	return (type & (FILETYPE_REDUCEDIMAGE | FILETYPE_MASK)) == 0 &&
	       old != OFILETYPE_REDUCEDIMAGE;
}

/* Look at further directories, from `at` on, until there is one more page. */
static enum gm_status
look_on(struct tiff_pages *pages, struct tiff_raw *raw, uint64_t at,
	struct gm_error *err)
{
	struct tiff_directory directory = {0};
	enum gm_status st = GM_OK;

	for (unsigned i = 0; at != 0 && !pages->are_more; i++) {
		/* They may go round. */
		pages->are_more = i == TIFF_PAGES_MAX_LOOKED;
		st = tiff_raw_directory(raw, at, &directory, err);
		if (st != GM_OK)
			break;
		at = directory.next_at;
		if (is_page(raw, &directory))
			pages->are_more = true;
		else
			pages->are_others = true;
	}
	tiff_directory_free(&directory);
	if (st == GM_ERR_NOMEM || st == GM_ERR_READ)
		return st;
	*err = (struct gm_error){0};
	return GM_OK;
}

/* Go to the first page; *is_found tells whether there is one. */
static enum gm_status
find_first(struct tiff_pages *pages, struct tiff_raw *raw,
	   struct tiff_directory *directory, bool *is_found,
	   struct gm_error *err)
{
	uint64_t at = raw->first_at;
	enum gm_status st = GM_OK;

	*is_found = false;
	for (unsigned i = 0; at != 0 && i < TIFF_PAGES_MAX_LOOKED; i++) {
		st = tiff_raw_directory(raw, at, directory, err);
		*is_found = st == GM_OK && is_page(raw, directory);
		if (st != GM_OK || *is_found)
			break;
		pages->are_others = true;
		at = directory->next_at;
	}
	pages->first_at = at;
	/* What is damaged after a picture is none. */
	if (!pages->are_others || st == GM_ERR_NOMEM || st == GM_ERR_READ)
		return st;
	*err = (struct gm_error){0};
	return GM_OK;
}

enum gm_status
tiff_pages_find(struct tiff_pages *pages, struct tiff_raw *raw,
		struct tiff_directory *directory, struct gm_error *err)
{
	bool is_found;
	enum gm_status st;

	*pages = (struct tiff_pages){0};
	if (raw->first_at == 0)
		return gm_fail(err, GM_ERR_CORRUPT, 0, "corrupt: no picture");
	st = find_first(pages, raw, directory, &is_found, err);
	if (st == GM_OK && !is_found) {
		pages->first_at = raw->first_at;
		st = tiff_raw_directory(raw, raw->first_at, directory, err);
	}
	if (st != GM_OK)
		return st;
	if (tiff_directory_find(directory, TIFFTAG_SUBIFD) != NULL)
		pages->are_others = true;
	return is_found ? look_on(pages, raw, directory->next_at, err) : GM_OK;
}
