/* SPDX-License-Identifier: MIT */
#include "formats/jp2/jp2_boxes.h"

#include <string.h>

#include "base/octets.h"
#include "formats/jp2/jp2_color.h"

/* How deep boxes are in others: the header, groups of it, the resolution. */
#define MAX_DEPTH 4u

/* Bytes of the identifier of a UUID box. */
#define UUID_NBYTES 16u

struct box {
	char name[5];
	struct jp2_span span; /* of what is in it */
	uint64_t end;
};

struct walk {
	struct jp2_file *file;
	struct file_in *in;
	unsigned n_boxes;
};

static const struct {
	enum metadata_kind kind;
	char uuid[UUID_NBYTES + 1];
} uuids[] = {
	{METADATA_EXIF, "JpgTiffExif->JP2"},
	{METADATA_XMP, "\xbe\x7a\xcf\xcb\x97\xa9\x42\xe8"
		       "\x9c\x71\x99\x94\x91\xe3\xaf\xac"},
	{METADATA_IPTC, "\x33\xc7\xa4\xd2\xb8\x1d\x47\x23"
			"\xa0\xba\xf1\xa3\xe0\x97\xad\x38"},
};

/* The box at an offset, which ends at limit at the latest (I.4). */
static enum gm_status
read_box(struct walk *walk, uint64_t at, uint64_t limit, struct box *box,
	 struct gm_error *err)
{
	uint8_t head[16];
	size_t n = file_in_fill_at(walk->in, at, head, sizeof(head));
	uint64_t nbytes, n_head = 8;

	if (n < 8)
		return file_in_fail_at_end(walk->in, "in the header of a box",
					   err);
	nbytes = octets_u32be(head);
	memcpy(box->name, head + 4, 4);
	box->name[4] = '\0';
	if (nbytes == 1 && n < 16)
		return file_in_fail_at_end(walk->in, "in the header of a box",
					   err);
	if (nbytes == 1) {
		nbytes = octets_u64be(head + 8);
		n_head = 16;
	}
	if (nbytes == 0)
		nbytes = limit - at;
	if (nbytes < n_head)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: a box is shorter than its header");
	/* One that is cut ends where all does. */
	if (nbytes > limit - at)
		nbytes = limit - at < n_head ? n_head : limit - at;
	box->span = (struct jp2_span){at + n_head, nbytes - n_head};
	box->end = at + nbytes;
	return ++walk->n_boxes <= JP2_MAX_BOXES
		       ? GM_OK
		       : gm_fail(err, GM_ERR_LIMIT, 0, "more than %u boxes",
				 JP2_MAX_BOXES);
}

static void
keep(struct jp2_file *file, enum metadata_kind kind, struct jp2_span span)
{
	if (file->n_kept < JP2_MAX_KEPT && span.nbytes > 0)
		file->kept[file->n_kept++] = (struct jp2_kept){kind, span};
}

static void
read_uuid(struct walk *walk, const struct box *box)
{
	const size_t n_uuids = sizeof(uuids) / sizeof(uuids[0]);
	uint8_t uuid[UUID_NBYTES];
	struct jp2_span span = box->span;

	if (span.nbytes < UUID_NBYTES ||
	    file_in_fill_at(walk->in, span.at, uuid, UUID_NBYTES) < UUID_NBYTES)
		return;
	span.at += UUID_NBYTES;
	span.nbytes -= UUID_NBYTES;
	for (size_t i = 0; i < n_uuids; i++)
		if (memcmp(uuids[i].uuid, uuid, UUID_NBYTES) == 0)
			keep(walk->file, uuids[i].kind, span);
}

/* A colour specification; one of a kind that is not known counts least. */
static void
read_color(struct walk *walk, const struct box *box)
{
	struct jp2_file *file = walk->file;
	uint8_t head[7] = {0};
	struct jp2_span profile = {box->span.at + 3, box->span.nbytes - 3};

	if (file->has_color || box->span.nbytes < 3 ||
	    file_in_fill_at(walk->in, box->span.at, head, sizeof(head)) < 3)
		return;
	if (head[0] == 1 && box->span.nbytes >= 7) {
		file->space_number = octets_u32be(head + 3);
		file->space = jp2_color_space(file->space_number);
		file->has_color = file->space != JP2_OTHER;
	} else if ((head[0] == 2 || head[0] == 3) && profile.nbytes > 0) {
		file->has_color = true;
		file->space = jp2_color_of_profile(walk->in, profile,
						   &file->space_number);
		keep(file, METADATA_ICC, profile);
	}
}

/* Of captured pixels before those for a screen (I.5.3.7.1, I.5.3.7.2). */
static void
read_resolution(struct walk *walk, const struct box *box)
{
	struct jp2_file *file = walk->file;
	double most = 1e9;
	uint8_t r[10];
	double values[2];

	if (file->x_density > 0 || box->span.nbytes < sizeof(r) ||
	    file_in_fill_at(walk->in, box->span.at, r, sizeof(r)) < sizeof(r))
		return;
	for (unsigned i = 0; i < 2; i++) {
		double denominator = octets_u16be(r + i * 4 + 2);
		int exponent = (int)(r[8 + i] ^ 0x80u) - 0x80;

		if (denominator == 0)
			return;
		values[i] = octets_u16be(r + i * 4) / denominator;
		for (; exponent > 0 && values[i] < most; exponent--)
			values[i] *= 10;
		for (; exponent < 0; exponent++)
			values[i] /= 10;
		if (!(values[i] > 0) || values[i] > most)
			return;
	}
	file->x_density = values[1];
	file->y_density = values[0];
}

static enum gm_status
read_ftyp(const struct walk *walk, const struct box *box, struct gm_error *err)
{
	uint8_t brand[4] = {0};

	file_in_fill_at(walk->in, box->span.at, brand, sizeof(brand));
	if (memcmp(brand, "mjp2", 4) == 0)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: Motion JPEG 2000");
	if (memcmp(brand, "jpm ", 4) == 0)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: a compound document (JPM)");
	return GM_OK;
}

static bool
is_super(const char *name)
{
	return strcmp(name, "jp2h") == 0 || strcmp(name, "jpch") == 0 ||
	       strcmp(name, "jplh") == 0 || strcmp(name, "cgrp") == 0 ||
	       strcmp(name, "res ") == 0;
}

static enum gm_status
take_box(struct walk *walk, const struct box *box, struct gm_error *err)
{
	struct jp2_file *file = walk->file;

	if (strcmp(box->name, "ftyp") == 0)
		return read_ftyp(walk, box, err);
	if (strcmp(box->name, "pclr") == 0)
		return jp2_color_read_palette(file, walk->in, box->span, err);
	if (strcmp(box->name, "cmap") == 0)
		return jp2_color_read_map(file, walk->in, box->span, err);
	if (strcmp(box->name, "cdef") == 0)
		return jp2_color_read_definitions(file, walk->in, box->span,
						  err);
	if (strcmp(box->name, "colr") == 0)
		read_color(walk, box);
	else if (strcmp(box->name, "resc") == 0 ||
		 strcmp(box->name, "resd") == 0)
		read_resolution(walk, box);
	else if (strcmp(box->name, "uuid") == 0)
		read_uuid(walk, box);
	else if (strcmp(box->name, "jp2c") == 0 && file->codestream.at != 0)
		file->has_more = true;
	else if (strcmp(box->name, "jp2c") == 0)
		file->codestream = box->span;
	return GM_OK;
}

/*
 * The boxes in a span.  Those that are not whole after the codestream are
 * nobody's.
 */
static enum gm_status
read_boxes(struct walk *walk, struct jp2_span span, unsigned depth,
	   struct gm_error *err)
{
	uint64_t at = span.at, limit = span.at + span.nbytes;
	enum gm_status st = GM_OK;

	while (at < limit && st == GM_OK) {
		struct box box = {0};

		if (limit - at < 8 && walk->file->codestream.at != 0)
			break;
		st = read_box(walk, at, limit, &box, err);
		if (st != GM_OK)
			break;
		at = box.end;
		st = !is_super(box.name) ? take_box(walk, &box, err)
		     : depth < MAX_DEPTH
			     ? read_boxes(walk, box.span, depth + 1, err)
			     : GM_OK;
	}
	return st;
}

enum gm_status
jp2_boxes_read(struct jp2_file *file, struct file_in *in, struct gm_error *err)
{
	struct walk walk = {file, in, 0};
	uint8_t head[4] = {0};
	enum gm_status st;

	file_in_fill_at(in, 0, head, sizeof(head));
	file->is_boxed = octets_u32be(head) == 12;
	if (!file->is_boxed) {
		file->codestream = (struct jp2_span){0, in->nbytes};
		return file_in_status(in, err);
	}
	st = read_boxes(&walk, (struct jp2_span){0, in->nbytes}, 0, err);
	/* What is wrong after the picture is not the picture's. */
	if (file->codestream.at != 0 &&
	    (st == GM_ERR_CORRUPT || st == GM_ERR_TRUNCATED)) {
		*err = (struct gm_error){0};
		st = GM_OK;
	}
	if (st != GM_OK)
		return st;
	return file->codestream.at != 0
		       ? file_in_status(in, err)
		       : file_in_fail_at_end(in, "there is no codestream", err);
}
