/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_meta.h"

#include "base/octets.h"
#include "formats/tiff/tiff_exif.h"
#include "formats/tiff/tiff_lib.h"
#include "meta/irb.h"
#include "meta/settle.h"

/* A value that is longer is left out. */
#define MAX_VALUE_NBYTES (16u << 20)

#define METRES_PER_INCH 0.0254

struct reader {
	struct tiff_raw *raw;
	const struct tiff_directory *directory;
	struct settle settle;
	struct metadata *metadata;
	struct bytes value; /* owned */
};

/* The values of a tag as bytes; none where it cannot be read. */
static enum gm_status
read_value(struct reader *r, unsigned tag, struct gm_error *err)
{
	const struct tiff_entry *entry = tiff_directory_find(r->directory, tag);
	enum gm_status st;

	r->value.nbytes = 0;
	if (entry == NULL || entry->nbytes > MAX_VALUE_NBYTES ||
	    !tiff_entry_is_whole(r->raw, entry))
		return GM_OK;
	st = tiff_raw_value(r->raw, entry, &r->value, err);
	if (st == GM_OK || st == GM_ERR_NOMEM || st == GM_ERR_READ)
		return st;
	r->value.nbytes = 0;
	*err = (struct gm_error){0};
	return GM_OK;
}

static enum gm_status
add(struct reader *r, const struct metadata_piece *piece, struct gm_error *err)
{
	return settle_add(&r->settle, r->metadata, piece, err);
}

static enum gm_status
add_value(struct reader *r, enum metadata_kind kind, struct gm_error *err)
{
	struct metadata_piece piece = {.kind = kind,
				       .value = r->value.data,
				       .value_nbytes = r->value.nbytes,
				       .part = 1,
				       .n_parts = 1};

	if (kind == METADATA_XMP)
		metadata_set_text(&piece, r->value.data, r->value.nbytes);
	return piece.value_nbytes == 0 ? GM_OK : add(r, &piece, err);
}

static enum gm_status
take_value(struct reader *r, unsigned tag, enum metadata_kind kind,
	   struct gm_error *err)
{
	enum gm_status st = read_value(r, tag, err);

	return st == GM_OK ? add_value(r, kind, err) : st;
}

/* Where it has no tag of its own, it may be among Photoshop's resources. */
static enum gm_status
take_iptc(struct reader *r, struct gm_error *err)
{
	enum gm_status st = read_value(r, TIFFTAG_RICHTIFFIPTC, err);
	struct metadata_piece piece = {.kind = METADATA_IPTC};
	struct irb block;

	if (st != GM_OK || r->value.nbytes > 0)
		return st == GM_OK ? add_value(r, METADATA_IPTC, err) : st;
	st = read_value(r, TIFFTAG_PHOTOSHOP, err);
	if (st != GM_OK ||
	    !irb_find(r->value.data, r->value.nbytes, IRB_IPTC, &block))
		return st;
	piece.value = block.value;
	piece.value_nbytes = block.nbytes;
	return add(r, &piece, err);
}

/* A fraction of two LONGs; 0 where it is none. */
static enum gm_status
read_fraction(struct reader *r, unsigned tag, double *fraction,
	      struct gm_error *err)
{
	enum gm_status st = read_value(r, tag, err);
	uint64_t divisor;

	*fraction = 0;
	if (st != GM_OK || r->value.nbytes != 8)
		return st;
	divisor = tiff_order_number(&r->raw->order, r->value.data + 4, 4);
	if (divisor > 0)
		*fraction = (double)tiff_order_number(&r->raw->order,
						      r->value.data, 4) /
			    (double)divisor;
	return GM_OK;
}

static enum gm_status
take_density(struct reader *r, struct gm_error *err)
{
	uint64_t unit = tiff_raw_number(r->raw, r->directory,
					TIFFTAG_RESOLUTIONUNIT, RESUNIT_INCH);
	struct metadata_piece piece = {.kind = METADATA_DENSITY};
	struct metadata_density *density = &piece.density;
	double metres = 1;
	enum gm_status st =
		read_fraction(r, TIFFTAG_XRESOLUTION, &density->x, err);

	if (st == GM_OK)
		st = read_fraction(r, TIFFTAG_YRESOLUTION, &density->y, err);
	if (st != GM_OK || density->x <= 0 || density->y <= 0)
		return st;
	if (unit == RESUNIT_INCH)
		metres = METRES_PER_INCH;
	else if (unit == RESUNIT_CENTIMETER)
		metres = 0.01;
	else
		density->is_ratio = true;
	density->x /= metres;
	density->y /= metres;
	return add(r, &piece, err);
}

static enum gm_status
take_exif(struct reader *r, struct gm_error *err)
{
	enum gm_status st;

	r->value.nbytes = 0;
	st = tiff_exif_make(r->raw, r->directory, &r->value, err);
	return st == GM_OK ? add_value(r, METADATA_EXIF, err) : st;
}

enum gm_status
tiff_meta_read(struct tiff_raw *raw, const struct tiff_directory *directory,
	       bool is_color, struct metadata *metadata, struct gm_error *err)
{
	struct reader r = {.raw = raw,
			   .directory = directory,
			   .settle = {.is_color = is_color},
			   .metadata = metadata};
	enum gm_status st = take_density(&r, err);

	if (st == GM_OK)
		st = take_value(&r, TIFFTAG_ICCPROFILE, METADATA_ICC, err);
	if (st == GM_OK)
		st = take_value(&r, TIFFTAG_XMLPACKET, METADATA_XMP, err);
	if (st == GM_OK)
		st = take_iptc(&r, err);
	if (st == GM_OK)
		st = take_exif(&r, err);
	bytes_free(&r.value);
	return st;
}
