/* SPDX-License-Identifier: MIT */
#include "formats/avif/avif_file.h"

#include "base/bytes.h"
#include "formats/avif/avif_boxes.h"
#include "formats/avif/avif_items.h"
#include "meta/metadata.h"

/* Larger ones, which have thousands of items, are left to the library. */
#define META_MAX_NBYTES (1u << 20)

/* Boxes of a file that are looked at. */
#define MAX_BOXES 65536u

/* C2PA 1.3, 11.1.4: the extended type of its box. */
static const uint8_t c2pa[16] = {0xd8, 0xfe, 0xc3, 0xd6, 0x1b, 0x0e,
				 0x48, 0x3c, 0x92, 0x97, 0x58, 0x28,
				 0x87, 0x7e, 0xc4, 0x81};

struct look {
	struct file_in *in;
	struct avif_file *file;
	uint64_t at; /* of what the box holds */
	bool is_still;
	bool has_meta;
	struct bytes meta; /* owned */
};

static size_t
read_at(struct file_in *in, uint64_t at, void *to, size_t nbytes)
{
	size_t n = 1, n_done = 0;

	for (; n_done < nbytes && n > 0; n_done += n)
		n = file_in_read_at(in, at + n_done, (uint8_t *)to + n_done,
				    nbytes - n_done);
	return n_done;
}

struct avif_quantiser
avif_file_quantiser(struct file_in *in, uint64_t at, uint64_t nbytes)
{
	uint8_t head[AV1_HEAD_NBYTES];
	size_t n = nbytes < sizeof(head) ? (size_t)nbytes : sizeof(head);
	struct avif_quantiser q = {0};

	if (at > INT64_MAX - sizeof(head))
		return q;
	n = read_at(in, at, head, n);
	q.is_known = av1_quantiser_find(head, n, &q.of);
	return q;
}

/* Of what is coded at a place, which may be beyond the end of the file. */
static struct avif_quantiser
find_quantiser(struct look *look, const struct avif_items *items,
	       const struct avif_place *place)
{
	struct avif_quantiser q = {0};

	if (place->nbytes == 0)
		return q;
	if (!place->is_in_meta) {
		look->file->is_cut |=
			place->at > look->in->nbytes ||
			place->nbytes > look->in->nbytes - place->at;
		return avif_file_quantiser(look->in, place->at, place->nbytes);
	}
	if (place->at < items->idat.nbytes)
		q.is_known = av1_quantiser_find(
			items->idat.data + place->at,
			items->idat.nbytes - (size_t)place->at, &q.of);
	return q;
}

/* From what meta says of items. */
static void
look_at_items(struct look *look)
{
	const struct avif_span meta = {look->meta.data, look->meta.nbytes};
	struct avif_items items;

	avif_items_look(meta, &items);
	look->file->is_grid = items.is_grid;
	look->file->left_out |= items.left_out;
	look->file->colors = find_quantiser(look, &items, &items.colors);
	look->file->alpha = find_quantiser(look, &items, &items.alpha);
}

static enum gm_status
look_at_meta(struct look *look, const struct avif_box *box,
	     struct gm_error *err)
{
	struct bytes *meta = &look->meta;
	enum gm_status st;

	if (look->has_meta || box->nbytes > META_MAX_NBYTES)
		return GM_OK;
	look->has_meta = true;
	st = bytes_reserve(meta, (size_t)box->nbytes + 1, err);
	if (st != GM_OK)
		return st;
	meta->nbytes =
		read_at(look->in, look->at, meta->data, (size_t)box->nbytes);
	look_at_items(look);
	return GM_OK;
}

static void
look_at_type(struct look *look, const struct avif_box *box)
{
	char brand[4];

	if (box->nbytes < 4 || read_at(look->in, look->at, brand, 4) < 4)
		return;
	look->is_still = memcmp(brand, "avif", 4) == 0;
}

static void
look_at_uuid(const struct look *look, const struct avif_box *box)
{
	uint8_t type[16];

	if (box->nbytes >= sizeof(type) &&
	    read_at(look->in, look->at, type, sizeof(type)) == sizeof(type) &&
	    memcmp(type, c2pa, sizeof(c2pa)) == 0)
		look->file->left_out |= METADATA_LEFT_SIGNATURE;
}

static enum gm_status
look_at_box(struct look *look, const struct avif_box *box, struct gm_error *err)
{
	if (avif_box_is(box, "ftyp"))
		look_at_type(look, box);
	else if (avif_box_is(box, "meta"))
		return look_at_meta(look, box, err);
	else if (avif_box_is(box, "moov"))
		look->file->has_tracks = true;
	else if (avif_box_is(box, "uuid"))
		look_at_uuid(look, box);
	return GM_OK;
}

/* Of what follows the picture, is it a box, or garbage that reads as one? */
static bool
is_known(const struct avif_box *box)
{
	static const char *const names[] = {"ftyp", "meta", "mdat", "moov",
					    "moof", "free", "skip", "uuid"};

	for (size_t i = 0; i < sizeof(names) / sizeof(names[0]); i++)
		if (avif_box_is(box, names[i]))
			return true;
	return false;
}

static enum gm_status
look_at_boxes(struct look *look, struct gm_error *err)
{
	struct file_in *in = look->in;
	enum gm_status st = GM_OK;
	unsigned n_boxes = 0;
	uint64_t at = 0;

	while (st == GM_OK && at < in->nbytes && n_boxes++ < MAX_BOXES) {
		uint8_t head[AVIF_BOX_HEAD_NBYTES];
		size_t n = read_at(in, at, head, sizeof(head));
		struct avif_box box;

		if (!avif_box_read(&box, head, n, in->nbytes - at)) {
			/* Before meta there is no picture. */
			look->file->has_more = look->has_meta;
			look->file->is_cut |= !look->has_meta;
			break;
		}
		look->at = at + box.head_nbytes;
		if (look->at > in->nbytes ||
		    box.nbytes > in->nbytes - look->at) {
			look->file->has_more = !is_known(&box);
			look->file->is_cut |= is_known(&box);
			break;
		}
		st = look_at_box(look, &box, err);
		at = look->at + box.nbytes;
	}
	return st == GM_OK ? file_in_status(in, err) : st;
}

enum gm_status
avif_file_look(struct file_in *in, struct avif_file *file, struct gm_error *err)
{
	struct look look = {.in = in, .file = file};
	enum gm_status st;

	*file = (struct avif_file){0};
	st = look_at_boxes(&look, err);
	bytes_free(&look.meta);
	file->is_sequence = file->has_tracks && !look.is_still;
	if (file->is_sequence) {
		file->colors = file->alpha = (struct avif_quantiser){0};
		file->is_grid = false;
	}
	if (file->has_tracks && look.is_still)
		file->left_out |= METADATA_LEFT_VIDEO;
	return st;
}
