/* SPDX-License-Identifier: MIT */
#include "formats/heif/heif_file.h"

#include <string.h>

#include "codec/codec.h"
#include "formats/heif/heif_meta.h"

/* Of all items: how often a file may be read, and what it may have besides. */
#define LOADED_TIMES       4u
#define LOADED_FREE_NBYTES (UINT64_C(1) << 20)

/* How often the pixels may be decoded that the largest of its pictures may
   have: of some parts are seen only, and layers are one over another. */
#define DECODED_TIMES 2u

#define UUID_NBYTES 16u

/* The box of C2PA (specification 2.1, appendix A.5). */
static const uint8_t c2pa_uuid[UUID_NBYTES] = {
	0xd8, 0xfe, 0xc3, 0xd6, 0x1b, 0x0e, 0x48, 0x3c,
	0x92, 0x97, 0x58, 0x28, 0x87, 0x7e, 0xc4, 0x81};

static bool
is_c2pa(struct file_cursor *cursor, const struct bmff_box *box)
{
	uint8_t uuid[UUID_NBYTES];

	file_cursor_seek(cursor, box->at);
	return box->nbytes >= UUID_NBYTES &&
	       file_cursor_read(cursor, uuid, UUID_NBYTES) == UUID_NBYTES &&
	       memcmp(uuid, c2pa_uuid, UUID_NBYTES) == 0;
}

static enum gm_status
take_box(struct heif_file *file, const struct bmff_box *box, bool *has_meta,
	 struct gm_error *err)
{
	switch (box->type) {
	case HEIF_META:
		if (*has_meta)
			return GM_OK;
		*has_meta = true;
		return heif_meta_read(&file->items, &file->cursor, box, err);
	case HEIF_MOOV:
		file->has_tracks = true;
		return GM_OK;
	case HEIF_UUID:
		file->is_signed |= is_c2pa(&file->cursor, box);
		return file_in_status(file->cursor.in, err);
	default:
		return GM_OK;
	}
}

enum gm_status
heif_file_open(struct heif_file *file, struct gm_error *err)
{
	/* The last box may be cut short. */
	struct bmff_range range = {.end = INT64_MAX};
	bool found = true, has_meta = false;
	enum gm_status st = GM_OK;

	while (st == GM_OK && found) {
		struct bmff_box box;

		st = bmff_next(&file->cursor, &range, &box, &found, err);
		if (st == GM_ERR_CORRUPT && has_meta) {
			/* What follows the items need not be boxes. */
			*err = (struct gm_error){0};
			st = GM_OK;
			break;
		}
		if (st == GM_OK && found)
			st = take_box(file, &box, &has_meta, err);
	}
	file->is_cut =
		range.at > file->cursor.in->nbytes && range.at < range.end;
	if (st != GM_OK || has_meta)
		return st;
	return file->has_tracks
		       ? gm_fail(err, GM_ERR_UNSUPPORTED, 0,
				 "unsupported: a sequence of pictures, and no "
				 "picture of its own")
		       : file_in_fail_at_end(file->cursor.in,
					     "the box meta is missing", err);
}

enum gm_status
heif_file_primary(const struct heif_file *file, const struct heif_item **item,
		  struct gm_error *err)
{
	*item = heif_items_find(&file->items, file->items.primary);
	if (*item != NULL)
		return GM_OK;
	return file->has_tracks
		       ? gm_fail(err, GM_ERR_UNSUPPORTED, 0,
				 "unsupported: a sequence of pictures, none of "
				 "which is the picture of the file")
		       : gm_fail(err, GM_ERR_CORRUPT, 0,
				 "corrupt: no item is the picture of the file");
}

/* Where an extent is in the file, and how many bytes it has. */
static enum gm_status
locate(const struct heif_file *file, const struct heif_item *item,
       const struct heif_extent *extent, struct bmff_range *range,
       struct gm_error *err)
{
	const struct bmff_box *idat = &file->items.idat;
	uint64_t from = 0, end = file->cursor.in->nbytes;

	if (item->method == HEIF_IN_IDAT) {
		from = idat->at;
		if (idat->nbytes < end - (from < end ? from : end))
			end = from + idat->nbytes;
	}
	if (from > end || extent->at > end - from ||
	    extent->nbytes > end - from - extent->at)
		return gm_fail(err, GM_ERR_TRUNCATED, 0,
			       "truncated: the file ends before item %u does",
			       item->id);
	range->at = from + extent->at;
	range->end = extent->nbytes == 0 ? end : range->at + extent->nbytes;
	return GM_OK;
}

static enum gm_status
check_item(const struct heif_item *item, struct gm_error *err)
{
	if (item->is_locked)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: an item that is encrypted, or in "
			       "another file");
	if (item->method != HEIF_IN_FILE && item->method != HEIF_IN_IDAT)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: an item made of others "
			       "(construction method %u)",
			       item->method);
	if (item->n_extents == 0)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: an item that is nowhere");
	return GM_OK;
}

/* All bytes that were read so far, and these. */
static enum gm_status
check_loaded(struct heif_file *file, uint64_t nbytes, struct gm_error *err)
{
	uint64_t most =
		LOADED_FREE_NBYTES + LOADED_TIMES * file->cursor.in->nbytes;

	file->n_loaded += nbytes;
	return file->n_loaded <= most
		       ? GM_OK
		       : gm_fail(err, GM_ERR_LIMIT, 0,
				 "items of more bytes than the file may have");
}

static enum gm_status
load_extent(struct heif_file *file, const struct bmff_range *range,
	    struct bytes *to, struct gm_error *err)
{
	size_t nbytes = (size_t)(range->end - range->at), n;
	enum gm_status st;

	if (nbytes != range->end - range->at)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (HEIF)");
	st = bytes_reserve(to, nbytes, err);
	if (st != GM_OK || nbytes == 0)
		return st;
	file_cursor_seek(&file->cursor, range->at);
	n = file_cursor_read(&file->cursor, to->data + to->nbytes, nbytes);
	to->nbytes += n;
	return n == nbytes ? GM_OK
			   : file_in_fail_at_end(file->cursor.in,
						 "within an item", err);
}

enum gm_status
heif_file_load(struct heif_file *file, const struct heif_item *item,
	       struct bytes *to, struct gm_error *err)
{
	enum gm_status st = check_item(item, err);

	to->nbytes = 0;
	for (uint32_t i = 0; i < item->n_extents && st == GM_OK; i++) {
		const struct heif_extent *extent =
			&file->items.extents[item->extent + i];
		struct bmff_range range = {0};

		st = locate(file, item, extent, &range, err);
		if (st == GM_OK)
			st = check_loaded(file, range.end - range.at, err);
		if (st == GM_OK)
			st = load_extent(file, &range, to, err);
	}
	return st;
}

enum gm_status
heif_file_spend(struct heif_file *file, uint64_t n_pixels, struct gm_error *err)
{
	uint64_t most =
		DECODED_TIMES * (IMAGE_BLANK_PIXELS +
				 IMAGE_BLANK_RATIO * file->cursor.in->nbytes);

	if (n_pixels <= most - file->n_decoded) {
		file->n_decoded += n_pixels;
		return GM_OK;
	}
	return gm_fail(err, GM_ERR_LIMIT, 0,
		       "more pixels to decode than a file of %llu bytes may "
		       "ask for",
		       (unsigned long long)file->cursor.in->nbytes);
}

void
heif_file_free(struct heif_file *file)
{
	heif_items_free(&file->items);
}
