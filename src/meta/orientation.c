/* SPDX-License-Identifier: MIT */
#include "meta/orientation.h"

#include <string.h>

#include "base/octets.h"
#include "meta/xmp.h"

/* TIFF 6.0 section 2: a folder is a count, and entries of 12 bytes. */
#define HEAD_NBYTES  8u
#define ENTRY_NBYTES 12u

enum type {
	TYPE_SHORT = 3,
	TYPE_LONG = 4
};

enum tag {
	TAG_WIDTH = 0x0100,
	TAG_HEIGHT = 0x0101,
	TAG_ORIENTATION = 0x0112,
	TAG_JPEG = 0x0201, /* where the thumbnail is, */
	TAG_JPEG_NBYTES = 0x0202,
	TAG_EXIF = 0x8769, /* where the EXIF folder is */
	TAG_EXIF_WIDTH = 0xa002,
	TAG_EXIF_HEIGHT = 0xa003
};

struct block {
	const uint8_t *data;
	size_t nbytes;
	bool is_big_endian;
};

/* The entries of a folder that are there, whatever it counts. */
struct folder {
	size_t at; /* of the first entry; 0 is no folder */
	size_t n;
};

static unsigned
u16(const struct block *block, size_t at)
{
	const uint8_t *p = block->data + at;

	return block->is_big_endian ? octets_u16be(p) : octets_u16le(p);
}

static uint32_t
u32(const struct block *block, size_t at)
{
	const uint8_t *p = block->data + at;

	return block->is_big_endian ? octets_u32be(p) : octets_u32le(p);
}

static struct folder
folder_at(const struct block *block, uint32_t at)
{
	struct folder folder = {0};
	size_t room;

	if (at < HEAD_NBYTES || at > block->nbytes || block->nbytes - at < 2)
		return folder;
	folder.at = (size_t)at + 2;
	folder.n = u16(block, at);
	room = (block->nbytes - folder.at) / ENTRY_NBYTES;
	if (folder.n > room)
		folder.n = room;
	return folder;
}

/* Take the block apart; its first folder is empty where it is no TIFF. */
static struct folder
open_block(const uint8_t *exif, size_t nbytes, struct block *block)
{
	*block = (struct block){exif, nbytes, false};
	if (nbytes < HEAD_NBYTES)
		return (struct folder){0};
	block->is_big_endian = exif[0] == 'M';
	if (memcmp(exif, block->is_big_endian ? "MM\0*" : "II*\0", 4) != 0)
		return (struct folder){0};
	return folder_at(block, u32(block, 4));
}

static bool
is_entry(const struct block *block, size_t at, enum tag tag, enum type type)
{
	return u16(block, at) == tag && u16(block, at + 2) == type &&
	       u32(block, at + 4) == 1;
}

/* Where the first entry of this tag is that has one number; 0 is nowhere. */
static size_t
find_entry(const struct block *block, const struct folder *folder, enum tag tag)
{
	for (size_t i = 0; i < folder->n; i++) {
		size_t at = folder->at + i * ENTRY_NBYTES;

		if (is_entry(block, at, tag, TYPE_SHORT) ||
		    is_entry(block, at, tag, TYPE_LONG))
			return at;
	}
	return 0;
}

_Static_assert(ORIENTATION_UPRIGHT == 1, "true, and false in its high byte");

/* That of the entry, or 0. */
static unsigned
orientation_at(const struct block *block, size_t at)
{
	unsigned value;

	if (!is_entry(block, at, TAG_ORIENTATION, TYPE_SHORT))
		return 0;
	value = u16(block, at + 8);
	return value <= 8 ? value : 0;
}

unsigned
orientation_find(const uint8_t *exif, size_t nbytes)
{
	struct block block;
	struct folder folder = open_block(exif, nbytes, &block);
	unsigned value = 0;

	for (size_t i = 0; i < folder.n && value == 0; i++)
		value = orientation_at(&block, folder.at + i * ENTRY_NBYTES);
	return value;
}

/* Make all of them 1 that there are in a folder. */
static void
reset_folder(const struct block *block, const struct folder *folder,
	     uint8_t *exif)
{
	for (size_t i = 0; i < folder->n; i++) {
		size_t at = folder->at + i * ENTRY_NBYTES;

		if (orientation_at(block, at) == 0)
			continue;
		exif[at + 8] = !block->is_big_endian;
		exif[at + 9] = block->is_big_endian;
	}
}

/* All but the tags, so that each keeps the type of its number. */
static void
exchange(const struct block *block, const struct folder *folder, enum tag tag,
	 enum tag other, uint8_t *exif)
{
	size_t a = find_entry(block, folder, tag);
	size_t b = find_entry(block, folder, other);
	uint8_t entry[ENTRY_NBYTES - 2];

	if (a == 0 || b == 0)
		return;
	memcpy(entry, exif + a + 2, sizeof(entry));
	memcpy(exif + a + 2, exif + b + 2, sizeof(entry));
	memcpy(exif + b + 2, entry, sizeof(entry));
}

static bool
are_apart(const struct folder *a, const struct folder *b)
{
	return a->at + a->n * ENTRY_NBYTES + 2 <= b->at ||
	       b->at + b->n * ENTRY_NBYTES + 2 <= a->at;
}

static void
exchange_sizes(const struct block *block, const struct folder *folder,
	       uint8_t *exif)
{
	size_t at = find_entry(block, folder, TAG_EXIF);
	struct folder inner = {0};

	if (at != 0 && u16(block, at + 2) == TYPE_LONG)
		inner = folder_at(block, u32(block, at + 8));
	exchange(block, folder, TAG_WIDTH, TAG_HEIGHT, exif);
	/* Of folders in one another nobody knows what would change. */
	if (inner.at != 0 && are_apart(folder, &inner))
		exchange(block, &inner, TAG_EXIF_WIDTH, TAG_EXIF_HEIGHT, exif);
}

void
orientation_reset(uint8_t *exif, size_t nbytes, bool is_transposed)
{
	struct block block;
	struct folder folder = open_block(exif, nbytes, &block);

	if (is_transposed)
		exchange_sizes(&block, &folder, exif);
	reset_folder(&block, &folder, exif);
}

/* The folder after this one; its offset stands after the last entry. */
static struct folder
folder_after(const struct block *block, const struct folder *folder)
{
	size_t at = folder->at + folder->n * ENTRY_NBYTES;
	struct folder none = {0}, next;

	if (folder->at == 0 || block->nbytes - at < 4)
		return none;
	next = folder_at(block, u32(block, at));
	return are_apart(folder, &next) ? next : none;
}

/* The number of the entry of this tag, of a LONG; 0 when there is none. */
static uint32_t
find_long(const struct block *block, const struct folder *folder, enum tag tag)
{
	size_t at = find_entry(block, folder, tag);

	return at != 0 && u16(block, at + 2) == TYPE_LONG ? u32(block, at + 8)
							  : 0;
}

/* Is what has nbytes at `at` in the block, and no part of the folder? */
static bool
is_beside(const struct block *block, size_t at, size_t nbytes,
	  const struct folder *folder)
{
	return at >= HEAD_NBYTES && at <= block->nbytes &&
	       nbytes <= block->nbytes - at &&
	       (at + nbytes <= folder->at - 2 ||
		at >= folder->at + folder->n * ENTRY_NBYTES + 4);
}

void
orientation_turn_thumbnail(uint8_t *exif, size_t nbytes, unsigned orientation,
			   const struct orientation_turner *turner)
{
	struct block block;
	struct folder first = open_block(exif, nbytes, &block);
	struct folder second = folder_after(&block, &first);
	size_t at = find_long(&block, &second, TAG_JPEG);
	size_t n = find_long(&block, &second, TAG_JPEG_NBYTES), n_turned;

	if (n == 0 || !is_beside(&block, at, n, &first) ||
	    !is_beside(&block, at, n, &second))
		return;
	n_turned = turner->turn(turner->ctx, exif + at, n, orientation);
	if (n_turned == 0)
		return;
	memset(exif + at + n_turned, 0, n - n_turned);
	if (orientation >= ORIENTATION_TRANSPOSED)
		exchange(&block, &second, TAG_WIDTH, TAG_HEIGHT, exif);
	reset_folder(&block, &second, exif);
}

/* The digit that a value begins with after blanks, or NULL. */
static uint8_t *
find_digit(uint8_t *from, const uint8_t *end)
{
	while (from < end && *from <= ' ')
		from++;
	return from < end && *from >= '1' && *from <= '8' ? from : NULL;
}

void
orientation_reset_xmp(uint8_t *xmp, size_t nbytes)
{
	struct xmp_walk walk;
	struct xmp_part part;

	xmp_begin(&walk, xmp, nbytes);
	while (xmp_next(&walk, &part)) {
		uint8_t *digit;

		if (!xmp_is(&part, XMP_TIFF, "Orientation"))
			continue;
		digit = find_digit(xmp + part.value_at, xmp + part.value_end);
		if (digit != NULL)
			*digit = '0' + ORIENTATION_UPRIGHT;
	}
}

unsigned
orientation_of(const struct metadata *m, size_t first)
{
	unsigned value = 0;

	for (size_t i = first; i < m->n_items && value == 0; i++) {
		struct metadata_piece piece = metadata_get(m, i);

		if (piece.kind == METADATA_EXIF)
			value = orientation_find(piece.value,
						 piece.value_nbytes);
	}
	return value;
}

static void
settle_exif(uint8_t *exif, size_t nbytes, unsigned orientation,
	    const struct orientation_turner *turner)
{
	orientation_reset(exif, nbytes, orientation >= ORIENTATION_TRANSPOSED);
	if (turner->turn != NULL)
		orientation_turn_thumbnail(exif, nbytes, orientation, turner);
}

void
orientation_settle(struct metadata *m, size_t first, unsigned orientation,
		   const struct orientation_turner *turner)
{
	for (size_t i = first; i < m->n_items; i++) {
		struct metadata_piece piece = metadata_get(m, i);
		uint8_t *value = metadata_edit(m, i);

		if (piece.kind == METADATA_EXIF)
			settle_exif(value, piece.value_nbytes, orientation,
				    turner);
		else if (piece.kind == METADATA_XMP)
			orientation_reset_xmp(value, piece.value_nbytes);
		else if (piece.kind == METADATA_DENSITY &&
			 orientation >= ORIENTATION_TRANSPOSED)
			metadata_exchange_density(m, i);
	}
}
