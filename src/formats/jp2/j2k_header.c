/* SPDX-License-Identifier: MIT */
#include "formats/jp2/j2k_header.h"

#include <inttypes.h>
#include <string.h>

#include "base/octets.h"

/* Bytes of SIZ before those of the components, after its length. */
#define SIZ_NBYTES 36u

/* Reference grids end below this: the library counts in int. */
#define MAX_GRID INT32_MAX

/* Scod: precincts have sizes of their own (table A.13). */
#define HAS_PRECINCTS 1u

/* Most tiles, as Isot can count. */
#define MAX_TILES 65535u

static enum gm_status
fail_marker(const char *name, struct gm_error *err)
{
	return gm_fail(err, GM_ERR_CORRUPT, 0, "corrupt: the marker %s", name);
}

static uint32_t
divide_up(uint32_t value, uint32_t by)
{
	return value / by + (value % by > 0);
}

static enum gm_status
read_components(struct j2k_header *header, const uint8_t *data, size_t nbytes,
		struct gm_error *err)
{
	header->n_components = octets_u16be(data + 34);
	if (header->n_components > JP2_MAX_COMPONENTS)
		return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
			       "unsupported: JPEG 2000 of %u components",
			       header->n_components);
	if (header->n_components == 0 ||
	    nbytes != SIZ_NBYTES + header->n_components * 3u)
		return fail_marker("SIZ", err);
	for (unsigned i = 0; i < header->n_components; i++) {
		const uint8_t *three = data + SIZ_NBYTES + i * 3u;
		struct j2k_component *component = &header->components[i];

		component->is_signed = three[0] >> 7;
		component->bits = (three[0] & 0x7fu) + 1;
		component->dx = three[1];
		component->dy = three[2];
		if (component->dx == 0 || component->dy == 0)
			return fail_marker("SIZ", err);
		if (component->bits > JP2_MAX_BITS)
			return gm_fail(err, GM_ERR_UNSUPPORTED, 0,
				       "unsupported: JPEG 2000 of %u bits",
				       component->bits);
	}
	return GM_OK;
}

/* Image and tile size (A.5.1). */
static enum gm_status
read_size(struct j2k_header *header, const uint8_t *data, size_t nbytes,
	  struct gm_error *err)
{
	if (nbytes < SIZ_NBYTES)
		return fail_marker("SIZ", err);
	header->x1 = octets_u32be(data + 2);
	header->y1 = octets_u32be(data + 6);
	header->x0 = octets_u32be(data + 10);
	header->y0 = octets_u32be(data + 14);
	header->tile_width = octets_u32be(data + 18);
	header->tile_height = octets_u32be(data + 22);
	header->tiles_x0 = octets_u32be(data + 26);
	header->tiles_y0 = octets_u32be(data + 30);
	if (header->x1 > MAX_GRID || header->y1 > MAX_GRID ||
	    header->x0 >= header->x1 || header->y0 >= header->y1)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: a picture from %" PRIu32 ",%" PRIu32
			       " to %" PRIu32 ",%" PRIu32,
			       header->x0, header->y0, header->x1, header->y1);
	if (header->tiles_x0 > header->x0 || header->tiles_y0 > header->y0 ||
	    header->tile_width <= header->x0 - header->tiles_x0 ||
	    header->tile_height <= header->y0 - header->tiles_y0)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: tiles of %" PRIu32 "x%" PRIu32,
			       header->tile_width, header->tile_height);
	header->n_across =
		divide_up(header->x1 - header->tiles_x0, header->tile_width);
	header->n_down =
		divide_up(header->y1 - header->tiles_y0, header->tile_height);
	if (header->n_down > MAX_TILES / header->n_across)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: %" PRIu32 " times %" PRIu32 " tiles",
			       header->n_across, header->n_down);
	return read_components(header, data, nbytes, err);
}

/* Coding style parameters (table A.20), from the number of levels on. */
static bool
read_coding(struct j2k_coding *coding, bool has_precincts, const uint8_t *data,
	    size_t nbytes)
{
	if (nbytes < 5 || data[0] > J2K_MAX_LEVELS)
		return false;
	coding->n_levels = data[0];
	coding->block_width = (data[1] & 15u) + 2;
	coding->block_height = (data[2] & 15u) + 2;
	coding->is_reversible = data[4] == 1;
	if (coding->block_width > 10 || coding->block_height > 10 ||
	    coding->block_width + coding->block_height > 12)
		return false;
	memset(coding->precincts, 0xff, sizeof(coding->precincts));
	if (!has_precincts)
		return true;
	if (nbytes < 6 + coding->n_levels)
		return false;
	memcpy(coding->precincts, data + 5, coding->n_levels + 1);
	return true;
}

bool
j2k_header_take_style(const struct j2k_header *header, struct j2k_style *style,
		      unsigned marker, const uint8_t *data, size_t nbytes)
{
	struct j2k_coding coding;

	if (marker == J2K_COC) {
		if (nbytes < 2 || data[0] >= header->n_components)
			return false;
		return read_coding(&style->coding[data[0]],
				   (data[1] & HAS_PRECINCTS) != 0, data + 2,
				   nbytes - 2);
	}
	if (nbytes < 5 || !read_coding(&coding, (data[0] & HAS_PRECINCTS) != 0,
				       data + 5, nbytes - 5))
		return false;
	style->n_layers = octets_u16be(data + 2);
	style->has_transform = data[4] != 0;
	for (unsigned i = 0; i < header->n_components; i++)
		style->coding[i] = coding;
	return style->n_layers > 0;
}

/* Text, of table A.44. */
static void
note_comment(struct j2k_header *header, const uint8_t *data, size_t nbytes,
	     uint64_t at)
{
	if (nbytes > 2 && octets_u16be(data) == 1 &&
	    header->n_comments < J2K_MAX_COMMENTS)
		header->comments[header->n_comments++] =
			(struct jp2_span){at + 2, nbytes - 2};
}

/* A marker segment, of which the data have nbytes. */
static enum gm_status
take_segment(struct j2k_header *header, unsigned marker, const uint8_t *data,
	     size_t nbytes, uint64_t at, struct gm_error *err)
{
	switch (marker) {
	case J2K_SIZ:
		return header->n_components == 0
			       ? read_size(header, data, nbytes, err)
			       : fail_marker("SIZ", err);
	case J2K_COD:
	case J2K_COC:
		return j2k_header_take_style(header, &header->style, marker,
					     data, nbytes)
			       ? GM_OK
			       : fail_marker("COD or COC", err);
	case J2K_PPM:
		header->has_packed_headers = true;
		return GM_OK;
	case J2K_COM:
		note_comment(header, data, nbytes, at);
		return GM_OK;
	default:
		return GM_OK;
	}
}

/* What points to tile-parts, or says what no decoder needs. */
static bool
is_needed(unsigned marker)
{
	return marker != J2K_TLM && marker != J2K_PLM && marker != J2K_CRG &&
	       marker != J2K_COM;
}

/*
 * The next segment, whose marker was read.  *segment is memory for one, with
 * its marker.
 */
static enum gm_status
read_segment(struct j2k_header *header, struct file_cursor *cursor,
	     unsigned marker, uint8_t *segment, struct gm_error *err)
{
	uint64_t at = cursor->offset + 2;
	size_t nbytes;
	enum gm_status st;

	octets_put_u16be(segment, (uint16_t)marker);
	if (file_cursor_read(cursor, segment + 2, 2) < 2)
		return file_in_fail_at_end(cursor->in, "in the header", err);
	nbytes = octets_u16be(segment + 2);
	if (nbytes < 2 || marker < 0xff00)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: the marker %04x in the header",
			       marker);
	nbytes -= 2;
	if (file_cursor_read(cursor, segment + 4, nbytes) < nbytes)
		return file_in_fail_at_end(cursor->in, "in the header", err);
	/* SIZ comes first (A.5.1): what follows is for its components. */
	if (header->n_components == 0 && marker != J2K_SIZ)
		return fail_marker("SIZ", err);
	st = take_segment(header, marker, segment + 4, nbytes, at, err);
	if (st != GM_OK || !is_needed(marker))
		return st;
	return bytes_append(&header->bytes, segment, nbytes + 4, err);
}

enum gm_status
j2k_header_read(struct j2k_header *header, struct file_in *in, uint64_t at,
		struct gm_error *err)
{
	struct file_cursor cursor = {.in = in};
	uint8_t segment[UINT16_MAX + 4];
	enum gm_status st;

	file_cursor_seek(&cursor, at);
	if (file_cursor_read(&cursor, segment, 2) < 2)
		return file_in_fail_at_end(in, "in the header", err);
	if (octets_u16be(segment) != J2K_SOC)
		return fail_marker("SOC", err);
	st = bytes_append(&header->bytes, segment, 2, err);
	while (st == GM_OK) {
		unsigned marker;

		if (file_cursor_read(&cursor, segment, 2) < 2)
			return file_in_fail_at_end(in, "in the header", err);
		marker = octets_u16be(segment);
		if (marker == J2K_SOT)
			break;
		st = read_segment(header, &cursor, marker, segment, err);
		header->nbytes = cursor.offset - at;
		if (st == GM_OK && header->nbytes > J2K_MAX_HEADER_NBYTES)
			st = gm_fail(err, GM_ERR_LIMIT, 0,
				     "a header of more than %u bytes",
				     J2K_MAX_HEADER_NBYTES);
	}
	if (st == GM_OK && header->style.n_layers == 0)
		st = fail_marker("COD", err);
	return st;
}

void
j2k_header_free(struct j2k_header *header)
{
	bytes_free(&header->bytes);
}
