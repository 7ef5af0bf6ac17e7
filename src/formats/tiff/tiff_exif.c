/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_exif.h"

#include <stdlib.h>
#include <string.h>

#include "formats/tiff/tiff_lib.h"

#define HEAD_NBYTES  8u
#define ENTRY_NBYTES 12u

/* Directories in directories: EXIF, and in it interoperability. */
#define MAX_DEPTH 2u

/* Title, comment, author, keywords, subject, as Windows has them. */
enum {
	TAG_XP_TITLE = 40091,
	TAG_XP_SUBJECT = 40095
};

struct maker {
	struct tiff_raw *raw;
	struct tiff_order order; /* of the block: that of the file, classic */
	struct bytes *exif;
	struct bytes value; /* owned; scratch */
};

/* What of the first directory is about the taking of the picture. */
static bool
is_told(unsigned tag)
{
	switch (tag) {
	case TIFFTAG_IMAGEDESCRIPTION:
	case TIFFTAG_MAKE:
	case TIFFTAG_MODEL:
	case TIFFTAG_ORIENTATION:
	case TIFFTAG_SOFTWARE:
	case TIFFTAG_DATETIME:
	case TIFFTAG_ARTIST:
	case TIFFTAG_COPYRIGHT:
	case TIFFTAG_EXIFIFD:
	case TIFFTAG_GPSIFD:
		return true;
	default:
		return tag >= TAG_XP_TITLE && tag <= TAG_XP_SUBJECT;
	}
}

/* What goes with it, but says nothing alone. */
static bool
is_resolution(unsigned tag)
{
	return tag == TIFFTAG_XRESOLUTION || tag == TIFFTAG_YRESOLUTION ||
	       tag == TIFFTAG_RESOLUTIONUNIT;
}

static bool
is_pointer(unsigned tag)
{
	return tag == TIFFTAG_EXIFIFD || tag == TIFFTAG_GPSIFD ||
	       tag == TIFFTAG_INTEROPERABILITYIFD;
}

static int
by_tag(const void *a, const void *b)
{
	unsigned x = ((const struct tiff_entry *)a)->tag;
	unsigned y = ((const struct tiff_entry *)b)->tag;

	return (x > y) - (x < y);
}

static enum gm_status
add_zeros(struct bytes *exif, size_t n, struct gm_error *err)
{
	enum gm_status st = bytes_reserve(exif, n, err);

	if (st != GM_OK)
		return st;
	if (n > 0)
		memset(exif->data + exif->nbytes, 0, n);
	exif->nbytes += n;
	return GM_OK;
}

/* Of what only metadata need, these two alone end it all. */
static enum gm_status
tolerate(enum gm_status st, struct gm_error *err)
{
	if (st == GM_OK || st == GM_ERR_NOMEM || st == GM_ERR_READ)
		return st;
	*err = (struct gm_error){0};
	return GM_OK;
}

/*
 * Put the entry at `at`, and its values at the end of the block, on an even
 * offset.  *is_put tells whether it could be.
 */
static enum gm_status
put_values(struct maker *maker, const struct tiff_entry *entry, size_t at,
	   bool *is_put, struct gm_error *err)
{
	struct bytes *exif = maker->exif;
	const struct tiff_order *order = &maker->order;
	size_t offset = exif->nbytes;
	enum gm_status st;

	*is_put = false;
	maker->value.nbytes = 0;
	if (tiff_type_nbytes(entry->type) == 0 || entry->type > TIFF_TYPE_IFD ||
	    entry->n == 0 ||
	    entry->nbytes > TIFF_EXIF_MAX_NBYTES - exif->nbytes)
		return GM_OK;
	st = tiff_raw_value(maker->raw, entry, &maker->value, err);
	if (st != GM_OK)
		return tolerate(st, err);
	if (maker->value.nbytes > 4)
		st = bytes_append(exif, maker->value.data, maker->value.nbytes,
				  err);
	if (st == GM_OK)
		st = add_zeros(exif, exif->nbytes % 2, err);
	if (st != GM_OK)
		return st;
	if (maker->value.nbytes > 4)
		tiff_order_put(order, exif->data + at + 8, 4, offset);
	else
		memcpy(exif->data + at + 8, maker->value.data,
		       maker->value.nbytes);
	tiff_order_put(order, exif->data + at, 2, entry->tag);
	tiff_order_put(order, exif->data + at + 2, 2, entry->type);
	tiff_order_put(order, exif->data + at + 4, 4, entry->n);
	*is_put = true;
	return GM_OK;
}

static enum gm_status put_directory(struct maker *maker,
				    const struct tiff_directory *directory,
				    unsigned depth, size_t *n_put,
				    struct gm_error *err);

/* The same of a pointer, and of the directory that it leads to. */
static enum gm_status
put_pointed(struct maker *maker, const struct tiff_entry *entry, unsigned depth,
	    size_t at, bool *is_put, struct gm_error *err)
{
	struct tiff_directory directory = {0};
	struct bytes *exif = maker->exif;
	size_t n_put = 0, offset = exif->nbytes;
	uint64_t to = 0;
	enum gm_status st = GM_OK;

	*is_put = false;
	if (depth >= MAX_DEPTH || entry->n != 1 ||
	    !tiff_entry_is_whole(maker->raw, entry))
		return GM_OK;
	st = tiff_raw_numbers(maker->raw, entry, 0, 1, &to, err);
	if (st == GM_OK)
		st = tiff_raw_directory(maker->raw, to, &directory, err);
	if (st == GM_OK)
		st = put_directory(maker, &directory, depth + 1, &n_put, err);
	tiff_directory_free(&directory);
	if (st != GM_OK || n_put == 0)
		return tolerate(st, err);
	tiff_order_put(&maker->order, exif->data + at, 2, entry->tag);
	tiff_order_put(&maker->order, exif->data + at + 2, 2, TIFF_TYPE_LONG);
	tiff_order_put(&maker->order, exif->data + at + 4, 4, 1);
	tiff_order_put(&maker->order, exif->data + at + 8, 4, offset);
	*is_put = true;
	return GM_OK;
}

/* Entries of a directory stand in the order of their tags, each once. */
static bool
is_chosen(const struct tiff_directory *directory, size_t i, unsigned depth)
{
	unsigned tag = directory->entries[i].tag;

	if (i > 0 && directory->entries[i - 1].tag == tag)
		return false;
	return depth == 0 ? is_told(tag) || is_resolution(tag)
			  : tag != EXIFTAG_MAKERNOTE;
}

/*
 * Append a directory; with fewer entries than there is room for, zeros follow
 * where the next directory's offset would be, and some more.
 */
static enum gm_status
put_directory(struct maker *maker, const struct tiff_directory *directory,
	      unsigned depth, size_t *n_put, struct gm_error *err)
{
	struct bytes *exif = maker->exif;
	size_t begin = exif->nbytes, n = 0;
	enum gm_status st;

	*n_put = 0;
	if (directory->n > 0)
		qsort(directory->entries, directory->n,
		      sizeof(directory->entries[0]), by_tag);
	for (size_t i = 0; i < directory->n; i++)
		n += is_chosen(directory, i, depth);
	if (n * ENTRY_NBYTES > TIFF_EXIF_MAX_NBYTES - exif->nbytes)
		return GM_OK;
	st = add_zeros(exif, 2 + n * ENTRY_NBYTES + 4, err);
	for (size_t i = 0; i < directory->n && st == GM_OK; i++) {
		const struct tiff_entry *entry = &directory->entries[i];
		size_t at = begin + 2 + *n_put * ENTRY_NBYTES;
		bool is_put = false;

		if (!is_chosen(directory, i, depth))
			continue;
		st = is_pointer(entry->tag)
			     ? put_pointed(maker, entry, depth, at, &is_put,
					   err)
			     : put_values(maker, entry, at, &is_put, err);
		*n_put += is_put;
	}
	if (st == GM_OK)
		tiff_order_put(&maker->order, exif->data + begin, 2, *n_put);
	return st;
}

static bool
has_more_than_resolution(const struct tiff_directory *directory)
{
	for (size_t i = 0; i < directory->n; i++)
		if (is_told(directory->entries[i].tag))
			return true;
	return false;
}

enum gm_status
tiff_exif_make(struct tiff_raw *raw, const struct tiff_directory *directory,
	       struct bytes *exif, struct gm_error *err)
{
	struct maker maker = {
		.raw = raw,
		.order = {.is_big_endian = raw->order.is_big_endian},
		.exif = exif,
	};
	size_t n_put = 0;
	enum gm_status st;

	if (!has_more_than_resolution(directory))
		return GM_OK;
	st = add_zeros(exif, HEAD_NBYTES, err);
	if (st == GM_OK)
		st = put_directory(&maker, directory, 0, &n_put, err);
	bytes_free(&maker.value);
	if (st != GM_OK || n_put == 0) {
		exif->nbytes = 0;
		return st;
	}
	memset(exif->data, raw->order.is_big_endian ? 'M' : 'I', 2);
	tiff_order_put(&maker.order, exif->data + 2, 2, 42);
	tiff_order_put(&maker.order, exif->data + 4, 4, HEAD_NBYTES);
	return GM_OK;
}
