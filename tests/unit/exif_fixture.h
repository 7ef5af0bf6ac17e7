/* SPDX-License-Identifier: MIT */
/*
 * exif_fixture.h - EXIF with two directories and the one of its own, in either
 * order of bytes
 */
#ifndef GM_UNIT_EXIF_FIXTURE_H
#define GM_UNIT_EXIF_FIXTURE_H

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "base/octets.h"

struct exif_fixture {
	bool is_big_endian;
	uint8_t data[1024];
	size_t nbytes;
};

static inline void
exif_fixture_u16(struct exif_fixture *exif, unsigned value)
{
	uint8_t *p = exif->data + exif->nbytes;

	exif->is_big_endian ? octets_put_u16be(p, (uint16_t)value)
			    : octets_put_u16le(p, (uint16_t)value);
	exif->nbytes += 2;
}

static inline void
exif_fixture_u32(struct exif_fixture *exif, size_t value)
{
	uint8_t *p = exif->data + exif->nbytes;

	exif->is_big_endian ? octets_put_u32be(p, (uint32_t)value)
			    : octets_put_u32le(p, (uint32_t)value);
	exif->nbytes += 4;
}

static inline void
exif_fixture_bytes(struct exif_fixture *exif, const void *data, size_t n)
{
	memcpy(exif->data + exif->nbytes, data, n);
	exif->nbytes += n;
}

/* The byte order mark, and that the first directory comes at once. */
static inline void
exif_fixture_begin(struct exif_fixture *exif, bool is_big_endian)
{
	*exif = (struct exif_fixture){.is_big_endian = is_big_endian};
	exif_fixture_bytes(exif, is_big_endian ? "MM\0*" : "II*\0", 4);
	exif_fixture_u32(exif, 8);
}

/* An entry of one value, of 2 bytes (SHORT, type 3) or of 4 (LONG, type 4). */
static inline void
exif_fixture_entry(struct exif_fixture *exif, unsigned tag, unsigned type,
		   size_t value)
{
	exif_fixture_u16(exif, tag);
	exif_fixture_u16(exif, type);
	exif_fixture_u32(exif, 1);
	if (type == 4) {
		exif_fixture_u32(exif, value);
		return;
	}
	exif_fixture_u16(exif, (unsigned)value);
	exif_fixture_u16(exif, 0);
}

/* n values elsewhere; type 7 is of bytes. */
static inline void
exif_fixture_entry_of(struct exif_fixture *exif, unsigned tag, unsigned type,
		      size_t n, size_t at)
{
	exif_fixture_u16(exif, tag);
	exif_fixture_u16(exif, type);
	exif_fixture_u32(exif, n);
	exif_fixture_u32(exif, at);
}

/* Where the parts of exif_fixture_make() stand. */
#define EXIF_FIXTURE_LINK       22u /* to the second directory */
#define EXIF_FIXTURE_COMPONENTS 36u
#define EXIF_FIXTURE_SECOND     56u
#define EXIF_FIXTURE_NOTE       100u
#define EXIF_FIXTURE_THUMBNAIL  200u

/*
 * The first directory leads to that of EXIF, with the components Y, Cb, Cr and
 * a maker note of n_note bytes; the second to a thumbnail of n_thumbnail.
 */
static inline void
exif_fixture_make(struct exif_fixture *exif, bool is_big_endian,
		  const void *note, size_t n_note, const void *thumbnail,
		  size_t n_thumbnail)
{
	exif_fixture_begin(exif, is_big_endian);
	exif_fixture_u16(exif, 1);
	exif_fixture_entry(exif, 0x8769, 4, 26);
	exif_fixture_u32(exif, EXIF_FIXTURE_SECOND);
	exif_fixture_u16(exif, 2);
	exif_fixture_u16(exif, 0x9101);
	exif_fixture_u16(exif, 7);
	exif_fixture_u32(exif, 4);
	exif_fixture_bytes(exif, "\1\2\3", 4);
	exif_fixture_entry_of(exif, 0x927c, 7, n_note, EXIF_FIXTURE_NOTE);
	exif_fixture_u32(exif, 0);
	exif_fixture_u16(exif, 3);
	exif_fixture_entry(exif, 0x0103, 3, 6);
	exif_fixture_entry(exif, 0x0201, 4, EXIF_FIXTURE_THUMBNAIL);
	exif_fixture_entry(exif, 0x0202, 4, n_thumbnail);
	exif_fixture_u32(exif, 0);
	exif->nbytes = EXIF_FIXTURE_NOTE;
	exif_fixture_bytes(exif, note, n_note);
	exif->nbytes = EXIF_FIXTURE_THUMBNAIL;
	exif_fixture_bytes(exif, thumbnail, n_thumbnail);
}

#endif
