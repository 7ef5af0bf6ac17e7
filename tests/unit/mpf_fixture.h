/* SPDX-License-Identifier: MIT */
/*
 * mpf_fixture.h - indices of pictures, and gray JPEGs of nothing to find by
 * them
 */
#ifndef GM_UNIT_MPF_FIXTURE_H
#define GM_UNIT_MPF_FIXTURE_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include "base/octets.h"
#include "formats/jpeg/mpf.h"

#define MPF_FIXTURE_MAX_NBYTES 1024u

/* An index, from its byte order mark on. */
struct mpf_fixture {
	bool is_big_endian;
	uint8_t data[MPF_FIXTURE_MAX_NBYTES];
	size_t nbytes;
};

static inline void
mpf_fixture_u16(struct mpf_fixture *f, size_t at, unsigned value)
{
	if (f->is_big_endian)
		octets_put_u16be(f->data + at, (uint16_t)value);
	else
		octets_put_u16le(f->data + at, (uint16_t)value);
}

static inline void
mpf_fixture_u32(struct mpf_fixture *f, size_t at, size_t value)
{
	if (f->is_big_endian)
		octets_put_u32be(f->data + at, (uint32_t)value);
	else
		octets_put_u32le(f->data + at, (uint32_t)value);
}

static inline void
mpf_fixture_field(struct mpf_fixture *f, size_t at, unsigned tag, unsigned type,
		  size_t n, size_t value)
{
	mpf_fixture_u16(f, at, tag);
	mpf_fixture_u16(f, at + 2, type);
	mpf_fixture_u32(f, at + 4, n);
	mpf_fixture_u32(f, at + 8, value);
}

/* Where its entries are. */
#define MPF_FIXTURE_ENTRIES_AT 50u

/* Of n pictures without places, and with an id for each where asked. */
static inline struct mpf_fixture
mpf_fixture_make(bool is_big_endian, size_t n, bool has_ids)
{
	struct mpf_fixture f = {.is_big_endian = is_big_endian};
	size_t ids_at = MPF_FIXTURE_ENTRIES_AT + 16 * n;

	memcpy(f.data, is_big_endian ? "MM\0*" : "II*\0", 4);
	mpf_fixture_u32(&f, 4, 8);
	mpf_fixture_u16(&f, 8, 3);
	mpf_fixture_field(&f, 10, 0xb001, 4, 1, n);
	mpf_fixture_field(&f, 22, 0xb002, 7, 16 * n, MPF_FIXTURE_ENTRIES_AT);
	if (has_ids)
		mpf_fixture_field(&f, 34, 0xb003, 7, 33 * n, ids_at);
	f.nbytes = ids_at + (has_ids ? 33 * n : 0);
	for (size_t i = 0; has_ids && i < n; i++)
		memset(f.data + ids_at + 33 * i, (int)('a' + i), 33);
	return f;
}

static inline void
mpf_fixture_place(struct mpf_fixture *f, size_t i, size_t nbytes, size_t offset)
{
	mpf_fixture_u32(f, MPF_FIXTURE_ENTRIES_AT + 16 * i + 4, nbytes);
	mpf_fixture_u32(f, MPF_FIXTURE_ENTRIES_AT + 16 * i + 8, offset);
}

/*
 * A JPEG of one component, or as many as are put at MPF_FIXTURE_N_AT, and the
 * place of the text in its metadata.
 */
#define MPF_FIXTURE_JPEG                                                       \
	"\xff\xd8\xff\xe1\0\x0agray map\xff\xc0\0\13\10\0\1\0\1\1\1\21\0"      \
	"\xff\xda\0\10\1\1\0\0\77\0xyz\xff\0\xff\xd0\xff\xff\xd9"

#define MPF_FIXTURE_N_AT     23u
#define MPF_FIXTURE_TEXT_AT  6u
#define MPF_FIXTURE_TEXT_END 14u

#endif
