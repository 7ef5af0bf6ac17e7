/* SPDX-License-Identifier: MIT */
#include "formats/jpeg/mpf.h"

#include <string.h>

#include "base/octets.h"

/* TIFF 6.0 section 2. */
#define HEAD_NBYTES  8u
#define FIELD_NBYTES 12u

#define ID_NBYTES 33u

/* Of the index (CIPA DC-007, 5.2.3). */
enum tag {
	TAG_N = 0xb001,
	TAG_ENTRIES = 0xb002,
	TAG_IDS = 0xb003
};

enum type {
	TYPE_LONG = 4,
	TYPE_UNDEFINED = 7
};

struct field {
	unsigned tag;
	unsigned type;
	uint32_t n;
	uint32_t value;
};

static unsigned
u16(const struct mpf *mpf, const uint8_t *p)
{
	return mpf->is_big_endian ? octets_u16be(p) : octets_u16le(p);
}

static uint32_t
u32(const struct mpf *mpf, const uint8_t *p)
{
	return mpf->is_big_endian ? octets_u32be(p) : octets_u32le(p);
}

static void
put_u16(const struct mpf *mpf, uint8_t *p, unsigned value)
{
	if (mpf->is_big_endian)
		octets_put_u16be(p, (uint16_t)value);
	else
		octets_put_u16le(p, (uint16_t)value);
}

static void
put_u32(const struct mpf *mpf, uint8_t *p, uint32_t value)
{
	if (mpf->is_big_endian)
		octets_put_u32be(p, value);
	else
		octets_put_u32le(p, value);
}

/* Are the n bytes at `at` there, after the directory that ends at `after`? */
static bool
is_there(size_t at, size_t n, size_t after, size_t nbytes)
{
	return at >= after && at <= nbytes && n <= nbytes - at;
}

static bool
take_field(struct mpf *mpf, const uint8_t *data, size_t at, size_t after,
	   size_t nbytes)
{
	const struct field field = {
		.tag = u16(mpf, data + at),
		.type = u16(mpf, data + at + 2),
		.n = u32(mpf, data + at + 4),
		.value = u32(mpf, data + at + 8),
	};

	if (field.tag == TAG_N) {
		mpf->n_at = at + 8;
		return field.type == TYPE_LONG && field.n == 1;
	}
	if (field.tag != TAG_ENTRIES && field.tag != TAG_IDS)
		return true;
	if (field.type != TYPE_UNDEFINED ||
	    !is_there(field.value, field.n, after, nbytes))
		return false;
	if (field.tag == TAG_IDS) {
		mpf->ids_at = field.value;
		mpf->ids_field_at = at;
		return true;
	}
	mpf->entries_at = field.value;
	mpf->entries_field_at = at;
	mpf->n = field.n / MPF_ENTRY_NBYTES;
	return field.n % MPF_ENTRY_NBYTES == 0;
}

/* Ids are as many as entries, and stand before or after them. */
static bool
are_apart(const struct mpf *mpf, const uint8_t *data)
{
	size_t n_ids, entries_end = mpf->entries_at + mpf->n * MPF_ENTRY_NBYTES;

	if (mpf->ids_at == 0)
		return true;
	n_ids = u32(mpf, data + mpf->ids_field_at + 4);
	return n_ids == mpf->n * ID_NBYTES &&
	       (mpf->ids_at >= entries_end ||
		mpf->ids_at + n_ids <= mpf->entries_at);
}

bool
mpf_read(const uint8_t *data, size_t nbytes, struct mpf *mpf)
{
	size_t at, n_fields, after;

	*mpf = (struct mpf){0};
	if (nbytes < HEAD_NBYTES)
		return false;
	mpf->is_big_endian = memcmp(data, "MM\0*", 4) == 0;
	if (!mpf->is_big_endian && memcmp(data, "II*\0", 4) != 0)
		return false;
	at = u32(mpf, data + 4);
	if (!is_there(at, 2, HEAD_NBYTES, nbytes))
		return false;
	n_fields = u16(mpf, data + at);
	at += 2;
	/* The place of a next directory follows. */
	if (n_fields * FIELD_NBYTES + 4 > nbytes - at)
		return false;
	after = at + n_fields * FIELD_NBYTES + 4;
	for (size_t i = 0; i < n_fields; i++)
		if (!take_field(mpf, data, at + i * FIELD_NBYTES, after,
				nbytes))
			return false;
	return mpf->n >= 1 && mpf->n <= MPF_MAX_PICTURES &&
	       are_apart(mpf, data);
}

struct mpf_place
mpf_place(const uint8_t *data, const struct mpf *mpf, size_t i)
{
	const uint8_t *entry = data + mpf->entries_at + i * MPF_ENTRY_NBYTES;

	return (struct mpf_place){
		.nbytes = u32(mpf, entry + 4),
		.offset = u32(mpf, entry + 8),
	};
}

void
mpf_set_place(uint8_t *data, const struct mpf *mpf, size_t i,
	      struct mpf_place place)
{
	uint8_t *entry = data + mpf->entries_at + i * MPF_ENTRY_NBYTES;

	put_u32(mpf, entry + 4, place.nbytes);
	put_u32(mpf, entry + 8, place.offset);
}

/* Move those together that are kept, and make zeros of what is after them. */
static void
move_together(uint8_t *items, size_t n, size_t item_nbytes, const bool *kept)
{
	size_t n_kept = 0;

	for (size_t i = 0; i < n; i++) {
		if (!kept[i])
			continue;
		memmove(items + n_kept * item_nbytes, items + i * item_nbytes,
			item_nbytes);
		n_kept++;
	}
	memset(items + n_kept * item_nbytes, 0, (n - n_kept) * item_nbytes);
}

/* Of the pictures that one depends on: numbers of entries from 1 on; 0: none */
static void
renumber(const struct mpf *mpf, uint8_t *number,
	 const unsigned numbers[MPF_MAX_PICTURES + 1])
{
	unsigned old = u16(mpf, number);

	put_u16(mpf, number, old <= mpf->n ? numbers[old] : 0);
}

void
mpf_keep(uint8_t *data, struct mpf *mpf, const bool kept[MPF_MAX_PICTURES])
{
	unsigned numbers[MPF_MAX_PICTURES + 1] = {0}, n = 0;
	uint8_t *entries = data + mpf->entries_at;
	bool stays[MPF_MAX_PICTURES];

	for (size_t i = 0; i < mpf->n; i++) {
		stays[i] = i == 0 || kept[i];
		numbers[i + 1] = stays[i] ? ++n : 0;
	}
	for (size_t i = 0; i < mpf->n; i++) {
		renumber(mpf, entries + i * MPF_ENTRY_NBYTES + 12, numbers);
		renumber(mpf, entries + i * MPF_ENTRY_NBYTES + 14, numbers);
	}
	move_together(entries, mpf->n, MPF_ENTRY_NBYTES, stays);
	put_u32(mpf, data + mpf->entries_field_at + 4, n * MPF_ENTRY_NBYTES);
	if (mpf->ids_at != 0) {
		move_together(data + mpf->ids_at, mpf->n, ID_NBYTES, stays);
		put_u32(mpf, data + mpf->ids_field_at + 4, n * ID_NBYTES);
	}
	if (mpf->n_at != 0)
		put_u32(mpf, data + mpf->n_at, n);
	mpf->n = n;
}
