/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_put.h"

#include <stdlib.h>
#include <string.h>

#include "base/grow.h"

#define COPY_NBYTES 65536u

/* Longest header, and longest entry: those of BigTIFF. */
#define HEADER_NBYTES 16u
#define ENTRY_NBYTES  20u

void
tiff_fields_clear(struct tiff_fields *fields)
{
	fields->n = 0;
	fields->values.nbytes = 0;
}

void
tiff_fields_free(struct tiff_fields *fields)
{
	free(fields->fields);
	bytes_free(&fields->values);
	*fields = (struct tiff_fields){0};
}

static enum gm_status
add(struct tiff_fields *fields, const struct tiff_field *field,
    struct gm_error *err)
{
	struct tiff_field *grown =
		grow_items(fields->fields, &fields->capacity, fields->n, 1,
			   sizeof(*grown), err);

	if (grown == NULL)
		return err->status;
	fields->fields = grown;
	grown[fields->n++] = *field;
	return GM_OK;
}

enum gm_status
tiff_fields_copy(struct tiff_fields *fields, const struct tiff_entry *entry,
		 struct gm_error *err)
{
	const struct tiff_field field = {
		.tag = entry->tag,
		.type = entry->type,
		.n = entry->n,
		.nbytes = entry->nbytes,
		.from = entry->at,
	};

	if (entry->is_inside)
		return tiff_fields_add(fields, entry->tag, entry->type,
				       entry->here, entry->nbytes, err);
	return add(fields, &field, err);
}

enum gm_status
tiff_fields_add(struct tiff_fields *fields, unsigned tag, unsigned type,
		const void *values, uint64_t nbytes, struct gm_error *err)
{
	const struct tiff_field field = {
		.tag = tag,
		.type = type,
		.n = nbytes / tiff_type_nbytes(type),
		.nbytes = nbytes,
		.from = fields->values.nbytes,
		.is_own = true,
	};
	enum gm_status st =
		bytes_append(&fields->values, values, (size_t)nbytes, err);

	return st == GM_OK ? add(fields, &field, err) : st;
}

enum gm_status
tiff_fields_numbers(struct tiff_fields *fields, const struct tiff_order *order,
		    unsigned tag, unsigned type, const uint64_t *numbers,
		    size_t n, struct gm_error *err)
{
	size_t value_nbytes = tiff_type_nbytes(type);
	size_t from = fields->values.nbytes;
	const struct tiff_field field = {
		.tag = tag,
		.type = type,
		.n = n,
		.nbytes = n * value_nbytes,
		.from = from,
		.is_own = true,
	};
	enum gm_status st =
		bytes_reserve(&fields->values, n * value_nbytes, err);

	if (st != GM_OK)
		return st;
	for (size_t i = 0; i < n; i++)
		tiff_order_put(order,
			       fields->values.data + from + i * value_nbytes,
			       value_nbytes, numbers[i]);
	fields->values.nbytes += n * value_nbytes;
	return add(fields, &field, err);
}

enum gm_status
tiff_put_begin(struct tiff_put *put, struct gm_error *err)
{
	const struct tiff_order *order = &put->raw->order;
	uint8_t head[HEADER_NBYTES] = {0};

	memcpy(head, order->is_big_endian ? "MM" : "II", 2);
	tiff_order_put(order, head + 2, 2, order->is_big ? 43 : 42);
	if (order->is_big)
		tiff_order_put(order, head + 4, 2, 8);
	put->link_at = order->is_big ? 8 : 4;
	return file_out_write(put->out, head, 2 * (size_t)put->link_at, err);
}

enum gm_status
tiff_put_align(struct tiff_put *put, struct gm_error *err)
{
	return put->out->n_written % 2 == 0
		       ? GM_OK
		       : file_out_write(put->out, "", 1, err);
}

enum gm_status
tiff_put_copy(struct tiff_put *put, uint64_t from, uint64_t nbytes,
	      struct gm_error *err)
{
	uint8_t buffer[COPY_NBYTES];
	enum gm_status st = GM_OK;

	while (nbytes > 0 && st == GM_OK) {
		size_t n = nbytes < sizeof(buffer) ? (size_t)nbytes
						   : sizeof(buffer);

		st = tiff_raw_read(put->raw, from, buffer, n, err);
		if (st == GM_OK)
			st = file_out_write(put->out, buffer, n, err);
		from += n;
		nbytes -= n;
	}
	return st;
}

static enum gm_status
check_offset(const struct tiff_put *put, uint64_t offset, struct gm_error *err)
{
	if (put->raw->order.is_big || offset <= UINT32_MAX)
		return GM_OK;
	return gm_fail(err, GM_ERR_LIMIT, 0, TIFF_PUT_TOO_LONG);
}

/* Values that have no place in the directory come before it. */
static enum gm_status
put_values(struct tiff_put *put, const struct tiff_fields *fields,
	   struct tiff_field *field, struct gm_error *err)
{
	enum gm_status st = tiff_put_align(put, err);

	field->at = put->out->n_written;
	if (st != GM_OK)
		return st;
	if (!field->is_own)
		return tiff_put_copy(put, field->from, field->nbytes, err);
	return file_out_write(put->out, fields->values.data + field->from,
			      (size_t)field->nbytes, err);
}

static enum gm_status
put_field(struct tiff_put *put, const struct tiff_fields *fields,
	  struct tiff_field *field, struct gm_error *err)
{
	const struct tiff_order *order = &put->raw->order;
	size_t offset_nbytes = tiff_order_offset_nbytes(order);
	uint8_t entry[ENTRY_NBYTES] = {0};
	uint8_t *value = entry + 4 + offset_nbytes;
	enum gm_status st = GM_OK;

	tiff_order_put(order, entry, 2, field->tag);
	tiff_order_put(order, entry + 2, 2, field->type);
	tiff_order_put(order, entry + 4, offset_nbytes, field->n);
	if (field->nbytes > offset_nbytes) {
		st = check_offset(put, field->at, err);
		tiff_order_put(order, value, offset_nbytes, field->at);
	} else {
		/* What is copied and short stood in a directory, too. */
		if (field->nbytes > 0)
			memcpy(value, fields->values.data + field->from,
			       (size_t)field->nbytes);
		field->at = put->out->n_written + 4 + offset_nbytes;
	}
	return st == GM_OK ? file_out_write(put->out, entry,
					    4 + 2 * offset_nbytes, err)
			   : st;
}

/* By tag, and of one tag in the order in which they came. */
static int
compare(const void *a, const void *b)
{
	const struct tiff_field *x = a, *y = b;

	if (x->tag != y->tag)
		return x->tag < y->tag ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

/* As TIFF 6.0 section 2 asks. */
static void
sort(struct tiff_fields *fields)
{
	size_t n = 0;

	for (size_t i = 0; i < fields->n; i++)
		fields->fields[i].at = i;
	if (fields->n > 0)
		qsort(fields->fields, fields->n, sizeof(*fields->fields),
		      compare);
	for (size_t i = 0; i < fields->n; i++)
		if (n == 0 ||
		    fields->fields[i].tag != fields->fields[n - 1].tag)
			fields->fields[n++] = fields->fields[i];
	fields->n = n;
}

enum gm_status
tiff_put_directory(struct tiff_put *put, struct tiff_fields *fields,
		   uint64_t *at, uint64_t *link_at, struct gm_error *err)
{
	const struct tiff_order *order = &put->raw->order;
	size_t offset_nbytes = tiff_order_offset_nbytes(order);
	size_t count_nbytes = order->is_big ? 8 : 2;
	uint8_t number[8] = {0};
	enum gm_status st = GM_OK;

	sort(fields);
	for (size_t i = 0; i < fields->n && st == GM_OK; i++)
		if (fields->fields[i].nbytes > offset_nbytes)
			st = put_values(put, fields, &fields->fields[i], err);
	if (st == GM_OK)
		st = tiff_put_align(put, err);
	*at = put->out->n_written;
	if (st == GM_OK)
		st = check_offset(put, *at, err);
	tiff_order_put(order, number, count_nbytes, fields->n);
	if (st == GM_OK)
		st = file_out_write(put->out, number, count_nbytes, err);
	for (size_t i = 0; i < fields->n && st == GM_OK; i++)
		st = put_field(put, fields, &fields->fields[i], err);
	*link_at = put->out->n_written;
	memset(number, 0, sizeof(number));
	return st == GM_OK
		       ? file_out_write(put->out, number, offset_nbytes, err)
		       : st;
}

enum gm_status
tiff_put_link(struct tiff_put *put, uint64_t link_at, size_t nbytes,
	      uint64_t offset, struct gm_error *err)
{
	uint8_t number[8];

	tiff_order_put(&put->raw->order, number, nbytes, offset);
	return file_out_patch(put->out, link_at, number, nbytes, err);
}
