/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_raw.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "base/octets.h"

/*
 * Each byte of a directory is read a few times; directories that share values
 * are allowed, and small files may waste something.
 */
#define READ_RATIO 4u
#define READ_FREE  (UINT64_C(1) << 20)

/* Values are turned into numbers by so many. */
#define NUMBERS_AT_ONCE 512u

enum {
	CLASSIC_VERSION = 42,
	BIG_VERSION = 43
};

size_t
tiff_type_nbytes(unsigned type)
{
	static const uint8_t nbytes[] = {0, 1, 1, 2, 4, 8, 1, 1, 2, 4,
					 8, 4, 8, 4, 0, 0, 8, 8, 8};

	return type < sizeof(nbytes) ? nbytes[type] : 0;
}

uint64_t
tiff_order_number(const struct tiff_order *order, const uint8_t *p,
		  size_t nbytes)
{
	switch (nbytes) {
	case 1:
		return p[0];
	case 2:
		return order->is_big_endian ? octets_u16be(p) : octets_u16le(p);
	case 4:
		return order->is_big_endian ? octets_u32be(p) : octets_u32le(p);
	default:
		return order->is_big_endian ? octets_u64be(p) : octets_u64le(p);
	}
}

void
tiff_order_put(const struct tiff_order *order, uint8_t *p, size_t nbytes,
	       uint64_t number)
{
	for (size_t i = 0; i < nbytes; i++) {
		size_t at = order->is_big_endian ? nbytes - 1 - i : i;

		p[at] = (uint8_t)(number >> 8 * i);
	}
}

void
tiff_raw_refill(struct tiff_raw *raw)
{
	raw->n_left = READ_FREE + READ_RATIO * raw->in->nbytes;
}

enum gm_status
tiff_raw_read(struct tiff_raw *raw, uint64_t at, void *dst, size_t nbytes,
	      struct gm_error *err)
{
	uint8_t *p = dst;

	if (at > raw->in->nbytes || nbytes > raw->in->nbytes - at)
		return gm_fail(err, GM_ERR_TRUNCATED, 0,
			       "truncated: a directory leads beyond the end");
	if (nbytes > raw->n_left)
		return gm_fail(err, GM_ERR_LIMIT, 0,
			       "directories that lie over each other");
	raw->n_left -= nbytes;
	while (nbytes > 0) {
		size_t n = file_in_read_at(raw->in, at, p, nbytes);

		if (n == 0)
			return file_in_fail_at_end(
				raw->in, "emptied while it was read", err);
		p += n;
		at += n;
		nbytes -= n;
	}
	return GM_OK;
}

static enum gm_status
not_tiff(struct gm_error *err)
{
	return gm_fail(err, GM_ERR_CORRUPT, 0, "not a TIFF header");
}

enum gm_status
tiff_raw_open(struct tiff_raw *raw, struct file_in *in, struct gm_error *err)
{
	struct tiff_order *order = &raw->order;
	uint8_t head[16] = {0};
	uint64_t version;
	enum gm_status st;

	*raw = (struct tiff_raw){.in = in};
	tiff_raw_refill(raw);
	st = tiff_raw_read(raw, 0, head, 8, err);
	if (st != GM_OK)
		return st;
	order->is_big_endian = head[0] == 'M';
	version = tiff_order_number(order, head + 2, 2);
	if ((memcmp(head, "II", 2) != 0 && memcmp(head, "MM", 2) != 0) ||
	    (version != CLASSIC_VERSION && version != BIG_VERSION))
		return not_tiff(err);
	order->is_big = version == BIG_VERSION;
	if (!order->is_big) {
		raw->first_at = tiff_order_number(order, head + 4, 4);
		return GM_OK;
	}
	if (tiff_order_number(order, head + 4, 2) != 8)
		return not_tiff(err);
	st = tiff_raw_read(raw, 8, head + 8, 8, err);
	raw->first_at = tiff_order_number(order, head + 8, 8);
	return st;
}

static void
take_entry(const struct tiff_raw *raw, const uint8_t *p, uint64_t at,
	   struct tiff_entry *entry)
{
	const struct tiff_order *order = &raw->order;
	size_t offset_nbytes = tiff_order_offset_nbytes(order);
	size_t value_nbytes;

	*entry = (struct tiff_entry){
		.tag = (unsigned)tiff_order_number(order, p, 2),
		.type = (unsigned)tiff_order_number(order, p + 2, 2),
		.n = tiff_order_number(order, p + 4, offset_nbytes),
	};
	p += 4 + offset_nbytes;
	value_nbytes = tiff_type_nbytes(entry->type);
	if (value_nbytes == 0)
		return;
	if (entry->n > UINT64_MAX / value_nbytes) {
		/* More than any file has. */
		entry->nbytes = UINT64_MAX;
		return;
	}
	entry->nbytes = entry->n * value_nbytes;
	entry->is_inside = entry->nbytes <= offset_nbytes;
	if (entry->is_inside) {
		entry->at = at + 4 + offset_nbytes;
		memcpy(entry->here, p, offset_nbytes);
	} else {
		entry->at = tiff_order_number(order, p, offset_nbytes);
	}
}

enum gm_status
tiff_raw_directory(struct tiff_raw *raw, uint64_t at,
		   struct tiff_directory *directory, struct gm_error *err)
{
	const struct tiff_order *order = &raw->order;
	size_t offset_nbytes = tiff_order_offset_nbytes(order);
	size_t count_nbytes = order->is_big ? 8 : 2;
	size_t entry_nbytes = 4 + 2 * offset_nbytes;
	struct bytes *buffer = &directory->buffer;
	uint8_t count[8];
	uint64_t n, nbytes;
	void *entries;
	enum gm_status st = tiff_raw_read(raw, at, count, count_nbytes, err);

	directory->n = 0;
	buffer->nbytes = 0;
	if (st != GM_OK)
		return st;
	n = tiff_order_number(order, count, count_nbytes);
	if (n > TIFF_MAX_ENTRIES)
		return gm_fail(err, GM_ERR_CORRUPT, 0,
			       "corrupt: a directory of more than %d entries",
			       TIFF_MAX_ENTRIES);
	nbytes = n * entry_nbytes + offset_nbytes;
	entries = grow_items(directory->entries, &directory->capacity, 0,
			     (size_t)n, sizeof(struct tiff_entry), err);
	if (n > 0 && entries == NULL)
		return err->status;
	if (entries != NULL)
		directory->entries = entries;
	st = bytes_reserve(buffer, (size_t)nbytes, err);
	if (st == GM_OK)
		st = tiff_raw_read(raw, at + count_nbytes, buffer->data,
				   (size_t)nbytes, err);
	if (st != GM_OK)
		return st;
	for (size_t i = 0; i < n; i++)
		take_entry(raw, buffer->data + i * entry_nbytes,
			   at + count_nbytes + i * entry_nbytes,
			   &directory->entries[i]);
	directory->n = (size_t)n;
	directory->next_at = tiff_order_number(
		order, buffer->data + n * entry_nbytes, offset_nbytes);
	return GM_OK;
}

void
tiff_directory_free(struct tiff_directory *directory)
{
	free(directory->entries);
	bytes_free(&directory->buffer);
	*directory = (struct tiff_directory){0};
}

const struct tiff_entry *
tiff_directory_find(const struct tiff_directory *directory, unsigned tag)
{
	for (size_t i = 0; i < directory->n; i++)
		if (directory->entries[i].tag == tag)
			return &directory->entries[i];
	return NULL;
}

bool
tiff_entry_is_whole(const struct tiff_raw *raw, const struct tiff_entry *entry)
{
	return tiff_type_nbytes(entry->type) > 0 &&
	       entry->at <= raw->in->nbytes &&
	       entry->nbytes <= raw->in->nbytes - entry->at;
}

static bool
is_number(unsigned type)
{
	return type == TIFF_TYPE_BYTE || type == TIFF_TYPE_SHORT ||
	       type == TIFF_TYPE_LONG || type == TIFF_TYPE_LONG8 ||
	       type == TIFF_TYPE_IFD || type == TIFF_TYPE_IFD8;
}

enum gm_status
tiff_raw_numbers(struct tiff_raw *raw, const struct tiff_entry *entry,
		 uint64_t first, size_t n, uint64_t *numbers,
		 struct gm_error *err)
{
	size_t value_nbytes = tiff_type_nbytes(entry->type);
	uint8_t buffer[8 * NUMBERS_AT_ONCE];
	const uint8_t *p = entry->here;
	enum gm_status st;

	if (!is_number(entry->type)) {
		memset(numbers, 0, n * sizeof(*numbers));
		return GM_OK;
	}
	if (entry->is_inside)
		p += first * value_nbytes;
	for (size_t i = 0, k; i < n; i += k) {
		k = n - i < NUMBERS_AT_ONCE ? n - i : NUMBERS_AT_ONCE;
		if (!entry->is_inside) {
			st = tiff_raw_read(
				raw, entry->at + (first + i) * value_nbytes,
				buffer, k * value_nbytes, err);
			if (st != GM_OK)
				return st;
			p = buffer;
		}
		for (size_t j = 0; j < k; j++, p += value_nbytes)
			numbers[i + j] =
				tiff_order_number(&raw->order, p, value_nbytes);
	}
	return GM_OK;
}

uint64_t
tiff_raw_number(struct tiff_raw *raw, const struct tiff_directory *directory,
		unsigned tag, uint64_t otherwise)
{
	const struct tiff_entry *entry = tiff_directory_find(directory, tag);
	struct gm_error none;
	uint64_t number;

	if (entry == NULL || entry->n == 0 || !is_number(entry->type) ||
	    !tiff_entry_is_whole(raw, entry) ||
	    tiff_raw_numbers(raw, entry, 0, 1, &number, &none) != GM_OK)
		return otherwise;
	return number;
}

enum gm_status
tiff_raw_value(struct tiff_raw *raw, const struct tiff_entry *entry,
	       struct bytes *value, struct gm_error *err)
{
	size_t nbytes = (size_t)entry->nbytes;
	enum gm_status st;

	if (!tiff_entry_is_whole(raw, entry))
		return gm_fail(err, GM_ERR_TRUNCATED, 0,
			       "truncated: a tag leads beyond the end");
	st = bytes_reserve(value, nbytes, err);
	if (st == GM_OK && entry->is_inside)
		return bytes_append(value, entry->here, nbytes, err);
	if (st == GM_OK)
		st = tiff_raw_read(raw, entry->at, value->data + value->nbytes,
				   nbytes, err);
	if (st == GM_OK)
		value->nbytes += nbytes;
	return st;
}
