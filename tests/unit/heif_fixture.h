/* SPDX-License-Identifier: MIT */
/*
 * heif_fixture.h - files of HEIF, put together from items
 *
 * What items hold stands before the box meta, so that it is known where.
 */
#ifndef GM_UNIT_HEIF_FIXTURE_H
#define GM_UNIT_HEIF_FIXTURE_H

#include "base/octets.h"
#include "codec_fixture.h"
#include "heif_streams.h"

#define HEIF_FIXTURE_FTYP_NBYTES 24u

/* A zeroed struct is a file without items. */
struct heif_fixture {
	struct bytes file; /* once it is ended */
	struct bytes data; /* of the items */
	struct bytes infe; /* boxes, */
	struct bytes iloc; /* entries, */
	struct bytes iref; /* boxes, */
	struct bytes ipco; /* boxes, */
	struct bytes ipma; /* and entries */
	uint16_t n_items;
	uint16_t n_links;
	uint8_t n_kinds;
	uint16_t primary; /* set by the caller, where it is not 1 */
	bool lacks_pitm;  /* likewise */
};

static inline void
heif_fixture_put(struct bytes *to, const void *data, size_t nbytes)
{
	struct gm_error err;

	if (nbytes > 0)
		assert_int_equal(bytes_append(to, data, nbytes, &err), GM_OK);
}

static inline void
heif_fixture_number(struct bytes *to, uint64_t value, size_t nbytes)
{
	uint8_t octets[8];

	octets_put_u64be(octets, value);
	heif_fixture_put(to, octets + 8 - nbytes, nbytes);
}

/* A box begins; returns where, for heif_fixture_close(). */
static inline size_t
heif_fixture_open(struct bytes *to, const char *type)
{
	size_t at = to->nbytes;

	heif_fixture_number(to, 0, 4);
	heif_fixture_put(to, type, 4);
	return at;
}

static inline void
heif_fixture_close(struct bytes *to, size_t at)
{
	octets_put_u32be(to->data + at, (uint32_t)(to->nbytes - at));
}

static inline void
heif_fixture_box(struct bytes *to, const char *type, const void *payload,
		 size_t nbytes)
{
	size_t at = heif_fixture_open(to, type);

	heif_fixture_put(to, payload, nbytes);
	heif_fixture_close(to, at);
}

/* A box with a version and flags first. */
static inline size_t
heif_fixture_full(struct bytes *to, const char *type, unsigned version,
		  unsigned flags)
{
	size_t at = heif_fixture_open(to, type);

	heif_fixture_number(to, version << 24 | flags, 4);
	return at;
}

/* Where an item is in the file: extents of the same bytes, n times. */
static inline void
heif_fixture_place(struct heif_fixture *f, uint16_t id, uint64_t at,
		   uint64_t nbytes, unsigned n)
{
	heif_fixture_number(&f->iloc, id, 2);
	heif_fixture_number(&f->iloc, 0, 2); /* construction method */
	heif_fixture_number(&f->iloc, 0, 2); /* this file */
	heif_fixture_number(&f->iloc, n, 2);
	for (; n > 0; n--) {
		heif_fixture_number(&f->iloc, at, 8);
		heif_fixture_number(&f->iloc, nbytes, 8);
	}
}

static inline void
heif_fixture_name(struct heif_fixture *f, uint16_t id, const char *type,
		  bool is_hidden)
{
	static const char xmp[] = "\0application/rdf+xml";
	size_t at = heif_fixture_full(&f->infe, "infe", 2, is_hidden);

	heif_fixture_number(&f->infe, id, 2);
	heif_fixture_number(&f->infe, 0, 2);
	heif_fixture_put(&f->infe, type, 4);
	heif_fixture_put(&f->infe, xmp,
			 strcmp(type, "mime") == 0 ? sizeof(xmp) : 1);
	heif_fixture_close(&f->infe, at);
	f->n_items++;
}

/* An item of these bytes. */
static inline void
heif_fixture_item(struct heif_fixture *f, uint16_t id, const char *type,
		  bool is_hidden, const void *data, size_t nbytes)
{
	heif_fixture_name(f, id, type, is_hidden);
	heif_fixture_place(f, id, HEIF_FIXTURE_FTYP_NBYTES + 8 + f->data.nbytes,
			   nbytes, 1);
	heif_fixture_put(&f->data, data, nbytes);
}

/* A property; returns its index. */
static inline uint8_t
heif_fixture_kind(struct heif_fixture *f, const char *type, const void *payload,
		  size_t nbytes)
{
	heif_fixture_box(&f->ipco, type, payload, nbytes);
	return ++f->n_kinds;
}

static inline uint8_t
heif_fixture_ispe(struct heif_fixture *f, uint32_t width, uint32_t height)
{
	uint8_t payload[12] = {0};

	octets_put_u32be(payload + 4, width);
	octets_put_u32be(payload + 8, height);
	return heif_fixture_kind(f, "ispe", payload, sizeof(payload));
}

/* The item has up to four properties; 0 is none. */
static inline void
heif_fixture_link(struct heif_fixture *f, uint16_t id, const uint8_t kinds[4])
{
	heif_fixture_number(&f->ipma, id, 2);
	heif_fixture_number(&f->ipma, 4, 1);
	heif_fixture_put(&f->ipma, kinds, 4);
	f->n_links++;
}

static inline void
heif_fixture_refer(struct heif_fixture *f, const char *type, uint16_t from,
		   const uint16_t *to, uint16_t n)
{
	size_t at = heif_fixture_open(&f->iref, type);

	heif_fixture_number(&f->iref, from, 2);
	heif_fixture_number(&f->iref, n, 2);
	for (uint16_t i = 0; i < n; i++)
		heif_fixture_number(&f->iref, to[i], 2);
	heif_fixture_close(&f->iref, at);
}

static inline uint8_t
heif_fixture_hvcc(struct heif_fixture *f, const struct heif_stream *stream)
{
	struct bytes payload = {0};
	uint8_t kind;

	heif_fixture_number(&payload, 1, 1);
	for (unsigned i = 0; i < 20; i++)
		heif_fixture_number(&payload, 0, 1);
	heif_fixture_number(&payload, 0x0f, 1); /* 4 bytes before each unit */
	heif_fixture_number(&payload, 3, 1);
	for (unsigned i = 0; i < 3; i++) {
		heif_fixture_number(&payload, 0xa0 + i, 1);
		heif_fixture_number(&payload, 1, 2);
		heif_fixture_number(&payload, stream->nbytes[i], 2);
		heif_fixture_put(&payload, stream->units[i], stream->nbytes[i]);
	}
	kind = heif_fixture_kind(f, "hvcC", payload.data, payload.nbytes);
	bytes_free(&payload);
	return kind;
}

/* An item that is coded so, with up to two more properties. */
static inline void
heif_fixture_coded(struct heif_fixture *f, uint16_t id, bool is_hidden,
		   const struct heif_stream *stream, uint8_t kind,
		   uint8_t other)
{
	uint8_t kinds[4] = {
		heif_fixture_hvcc(f, stream),
		heif_fixture_ispe(f, HEIF_STREAM_SIDE, HEIF_STREAM_SIDE), kind,
		other};
	struct bytes data = {0};

	heif_fixture_number(&data, stream->nbytes[3], 4);
	heif_fixture_put(&data, stream->units[3], stream->nbytes[3]);
	heif_fixture_item(f, id, "hvc1", is_hidden, data.data, data.nbytes);
	heif_fixture_link(f, id, kinds);
	bytes_free(&data);
}

/* A grid of tiles with the ids from first on. */
static inline void
heif_fixture_grid(struct heif_fixture *f, uint16_t id, uint8_t n_across,
		  uint8_t n_down, uint16_t width, uint16_t height,
		  uint16_t first)
{
	uint8_t grid[8] = {0, 0, (uint8_t)(n_down - 1),
			   (uint8_t)(n_across - 1)};
	uint16_t tiles[16];

	octets_put_u16be(grid + 4, width);
	octets_put_u16be(grid + 6, height);
	heif_fixture_item(f, id, "grid", false, grid, sizeof(grid));
	for (uint16_t i = 0; i < n_across * n_down; i++)
		tiles[i] = (uint16_t)(first + i);
	heif_fixture_refer(f, "dimg", id, tiles, (uint16_t)(n_across * n_down));
}

static inline void
heif_fixture_meta(struct heif_fixture *f)
{
	struct bytes *to = &f->file;
	size_t meta = heif_fixture_full(to, "meta", 0, 0), at;

	if (!f->lacks_pitm) {
		at = heif_fixture_full(to, "pitm", 0, 0);
		heif_fixture_number(to, f->primary != 0 ? f->primary : 1, 2);
		heif_fixture_close(to, at);
	}
	at = heif_fixture_full(to, "iinf", 0, 0);
	heif_fixture_number(to, f->n_items, 2);
	heif_fixture_put(to, f->infe.data, f->infe.nbytes);
	heif_fixture_close(to, at);
	at = heif_fixture_full(to, "iloc", 1, 0);
	heif_fixture_number(to, 0x8800, 2);
	heif_fixture_number(to, f->n_items, 2);
	heif_fixture_put(to, f->iloc.data, f->iloc.nbytes);
	heif_fixture_close(to, at);
	at = heif_fixture_full(to, "iref", 0, 0);
	heif_fixture_put(to, f->iref.data, f->iref.nbytes);
	heif_fixture_close(to, at);
	at = heif_fixture_open(to, "iprp");
	heif_fixture_box(to, "ipco", f->ipco.data, f->ipco.nbytes);
	heif_fixture_number(to, 16 + f->ipma.nbytes, 4);
	heif_fixture_put(to, "ipma\0\0\0\0", 8);
	heif_fixture_number(to, f->n_links, 4);
	heif_fixture_put(to, f->ipma.data, f->ipma.nbytes);
	heif_fixture_close(to, at);
	heif_fixture_close(to, meta);
}

/* Put the file together. */
static inline void
heif_fixture_end(struct heif_fixture *f)
{
	static const char ftyp[] = "\0\0\0\x18"
				   "ftypheic\0\0\0\0mif1heic";

	f->file.nbytes = 0;
	heif_fixture_put(&f->file, ftyp, HEIF_FIXTURE_FTYP_NBYTES);
	heif_fixture_box(&f->file, "mdat", f->data.data, f->data.nbytes);
	heif_fixture_meta(f);
}

static inline void
heif_fixture_free(struct heif_fixture *f)
{
	bytes_free(&f->file);
	bytes_free(&f->data);
	bytes_free(&f->infe);
	bytes_free(&f->iloc);
	bytes_free(&f->iref);
	bytes_free(&f->ipco);
	bytes_free(&f->ipma);
	*f = (struct heif_fixture){0};
}

#endif
