/* SPDX-License-Identifier: MIT */
#include "formats/webp/webp_change.h"

#include <stdlib.h>
#include <string.h>

enum gm_status
webp_change_open(struct webp_change *change, const struct image_info *info,
		 struct gm_error *err)
{
	*change = (struct webp_change){.info = *info};
	change->shown = calloc(info->height, image_row_nbytes(info));
	change->next = calloc(info->height, image_row_nbytes(info));
	return change->shown != NULL && change->next != NULL
		       ? GM_OK
		       : gm_fail(err, GM_ERR_NOMEM, 0,
				 "out of memory (frames)");
}

void
webp_change_put(struct webp_change *change, const uint8_t *rows,
		uint32_t n_rows)
{
	size_t nbytes = image_row_nbytes(&change->info);

	memcpy(change->next + nbytes * change->n_rows, rows, nbytes * n_rows);
	change->n_rows += n_rows;
}

static bool
is_same_row(const struct webp_change *change, uint32_t y)
{
	size_t nbytes = image_row_nbytes(&change->info);

	return memcmp(change->shown + nbytes * y, change->next + nbytes * y,
		      nbytes) == 0;
}

/*
 * Make the columns from *left on, before *right, hold what row y has changed:
 * only what is beside them is looked at.
 */
static void
widen(const struct webp_change *change, uint32_t y, uint32_t *left,
      uint32_t *right)
{
	size_t step = change->info.channels;
	size_t at = image_row_nbytes(&change->info) * y;
	const uint8_t *a = change->shown + at, *b = change->next + at;
	uint32_t x = 0;

	while (x < *left && memcmp(a + x * step, b + x * step, step) == 0)
		x++;
	*left = x;
	x = change->info.width;
	while (x > *right &&
	       memcmp(a + (x - 1) * step, b + (x - 1) * step, step) == 0)
		x--;
	*right = x;
}

struct webp_region
webp_change_find(const struct webp_change *change)
{
	uint32_t top = 0, bottom = change->info.height;
	uint32_t left = change->info.width, right = 0;

	if (!change->has_shown)
		return (struct webp_region){0, 0, left, bottom};
	while (top < bottom && is_same_row(change, top))
		top++;
	while (bottom > top && is_same_row(change, bottom - 1))
		bottom--;
	if (top == bottom)
		return (struct webp_region){0, 0, 1, 1};
	for (uint32_t y = top; y < bottom; y++)
		widen(change, y, &left, &right);
	left -= left % 2;
	top -= top % 2;
	return (struct webp_region){left, top, right - left, bottom - top};
}

const uint8_t *
webp_change_row(const struct webp_change *change,
		const struct webp_region *region, uint32_t y)
{
	return change->next +
	       image_row_nbytes(&change->info) * (region->y + y) +
	       (size_t)region->x * change->info.channels;
}

void
webp_change_show(struct webp_change *change)
{
	uint8_t *shown = change->shown;

	change->shown = change->next;
	change->next = shown;
	change->has_shown = true;
	change->n_rows = 0;
}

void
webp_change_close(struct webp_change *change)
{
	free(change->shown);
	free(change->next);
	*change = (struct webp_change){0};
}
