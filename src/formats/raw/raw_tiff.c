/* SPDX-License-Identifier: MIT */
#include "formats/raw/raw_tiff.h"

#include <string.h>

#include "base/octets.h"

/* Types of values, of TIFF 6.0 and 13, which is an offset of a directory. */
enum {
	TYPE_SHORT = 3,
	TYPE_LONG = 4,
	TYPE_IFD = 13
};

uint32_t
raw_tiff_u16(const struct raw_tiff *tiff, const uint8_t *p)
{
	return tiff->is_big ? octets_u16be(p) : octets_u16le(p);
}

uint32_t
raw_tiff_u32(const struct raw_tiff *tiff, const uint8_t *p)
{
	return tiff->is_big ? octets_u32be(p) : octets_u32le(p);
}

void
raw_tiff_read(const struct raw_tiff *tiff, uint32_t at,
	      struct raw_directory *directory)
{
	uint8_t data[RAW_TIFF_MAX_ENTRIES * RAW_TIFF_ENTRY_NBYTES + 4] = {0};
	uint32_t n_told;
	size_t n;

	*directory = (struct raw_directory){0};
	if (at == 0 || file_in_fill_at(tiff->in, at, data, 2) < 2)
		return;
	n_told = raw_tiff_u16(tiff, data);
	if (n_told > RAW_TIFF_MAX_ENTRIES)
		return;
	n = n_told * RAW_TIFF_ENTRY_NBYTES;
	n = file_in_fill_at(tiff->in, (uint64_t)at + 2, data, n + 4);
	for (const uint8_t *p = data;
	     directory->n_entries < n_told && n >= RAW_TIFF_ENTRY_NBYTES;
	     p += RAW_TIFF_ENTRY_NBYTES, n -= RAW_TIFF_ENTRY_NBYTES) {
		struct raw_entry *entry =
			&directory->entries[directory->n_entries++];

		entry->tag = raw_tiff_u16(tiff, p);
		entry->type = raw_tiff_u16(tiff, p + 2);
		entry->count = raw_tiff_u32(tiff, p + 4);
		memcpy(entry->field, p + 8, 4);
	}
	if (n == 4)
		directory->next = raw_tiff_u32(
			tiff, data + n_told * RAW_TIFF_ENTRY_NBYTES);
}

const struct raw_entry *
raw_tiff_find(const struct raw_directory *directory, unsigned tag)
{
	for (unsigned i = 0; i < directory->n_entries; i++)
		if (directory->entries[i].tag == tag)
			return &directory->entries[i];
	return NULL;
}

uint64_t
raw_tiff_nbytes(const struct raw_entry *entry)
{
	static const uint8_t sizes[] = {0, 1, 1, 2, 4, 8, 1,
					1, 2, 4, 8, 4, 8, 4};

	return entry->type < sizeof(sizes)
		       ? (uint64_t)entry->count * sizes[entry->type]
		       : 0;
}

bool
raw_tiff_copy(const struct raw_tiff *tiff, const struct raw_entry *entry,
	      void *dst, size_t n)
{
	if (raw_tiff_nbytes(entry) < n)
		return false;
	if (raw_tiff_nbytes(entry) <= 4) {
		memcpy(dst, entry->field, n);
		return true;
	}
	return file_in_fill_at(tiff->in, raw_tiff_u32(tiff, entry->field), dst,
			       n) == n;
}

uint32_t
raw_tiff_number(const struct raw_tiff *tiff, const struct raw_entry *entry,
		uint32_t i)
{
	const size_t size = entry != NULL && entry->type == TYPE_SHORT ? 2 : 4;
	uint8_t value[4];
	uint64_t at;

	if (entry == NULL || i >= entry->count ||
	    (entry->type != TYPE_SHORT && entry->type != TYPE_LONG &&
	     entry->type != TYPE_IFD))
		return 0;
	at = (uint64_t)i * size;
	if (raw_tiff_nbytes(entry) <= 4)
		memcpy(value, entry->field + at, size);
	else if (file_in_fill_at(tiff->in,
				 raw_tiff_u32(tiff, entry->field) + at, value,
				 size) < size)
		return 0;
	return size == 2 ? raw_tiff_u16(tiff, value)
			 : raw_tiff_u32(tiff, value);
}
