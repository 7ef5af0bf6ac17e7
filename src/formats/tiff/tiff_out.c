/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_out.h"

#include <stdlib.h>
#include <string.h>

#define HEAD_NBYTES     8u
#define BIG_HEAD_NBYTES 16u
#define ENTRY_NBYTES    12u

enum {
	CLASSIC_VERSION = 42,
	BIG_VERSION = 43
};

static const bool is_native_big_endian = __BYTE_ORDER__ == __ORDER_BIG_ENDIAN__;

enum gm_status
tiff_out_begin(struct tiff_out *out, bool is_big, struct gm_error *err)
{
	uint8_t head[BIG_HEAD_NBYTES] = {0};

	out->order = (struct tiff_order){.is_big_endian = is_native_big_endian,
					 .is_big = is_big};
	memset(head, is_native_big_endian ? 'M' : 'I', 2);
	tiff_order_put(&out->order, head + 2, 2,
		       is_big ? BIG_VERSION : CLASSIC_VERSION);
	if (is_big)
		tiff_order_put(&out->order, head + 4, 2, 8);
	out->link_at = is_big ? 8 : 4;
	return file_out_write(out->out, head,
			      is_big ? BIG_HEAD_NBYTES : HEAD_NBYTES, err);
}

static bool
is_listed(unsigned tag, const uint16_t *tags)
{
	for (; *tags != 0; tags++)
		if (*tags == tag)
			return true;
	return false;
}

/* Take an entry as it stands in the block, if its values lie there. */
static void
take_entry(struct tiff_out *out, const uint8_t *p, size_t exif_nbytes)
{
	const struct tiff_order *order = &out->order;
	struct tiff_out_entry entry = {
		.tag = (unsigned)tiff_order_number(order, p, 2),
		.type = (unsigned)tiff_order_number(order, p + 2, 2),
		.n = tiff_order_number(order, p + 4, 4),
		.is_there = true,
	};
	uint64_t nbytes = entry.n * tiff_type_nbytes(entry.type);
	uint64_t at = tiff_order_number(order, p + 8, 4);

	if (nbytes == 0 || out->n_entries == TIFF_OUT_MAX_ENTRIES / 2 ||
	    (nbytes > 4 && (at > exif_nbytes || nbytes > exif_nbytes - at)))
		return;
	memcpy(entry.here, p + 8, sizeof(entry.here));
	out->entries[out->n_entries++] = entry;
}

enum gm_status
tiff_out_begin_exif(struct tiff_out *out, const uint8_t *exif, size_t nbytes,
		    const uint16_t *not_tags, bool *is_taken,
		    struct gm_error *err)
{
	struct tiff_order order = {0};
	uint64_t at, n;

	*is_taken = false;
	if (nbytes < HEAD_NBYTES || nbytes > UINT32_MAX / 2)
		return GM_OK;
	order.is_big_endian = exif[0] == 'M';
	if (memcmp(exif, order.is_big_endian ? "MM\0*" : "II*\0", 4) != 0)
		return GM_OK;
	at = tiff_order_number(&order, exif + 4, 4);
	if (at > nbytes || nbytes - at < 2)
		return GM_OK;
	out->order = order;
	out->link_at = 4;
	n = tiff_order_number(&order, exif + at, 2);
	for (at += 2; n > 0 && nbytes - at >= ENTRY_NBYTES;
	     n--, at += ENTRY_NBYTES)
		if (!is_listed(
			    (unsigned)tiff_order_number(&order, exif + at, 2),
			    not_tags))
			take_entry(out, exif + at, nbytes);
	*is_taken = true;
	return file_out_write(out->out, exif, nbytes, err);
}

static struct tiff_out_entry *
add_entry(struct tiff_out *out, unsigned tag, unsigned type, size_t n)
{
	struct tiff_out_entry *entry = &out->entries[out->n_entries++];

	/* Half of them are ours, of which there are fewer. */
	*entry = (struct tiff_out_entry){
		.tag = tag,
		.type = type,
		.n = n,
		.nbytes = n * tiff_type_nbytes(type),
		.values_at = out->values.nbytes,
	};
	return entry;
}

enum gm_status
tiff_out_numbers(struct tiff_out *out, unsigned tag, unsigned type,
		 const uint64_t *numbers, size_t n, struct gm_error *err)
{
	size_t nbytes = tiff_type_nbytes(type);
	enum gm_status st = bytes_reserve(&out->values, n * nbytes, err);

	if (st != GM_OK)
		return st;
	add_entry(out, tag, type, n);
	for (size_t i = 0; i < n; i++) {
		tiff_order_put(&out->order,
			       out->values.data + out->values.nbytes, nbytes,
			       numbers[i]);
		out->values.nbytes += nbytes;
	}
	return GM_OK;
}

enum gm_status
tiff_out_number(struct tiff_out *out, unsigned tag, unsigned type,
		uint64_t number, struct gm_error *err)
{
	return tiff_out_numbers(out, tag, type, &number, 1, err);
}

enum gm_status
tiff_out_bytes(struct tiff_out *out, unsigned tag, unsigned type,
	       const void *data, size_t nbytes, struct gm_error *err)
{
	enum gm_status st = bytes_reserve(&out->values, nbytes, err);

	if (st != GM_OK)
		return st;
	add_entry(out, tag, type, nbytes / tiff_type_nbytes(type));
	return bytes_append(&out->values, data, nbytes, err);
}

void
tiff_out_drop(struct tiff_out *out, unsigned tag)
{
	size_t n = 0;

	for (size_t i = 0; i < out->n_entries; i++)
		if (out->entries[i].tag != tag)
			out->entries[n++] = out->entries[i];
	out->n_entries = n;
}

/* Values and directories begin at even offsets. */
static enum gm_status
align(struct tiff_out *out, struct gm_error *err)
{
	return out->out->n_written % 2 == 0
		       ? GM_OK
		       : file_out_write(out->out, "", 1, err);
}

static int
by_tag(const void *a, const void *b)
{
	unsigned x = ((const struct tiff_out_entry *)a)->tag;
	unsigned y = ((const struct tiff_out_entry *)b)->tag;

	return (x > y) - (x < y);
}

/* An entry of 12 or 20 bytes at p; its values are written where they are many.
 */
static enum gm_status
put_entry(struct tiff_out *out, const struct tiff_out_entry *entry, uint8_t *p,
	  struct gm_error *err)
{
	const struct tiff_order *order = &out->order;
	size_t offset_nbytes = tiff_order_offset_nbytes(order);
	const uint8_t *values = out->values.data + entry->values_at;
	enum gm_status st;

	tiff_order_put(order, p, 2, entry->tag);
	tiff_order_put(order, p + 2, 2, entry->type);
	tiff_order_put(order, p + 4, offset_nbytes, entry->n);
	p += 4 + offset_nbytes;
	if (entry->is_there) {
		memcpy(p, entry->here, sizeof(entry->here));
		return GM_OK;
	}
	if (entry->nbytes <= offset_nbytes) {
		memcpy(p, values, entry->nbytes);
		return GM_OK;
	}
	st = align(out, err);
	if (st != GM_OK)
		return st;
	tiff_order_put(order, p, offset_nbytes, out->out->n_written);
	return file_out_write(out->out, values, entry->nbytes, err);
}

/* Of what EXIF says twice one is kept. */
static void
drop_doubles(struct tiff_out *out)
{
	size_t n = 0;

	qsort(out->entries, out->n_entries, sizeof(out->entries[0]), by_tag);
	for (size_t i = 0; i < out->n_entries; i++)
		if (n == 0 || out->entries[i].tag != out->entries[n - 1].tag)
			out->entries[n++] = out->entries[i];
	out->n_entries = n;
}

static enum gm_status
put_link(struct tiff_out *out, uint64_t at, struct gm_error *err)
{
	size_t nbytes = tiff_order_offset_nbytes(&out->order);
	uint8_t link[8];

	tiff_order_put(&out->order, link, nbytes, at);
	return file_out_patch(out->out, out->link_at, link, nbytes, err);
}

enum gm_status
tiff_out_directory(struct tiff_out *out, struct gm_error *err)
{
	uint8_t directory[8 + TIFF_OUT_MAX_ENTRIES * 20 + 8] = {0};
	size_t offset_nbytes = tiff_order_offset_nbytes(&out->order);
	size_t count_nbytes = out->order.is_big ? 8 : 2;
	size_t n = count_nbytes;
	uint64_t at;
	enum gm_status st = GM_OK;

	drop_doubles(out);
	tiff_order_put(&out->order, directory, count_nbytes, out->n_entries);
	for (size_t i = 0; i < out->n_entries && st == GM_OK; i++) {
		st = put_entry(out, &out->entries[i], directory + n, err);
		n += 4 + 2 * offset_nbytes;
	}
	if (st == GM_OK)
		st = align(out, err);
	at = out->out->n_written;
	if (st == GM_OK)
		st = file_out_write(out->out, directory, n + offset_nbytes,
				    err);
	if (st == GM_OK && !out->order.is_big &&
	    out->out->n_written > UINT32_MAX)
		st = gm_fail(err, GM_ERR_LIMIT, 0,
			     "the copy is longer than a TIFF of 32-bit "
			     "offsets");
	if (st == GM_OK)
		st = put_link(out, at, err);
	out->link_at = at + n;
	out->n_entries = 0;
	out->values.nbytes = 0;
	return st;
}

void
tiff_out_free(struct tiff_out *out)
{
	bytes_free(&out->values);
}
