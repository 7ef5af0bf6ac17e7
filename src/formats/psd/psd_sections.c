/* SPDX-License-Identifier: MIT */
#include "formats/psd/psd.h"

#include <string.h>

#include "base/octets.h"
#include "meta/irb.h"
#include "meta/settle.h"

/* A resource that is longer is left out. */
#define RESOURCE_MAX_NBYTES (16u << 20)

#define METRES_PER_INCH 0.0254

/* Resources that are about the picture. */
enum {
	TRANSPARENT_INDEX = 1047,
	VERSION_INFO = 1057
};

/* Where a section ends that begins with its length. */
static uint64_t
section_end(struct file_cursor *cursor, size_t length_nbytes)
{
	uint64_t nbytes = file_cursor_number(cursor, length_nbytes);
	uint64_t left = UINT64_MAX - cursor->offset;

	return cursor->offset + (nbytes < left ? nbytes : left);
}

/* "Color Mode Data Section": only indices need it. */
static enum gm_status
read_palette(struct psd *psd, struct file_cursor *cursor, struct gm_error *err)
{
	uint64_t end = section_end(cursor, 4);

	if (psd->mode == PSD_INDEXED &&
	    end - cursor->offset < PSD_PALETTE_NBYTES)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: a palette of %u bytes",
			       (unsigned)(end - cursor->offset));
	if (psd->mode == PSD_INDEXED)
		file_cursor_read(cursor, psd->palette, PSD_PALETTE_NBYTES);
	file_cursor_seek(cursor, end);
	return GM_OK;
}

/* Pixels per inch in 16.16 bits, the unit to show it in, that of the width. */
static struct metadata_density
resolution(const struct irb *block)
{
	const double unit = 65536 * METRES_PER_INCH;

	if (block->nbytes < 16)
		return (struct metadata_density){0};
	return (struct metadata_density){.x = octets_u32be(block->value) / unit,
					 .y = octets_u32be(block->value + 8) /
					      unit};
}

/* What a resource is to a gray picture; false when it is nothing. */
static bool
make_piece(const struct psd *psd, const struct irb *block,
	   struct metadata_piece *piece)
{
	*piece = (struct metadata_piece){.value = block->value,
					 .value_nbytes = block->nbytes,
					 .part = 1,
					 .n_parts = 1};
	switch (block->id) {
	case IRB_RESOLUTION:
		*piece = (struct metadata_piece){.kind = METADATA_DENSITY,
						 .density = resolution(block)};
		return true;
	case IRB_IPTC:
		piece->kind = METADATA_IPTC;
		return true;
	case IRB_ICC: /* which is linear where samples are floats */
		piece->kind = METADATA_ICC;
		return psd->depth != 32;
	case IRB_EXIF:
		piece->kind = METADATA_EXIF;
		return true;
	case IRB_XMP:
		piece->kind = METADATA_XMP;
		metadata_set_text(piece, block->value, block->nbytes);
		return true;
	default:
		return false;
	}
}

static enum gm_status
take_resource(struct psd *psd, struct settle *settle, const struct irb *block,
	      struct metadata *metadata, struct gm_error *err)
{
	struct metadata_piece piece;

	if (block->id == TRANSPARENT_INDEX && block->nbytes >= 2)
		psd->transparent = octets_u16be(block->value);
	/* A version, and whether there is "real merged data". */
	if (block->id == VERSION_INFO && block->nbytes >= 5)
		psd->lacks_picture = block->value[4] == 0;
	return make_piece(psd, block, &piece)
		       ? settle_add(settle, metadata, &piece, err)
		       : GM_OK;
}

static bool
is_resource(struct file_cursor *cursor)
{
	static const char signatures[][5] = {"8BIM", "MeSa", "AgHg", "PHUT",
					     "DCSR"};
	char signature[4] = "";

	file_cursor_read(cursor, signature, sizeof(signature));
	for (size_t i = 0; i < sizeof(signatures) / sizeof(signatures[0]); i++)
		if (memcmp(signature, signatures[i], 4) == 0)
			return true;
	return false;
}

/* Name and its length together are made even, and so is the value. */
static enum gm_status
read_resource(struct file_cursor *cursor, struct bytes *value,
	      struct irb *block, struct gm_error *err)
{
	enum gm_status st;
	uint64_t end, padding;

	block->id = (unsigned)file_cursor_number(cursor, 2);
	file_cursor_skip(cursor, file_cursor_number(cursor, 1) / 2 * 2 + 1);
	end = section_end(cursor, 4);
	block->nbytes = (size_t)(end - cursor->offset);
	padding = (end - cursor->offset) % 2;
	if (end - cursor->offset > RESOURCE_MAX_NBYTES)
		block->nbytes = 0;
	st = bytes_reserve(value, block->nbytes + 1, err);
	if (st == GM_OK)
		block->nbytes =
			file_cursor_read(cursor, value->data, block->nbytes);
	block->value = value->data;
	file_cursor_seek(cursor, end);
	file_cursor_skip(cursor, padding);
	return st;
}

/* "Image Resources Section" */
static enum gm_status
read_resources(struct psd *psd, struct file_cursor *cursor,
	       struct metadata *metadata, struct gm_error *err)
{
	struct settle settle = {.is_color = psd->mode != PSD_GRAY &&
					    psd->mode != PSD_DUOTONE};
	uint64_t end = section_end(cursor, 4);
	struct bytes value = {0};
	struct irb block = {0};
	enum gm_status st = GM_OK;

	while (st == GM_OK && cursor->offset < end && is_resource(cursor)) {
		st = read_resource(cursor, &value, &block, err);
		if (st == GM_OK && cursor->offset <= end)
			st = take_resource(psd, &settle, &block, metadata, err);
	}
	bytes_free(&value);
	file_cursor_seek(cursor, end);
	return st;
}

/* The lengths that are wider in a PSB ("Additional Layer Information"). */
static size_t
length_nbytes(const struct psd *psd, const char key[4])
{
	static const char wide[][5] = {"LMsk", "Lr16", "Lr32", "Layr", "Mt16",
				       "Mt32", "Mtrn", "Alph", "FMsk", "lnk2",
				       "FEid", "FXid", "PxSD"};

	for (size_t i = 0; i < sizeof(wide) / sizeof(wide[0]); i++)
		if (psd->is_big && memcmp(key, wide[i], 4) == 0)
			return 8;
	return 4;
}

/* Does the block say that the merged picture has transparency? */
static bool
block_says_alpha(const char key[4], struct file_cursor *cursor)
{
	if (memcmp(key, "Mt16", 4) == 0 || memcmp(key, "Mt32", 4) == 0 ||
	    memcmp(key, "Mtrn", 4) == 0)
		return true;
	if (memcmp(key, "Lr16", 4) == 0 || memcmp(key, "Lr32", 4) == 0 ||
	    memcmp(key, "Layr", 4) == 0)
		return (file_cursor_number(cursor, 2) & 0x8000) != 0;
	return false;
}

/* Of 16 and 32 bits, the layers are in blocks after where they used to be. */
static bool
blocks_say_alpha(const struct psd *psd, struct file_cursor *cursor,
		 uint64_t end)
{
	char head[8]; /* a signature and a key */

	while (cursor->offset < end &&
	       file_cursor_read(cursor, head, sizeof(head)) == sizeof(head) &&
	       memcmp(head, "8B", 2) == 0) {
		uint64_t next =
			section_end(cursor, length_nbytes(psd, head + 4));
		uint64_t padding = (cursor->offset - next) % 4;

		if (block_says_alpha(head + 4, cursor))
			return true;
		file_cursor_seek(cursor, next);
		file_cursor_skip(cursor, padding);
	}
	return false;
}

/*
 * A negative count of layers says that the first extra channel holds the
 * transparency of the merged picture; otherwise it is a stored selection.
 */
static bool
layers_say_alpha(const struct psd *psd, struct file_cursor *cursor,
		 uint64_t end)
{
	uint64_t layers_end = section_end(cursor, psd->is_big ? 8 : 4);

	if (cursor->offset >= end)
		return false;
	if (layers_end > cursor->offset &&
	    (file_cursor_number(cursor, 2) & 0x8000) != 0)
		return true;
	file_cursor_seek(cursor, layers_end);
	file_cursor_seek(cursor, section_end(cursor, 4)); /* global mask */
	return blocks_say_alpha(psd, cursor, end);
}

/* "Layer and Mask Information Section" */
static void
read_layers(struct psd *psd, struct file_cursor *cursor)
{
	uint64_t end = section_end(cursor, psd->is_big ? 8 : 4);

	psd->has_alpha = psd->channels > psd->n_colors &&
			 psd->mode != PSD_BITMAP && psd->mode != PSD_INDEXED &&
			 end > cursor->offset &&
			 layers_say_alpha(psd, cursor, end);
	file_cursor_seek(cursor, end);
}

/* The head of "Image Data Section" */
static enum gm_status
read_compression(struct psd *psd, struct file_cursor *cursor,
		 struct gm_error *err)
{
	const uint8_t *next;
	uint32_t compression = (uint32_t)file_cursor_number(cursor, 2);

	if (file_cursor_peek(cursor, &next) == 0)
		return file_in_fail_at_end(cursor->in, "before the pixels",
					   err);
	if (compression > PSD_ZIP_PREDICTED)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: compression %u",
			       (unsigned)compression);
	psd->compression = (enum psd_compression)compression;
	psd->pixels_at = cursor->offset;
	return GM_OK;
}

enum gm_status
psd_read_sections(struct psd *psd, struct file_cursor *cursor,
		  struct metadata *metadata, struct gm_error *err)
{
	enum gm_status st = read_palette(psd, cursor, err);

	if (st == GM_OK)
		st = read_resources(psd, cursor, metadata, err);
	if (st != GM_OK)
		return st;
	read_layers(psd, cursor);
	return read_compression(psd, cursor, err);
}
