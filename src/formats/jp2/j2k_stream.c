/* SPDX-License-Identifier: MIT */
#include "formats/jp2/j2k_stream.h"

#include <string.h>

#include "base/octets.h"

/* Of SOT: up to its length field, and where the fields are in it. */
#define SOT_NBYTES 12u
#define TILE_AT    4u
#define LENGTH_AT  6u

#define EOC_NBYTES 2u

/* The picture is these rows. */
static void
patch_rows(uint8_t *siz, const struct j2k_header *header, uint32_t row,
	   uint32_t n_rows)
{
	uint64_t y0 = header->tiles_y0 + (uint64_t)row * header->tile_height;
	uint64_t y1 = y0 + (uint64_t)n_rows * header->tile_height;

	octets_put_u32be(siz + J2K_SIZ_TILES_Y0_AT, (uint32_t)y0);
	if (y1 < header->y1)
		octets_put_u32be(siz + J2K_SIZ_Y1_AT, (uint32_t)y1);
	if (y0 > header->y0)
		octets_put_u32be(siz + J2K_SIZ_Y0_AT, (uint32_t)y0);
}

/*
 * One tile that is larger than the picture is as large: then the library needs
 * no second copy of it.
 */
static void
patch_tile(uint8_t *siz, const struct j2k_header *header)
{
	if (header->x0 != 0 || header->y0 != 0 || header->tiles_x0 != 0 ||
	    header->tiles_y0 != 0)
		return;
	octets_put_u32be(siz + J2K_SIZ_WIDTH_AT, header->x1);
	octets_put_u32be(siz + J2K_SIZ_HEIGHT_AT, header->y1);
}

enum gm_status
j2k_stream_begin(struct j2k_stream *stream, const struct j2k_header *header,
		 uint32_t row, uint32_t n_rows, const struct j2k_part *parts,
		 size_t n_parts, struct gm_error *err)
{
	enum gm_status st;

	stream->header.nbytes = 0;
	st = bytes_append(&stream->header, header->bytes.data,
			  header->bytes.nbytes, err);
	if (st != GM_OK)
		return st;
	if (n_rows < header->n_down)
		patch_rows(stream->header.data, header, row, n_rows);
	else if (header->n_across == 1 && header->n_down == 1)
		patch_tile(stream->header.data, header);
	stream->parts = parts;
	stream->n_parts = n_parts;
	stream->first_tile = row * header->n_across;
	stream->at = 0;
	stream->part = 0;
	stream->part_at = stream->header.nbytes;
	stream->nbytes = stream->header.nbytes + EOC_NBYTES;
	for (size_t i = 0; i < n_parts; i++)
		stream->nbytes += parts[i].nbytes;
	return GM_OK;
}

/* Those bytes of SOT that are other than in the file. */
static void
patch_sot(const struct j2k_stream *stream, uint64_t from, uint8_t *dst,
	  size_t n)
{
	const struct j2k_part *part = &stream->parts[stream->part];
	uint8_t fields[6];

	octets_put_u16be(fields, (uint16_t)(part->tile - stream->first_tile));
	octets_put_u32be(fields + 2, part->nbytes <= UINT32_MAX
					     ? (uint32_t)part->nbytes
					     : 0);
	for (uint64_t at = TILE_AT; at < TILE_AT + sizeof(fields); at++)
		if (at >= from && at - from < n)
			dst[at - from] = fields[at - TILE_AT];
}

static size_t
read_part(struct j2k_stream *stream, uint8_t *dst, size_t n)
{
	const struct j2k_part *part = &stream->parts[stream->part];
	uint64_t from = stream->at - stream->part_at;
	uint64_t left = part->nbytes - from;

	n = n < left ? n : (size_t)left;
	n = file_in_read_at(stream->in, part->at + from, dst, n);
	if (from < SOT_NBYTES)
		patch_sot(stream, from, dst, n);
	return n;
}

/* Some of what comes next, which is not the end. */
static size_t
read_some(struct j2k_stream *stream, uint8_t *dst, size_t n)
{
	static const uint8_t eoc[EOC_NBYTES] = {J2K_EOC >> 8, J2K_EOC & 0xff};
	const uint8_t *from = stream->header.data + stream->at;
	uint64_t left = stream->header.nbytes - stream->at;

	if (stream->at >= stream->header.nbytes) {
		while (stream->part < stream->n_parts &&
		       stream->at - stream->part_at >=
			       stream->parts[stream->part].nbytes)
			stream->part_at += stream->parts[stream->part++].nbytes;
		if (stream->part < stream->n_parts)
			return read_part(stream, dst, n);
		from = eoc + (stream->at - stream->part_at);
		left = stream->nbytes - stream->at;
	}
	n = n < left ? n : (size_t)left;
	memcpy(dst, from, n);
	return n;
}

size_t
j2k_stream_read(struct j2k_stream *stream, void *dst, size_t n)
{
	size_t n_done = 0;

	while (n_done < n && stream->at < stream->nbytes) {
		size_t some =
			read_some(stream, (uint8_t *)dst + n_done, n - n_done);

		if (some == 0)
			break;
		stream->at += some;
		n_done += some;
	}
	return n_done;
}

bool
j2k_stream_seek(struct j2k_stream *stream, uint64_t at)
{
	if (at > stream->nbytes)
		return false;
	if (at < stream->part_at) {
		stream->part = 0;
		stream->part_at = stream->header.nbytes;
	}
	stream->at = at;
	return true;
}

void
j2k_stream_free(struct j2k_stream *stream)
{
	bytes_free(&stream->header);
}
