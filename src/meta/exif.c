/* SPDX-License-Identifier: MIT */
#include "meta/exif.h"

#include <string.h>

#include "base/octets.h"

#define ENTRY_NBYTES 12u

/* Tags (Exif 2.32 4.6.4 and 4.6.5, TIFF 6.0) and what they may say. */
enum {
	TAG_BITS = 0x0102,
	TAG_COMPRESSION = 0x0103,
	TAG_PHOTOMETRIC = 0x0106,
	TAG_STRIP_OFFSETS = 0x0111,
	TAG_N_SAMPLES = 0x0115,
	TAG_STRIP_NBYTES = 0x0117,
	TAG_PLANAR = 0x011c,
	TAG_JPEG_OFFSET = 0x0201,
	TAG_JPEG_NBYTES = 0x0202,
	TAG_SUBSAMPLING = 0x0212,
	TAG_EXIF = 0x8769,
	TAG_COMPONENTS = 0x9101
};

enum {
	TYPE_SHORT = 3,
	TYPE_LONG = 4,
	TYPE_UNDEFINED = 7
};
enum {
	UNCOMPRESSED = 1,
	PHOTOMETRIC_RGB = 2,
	PHOTOMETRIC_YCBCR = 6
};

struct exif {
	uint8_t *data;
	size_t nbytes;
	bool is_big_endian;
};

/* A directory that is there as a whole. */
struct ifd {
	size_t at; /* of its first entry */
	size_t n_entries;
};

struct entry {
	unsigned type;
	size_t n;  /* values */
	size_t at; /* of the first, all of them being there */
};

static unsigned
u16(const struct exif *exif, size_t at)
{
	const uint8_t *p = exif->data + at;

	return exif->is_big_endian ? octets_u16be(p) : octets_u16le(p);
}

static size_t
u32(const struct exif *exif, size_t at)
{
	const uint8_t *p = exif->data + at;

	return exif->is_big_endian ? octets_u32be(p) : octets_u32le(p);
}

/* Do n bytes stand there? */
static bool
holds(const struct exif *exif, size_t at, size_t n)
{
	return at <= exif->nbytes && n <= exif->nbytes - at;
}

static bool
read_order(struct exif *exif)
{
	if (exif->nbytes < 8)
		return false;
	exif->is_big_endian = memcmp(exif->data, "MM\0*", 4) == 0;
	return exif->is_big_endian || memcmp(exif->data, "II*\0", 4) == 0;
}

static bool
read_ifd(const struct exif *exif, size_t at, struct ifd *ifd)
{
	if (at == 0 || !holds(exif, at, 2))
		return false;
	ifd->at = at + 2;
	ifd->n_entries = u16(exif, at);
	return holds(exif, ifd->at, ifd->n_entries * ENTRY_NBYTES);
}

/* Up to four bytes of values stand in the entry itself. */
static bool
read_entry(const struct exif *exif, size_t at, size_t value_nbytes,
	   struct entry *entry)
{
	entry->type = u16(exif, at + 2);
	entry->n = u32(exif, at + 4);
	entry->at = at + 8;
	if (entry->n > exif->nbytes / value_nbytes)
		return false;
	if (entry->n * value_nbytes > 4)
		entry->at = u32(exif, at + 8);
	return holds(exif, entry->at, entry->n * value_nbytes);
}

/* The first entry of that tag and kind of values. */
static bool
find(const struct exif *exif, const struct ifd *ifd, unsigned tag,
     struct entry *entry)
{
	for (size_t i = 0; i < ifd->n_entries; i++) {
		size_t at = ifd->at + i * ENTRY_NBYTES, value_nbytes = 1;
		unsigned type = u16(exif, at + 2);

		if (u16(exif, at) != tag)
			continue;
		if (type == TYPE_SHORT)
			value_nbytes = 2;
		else if (type == TYPE_LONG)
			value_nbytes = 4;
		else if (type != TYPE_UNDEFINED)
			return false;
		return read_entry(exif, at, value_nbytes, entry);
	}
	return false;
}

static size_t
number(const struct exif *exif, const struct entry *entry, size_t i)
{
	if (entry->type == TYPE_SHORT)
		return u16(exif, entry->at + 2 * i);
	if (entry->type == TYPE_LONG)
		return u32(exif, entry->at + 4 * i);
	return exif->data[entry->at + i];
}

/* The number of that tag; `otherwise` where there is none. */
static size_t
number_of(const struct exif *exif, const struct ifd *ifd, unsigned tag,
	  size_t otherwise)
{
	struct entry entry;

	return find(exif, ifd, tag, &entry) && entry.n > 0
		       ? number(exif, &entry, 0)
		       : otherwise;
}

/* Exif 2.32 4.6.5: 1 is Y, 2 and 3 are chroma, 4 to 6 R, G, B, 0 nothing. */
static void
patch_components(const struct exif *exif, const struct ifd *ifd)
{
	struct entry entry;
	struct ifd sub;

	if (read_ifd(exif, number_of(exif, ifd, TAG_EXIF, 0), &sub) &&
	    find(exif, &sub, TAG_COMPONENTS, &entry) &&
	    entry.type == TYPE_UNDEFINED && entry.n == 4)
		memcpy(exif->data + entry.at, "\1\0\0", 4);
}

/*
 * The Y of a few pixels, then one Cb and one Cr (TIFF 6.0 section 21): of what
 * is else, all are in the middle.
 */
static void
make_ycbcr_gray(uint8_t *data, size_t nbytes, size_t n_y)
{
	if (n_y < 1 || n_y > 16) {
		memset(data, 128, nbytes);
		return;
	}
	for (; nbytes >= n_y + 2; data += n_y + 2, nbytes -= n_y + 2)
		memset(data + n_y, 128, 2);
}

/* Samples as they are, what they are of, and where. */
struct strips {
	size_t photometric;
	size_t n_y; /* YCbCr: for one Cb and one Cr */
	bool is_simple;
	struct entry offsets;
	struct entry sizes;
};

static bool
read_strips(const struct exif *exif, const struct ifd *ifd,
	    struct strips *strips)
{
	struct entry entry;

	if (number_of(exif, ifd, TAG_COMPRESSION, 0) != UNCOMPRESSED ||
	    number_of(exif, ifd, TAG_N_SAMPLES, 3) < 3 ||
	    !find(exif, ifd, TAG_STRIP_OFFSETS, &strips->offsets) ||
	    !find(exif, ifd, TAG_STRIP_NBYTES, &strips->sizes))
		return false;
	strips->photometric =
		number_of(exif, ifd, TAG_PHOTOMETRIC, PHOTOMETRIC_RGB);
	strips->is_simple = number_of(exif, ifd, TAG_BITS, 8) == 8 &&
			    number_of(exif, ifd, TAG_N_SAMPLES, 3) == 3 &&
			    number_of(exif, ifd, TAG_PLANAR, 1) == 1;
	strips->n_y = 4;
	if (find(exif, ifd, TAG_SUBSAMPLING, &entry) && entry.n == 2)
		strips->n_y = number(exif, &entry, 0) * number(exif, &entry, 1);
	return true;
}

static void
make_strip_gray(const struct strips *strips, uint8_t *data, size_t nbytes)
{
	if (strips->is_simple && strips->photometric == PHOTOMETRIC_RGB)
		inset_make_pixels_gray(data, nbytes, 0);
	else if (strips->photometric == PHOTOMETRIC_YCBCR)
		make_ycbcr_gray(data, nbytes,
				strips->is_simple ? strips->n_y : 0);
	else
		memset(data, 0, nbytes);
}

/* Of strips that lie over each other, no more than there are bytes at all. */
static void
make_strips_gray(const struct exif *exif, const struct strips *strips)
{
	size_t left = exif->nbytes;

	for (size_t i = 0; i < strips->offsets.n && i < strips->sizes.n; i++) {
		size_t at = number(exif, &strips->offsets, i);
		size_t n = number(exif, &strips->sizes, i);

		if (at >= exif->nbytes)
			continue;
		if (n > exif->nbytes - at)
			n = exif->nbytes - at;
		if (n > left)
			return;
		make_strip_gray(strips, exif->data + at, n);
		left -= n;
	}
}

/* Which of the data are the JPEG of this directory; none of them without. */
static void
find_jpeg(const struct exif *exif, const struct ifd *ifd, size_t *at, size_t *n)
{
	*at = number_of(exif, ifd, TAG_JPEG_OFFSET, exif->nbytes);
	*n = number_of(exif, ifd, TAG_JPEG_NBYTES, 0);
	if (*at > exif->nbytes)
		*at = exif->nbytes;
	if (*n > exif->nbytes - *at)
		*n = exif->nbytes - *at;
}

/* Where the number stands that says where the second directory is. */
static bool
find_second(const struct exif *exif, const struct ifd *first, size_t *link_at,
	    struct ifd *second)
{
	*link_at = first->at + first->n_entries * ENTRY_NBYTES;
	return holds(exif, *link_at, 4) &&
	       read_ifd(exif, u32(exif, *link_at), second);
}

/*
 * All that is whole comes first: how long a thumbnail is may be said wrong.
 */
void
exif_make_gray(uint8_t *data, size_t nbytes, bool was_color,
	       const struct inset_maker *maker)
{
	struct exif exif = {.data = data, .nbytes = nbytes};
	size_t link_at = 0, at = 0, n = 0;
	struct ifd first, second;
	struct strips strips;

	if (read_order(&exif) && read_ifd(&exif, u32(&exif, 4), &first)) {
		if (was_color)
			patch_components(&exif, &first);
		if (find_second(&exif, &first, &link_at, &second)) {
			find_jpeg(&exif, &second, &at, &n);
			if (read_strips(&exif, &second, &strips))
				make_strips_gray(&exif, &strips);
		}
	}
	if (n > 0 && data[at] != 0xff)
		n = 0;
	inset_make_all_gray(maker, data, nbytes);
	if (n > 0 && (data[at] == 0 ||
		      inset_make_gray(maker, data + at, n) == INSET_BLANK))
		memset(data + link_at, 0, 4);
}
