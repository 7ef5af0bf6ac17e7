/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_luma.h"

#include <string.h>

#include "base/octets.h"
#include "formats/jpeg/luma.h"
#include "formats/tiff/tiff_lib.h"

/* Bytes of a block in which its tables are looked for. */
#define HEAD_NBYTES 256u

/* A luma has tables of its own where its block had some in common. */
#define TABLES_NBYTES 4096u

/* The second bytes of markers (T.81 table B.1). */
enum {
	DHT = 0xc4,
	SOI = 0xd8,
	EOI = 0xd9,
	SOS = 0xda,
	DQT = 0xdb
};

static enum gm_status
aside(struct gm_error *err, const char *text)
{
	return gm_fail(err, GM_ERR_UNSUPPORTED, 0, "%s", text);
}

/* What is wrong with a block, the way of pixels says. */
static enum gm_status
leave(enum gm_status st, struct gm_error *err)
{
	if (st == GM_ERR_CORRUPT || st == GM_ERR_TRUNCATED ||
	    st == GM_ERR_LIMIT || st == GM_ERR_FULL || st == GM_ERR_WRITE)
		st = err->status = GM_ERR_UNSUPPORTED;
	return st;
}

static bool
is_marker(const uint8_t *p, unsigned code)
{
	return p[0] == 0xff && p[1] == code;
}

static enum gm_status
find_tables(struct tiff_luma *luma, struct tiff_raw *raw,
	    const struct tiff_directory *directory, struct gm_error *err)
{
	const struct tiff_entry *entry =
		tiff_directory_find(directory, TIFFTAG_JPEGTABLES);
	struct bytes *tables = &luma->tables;
	enum gm_status st;

	tables->nbytes = 0;
	if (entry == NULL)
		return GM_OK;
	st = tiff_raw_value(raw, entry, tables, err);
	if (st != GM_OK)
		return st;
	if (tables->nbytes < 2 || !is_marker(tables->data, SOI))
		return aside(err, "JPEGTables that are none");
	tables->nbytes -= 2;
	memmove(tables->data, tables->data + 2, tables->nbytes);
	if (tables->nbytes >= 2 &&
	    is_marker(tables->data + tables->nbytes - 2, EOI))
		tables->nbytes -= 2;
	return GM_OK;
}

/*
 * The segment at *at, without its length at *payload: false where there is none
 * that is whole, and at the data of a scan.
 */
static bool
next_segment(const uint8_t *data, size_t nbytes, size_t *at, unsigned *code,
	     size_t *segment_nbytes)
{
	if (nbytes < 4 || *at > nbytes - 4 || data[*at] != 0xff)
		return false;
	*code = data[*at + 1];
	*segment_nbytes = 2 + (size_t)octets_u16be(data + *at + 2);
	if (*code == SOS || *segment_nbytes > nbytes - *at)
		return false;
	*at += *segment_nbytes;
	return true;
}

/* Are all tables of the block, up to its first scan, in JPEGTables? */
static enum gm_status
look_at_head(struct tiff_raw *raw, uint64_t offset, uint64_t nbytes,
	     bool *is_bare, struct gm_error *err)
{
	uint8_t head[HEAD_NBYTES];
	size_t n = nbytes < sizeof(head) ? (size_t)nbytes : sizeof(head);
	size_t at = 2, segment_nbytes;
	unsigned code;
	enum gm_status st = tiff_raw_read(raw, offset, head, n, err);

	*is_bare = false;
	if (st != GM_OK || n < 2 || !is_marker(head, SOI))
		return st;
	while (next_segment(head, n, &at, &code, &segment_nbytes))
		if (code == DHT || code == DQT)
			return GM_OK;
	*is_bare = at + 2 <= n && is_marker(head + at, SOS);
	return GM_OK;
}

/*
 * A decoder takes the tables of one block along to the next, if that has none
 * of its own: so either all have their own or none has.
 */
static enum gm_status
look(struct tiff_luma *luma, struct tiff_raw *raw,
     const struct tiff_blocks *blocks, struct gm_error *err)
{
	enum gm_status st = GM_OK;

	luma->is_shared = luma->tables.nbytes > 0;
	luma->has_shared = false;
	luma->shared.nbytes = 0;
	for (size_t i = 0; i < blocks->n && luma->is_shared && st == GM_OK; i++)
		if (blocks->sizes[i] > 0)
			st = look_at_head(raw, blocks->offsets[i],
					  blocks->sizes[i], &luma->is_shared,
					  err);
	return st;
}

/* SOI, the tables, and the block from after its SOI on. */
static enum gm_status
join(struct tiff_luma *luma, struct tiff_raw *raw, uint64_t offset,
     uint64_t nbytes, struct gm_error *err)
{
	static const uint8_t soi[2] = {0xff, SOI};
	struct bytes *joined = &luma->joined;
	const struct bytes *tables = &luma->tables;
	uint8_t head[2];
	enum gm_status st;

	joined->nbytes = 0;
	if (nbytes < 2)
		return aside(err, "a block that is no JPEG");
	st = tiff_raw_read(raw, offset, head, sizeof(head), err);
	if (st == GM_OK && !is_marker(head, SOI))
		return aside(err, "a block that is no JPEG");
	if (st == GM_OK)
		st = bytes_append(joined, soi, sizeof(soi), err);
	if (st == GM_OK && tables->nbytes > 0)
		st = bytes_append(joined, tables->data, tables->nbytes, err);
	nbytes -= 2;
	if (st == GM_OK)
		st = bytes_reserve(joined, (size_t)nbytes, err);
	if (st == GM_OK)
		st = tiff_raw_read(raw, offset + 2,
				   joined->data + joined->nbytes,
				   (size_t)nbytes, err);
	joined->nbytes += (size_t)nbytes;
	return st;
}

/* Into memory: which is as large as the block, and more. */
static enum gm_status
take(struct tiff_luma *luma, uint64_t max_pixels, struct gm_error *err)
{
	const struct conversion conversion = {.max_pixels = max_pixels};
	struct outcome outcome = {0};
	enum gm_status st = file_in_from_memory(&luma->in, luma->joined.data,
						luma->joined.nbytes, err);

	if (st == GM_OK)
		st = file_out_to_memory(
			&luma->out, luma->joined.nbytes + TABLES_NBYTES, err);
	metadata_clear(&luma->metadata);
	if (st == GM_OK)
		st = luma_copy(&luma->recode, &luma->in, &luma->out,
			       &conversion, &luma->metadata, &outcome, err);
	file_in_close(&luma->in);
	return st;
}

/* All up to the scan but the tables, which must be those of the others. */
static enum gm_status
put_bare(struct tiff_luma *luma, struct file_out *out, struct gm_error *err)
{
	const uint8_t *data = luma->out.buf.data;
	size_t nbytes = (size_t)luma->out.n_written;
	size_t at = 2, from = 2, n, n_shared = 0;
	struct bytes *shared = &luma->shared;
	unsigned code;
	enum gm_status st = file_out_write(out, data, 2, err);

	for (; st == GM_OK && next_segment(data, nbytes, &at, &code, &n);
	     from = at) {
		if (code != DHT && code != DQT)
			st = file_out_write(out, data + from, n, err);
		else if (!luma->has_shared)
			st = bytes_append(shared, data + from, n, err);
		else if (n > shared->nbytes - n_shared ||
			 memcmp(shared->data + n_shared, data + from, n) != 0)
			return aside(err, "tables that are not the same");
		else
			n_shared += n;
	}
	if (luma->has_shared && n_shared != shared->nbytes)
		return aside(err, "tables that are not the same");
	luma->has_shared = true;
	return st == GM_OK
		       ? file_out_write(out, data + from, nbytes - from, err)
		       : st;
}

static enum gm_status
put_shared(struct tiff_luma *luma, struct tiff_fields *fields,
	   struct gm_error *err)
{
	static const uint8_t soi[2] = {0xff, SOI}, eoi[2] = {0xff, EOI};
	struct bytes *whole = &luma->joined;
	enum gm_status st;

	if (!luma->has_shared)
		return GM_OK;
	whole->nbytes = 0;
	st = bytes_append(whole, soi, sizeof(soi), err);
	if (st == GM_OK)
		st = bytes_append(whole, luma->shared.data, luma->shared.nbytes,
				  err);
	if (st == GM_OK)
		st = bytes_append(whole, eoi, sizeof(eoi), err);
	return st == GM_OK ? tiff_fields_add(fields, TIFFTAG_JPEGTABLES,
					     TIFF_TYPE_UNDEFINED, whole->data,
					     whole->nbytes, err)
			   : st;
}

enum gm_status
tiff_luma_copy(struct tiff_luma *luma, struct tiff_put *put,
	       const struct tiff_directory *directory, uint64_t max_pixels,
	       struct tiff_blocks *blocks, struct tiff_fields *fields,
	       struct gm_error *err)
{
	enum gm_status st = find_tables(luma, put->raw, directory, err);

	if (st == GM_OK)
		st = look(luma, put->raw, blocks, err);
	for (size_t i = 0; i < blocks->n && st == GM_OK; i++) {
		uint64_t at = put->out->n_written;

		if (blocks->sizes[i] == 0)
			continue;
		st = join(luma, put->raw, blocks->offsets[i], blocks->sizes[i],
			  err);
		if (st == GM_OK)
			st = leave(take(luma, max_pixels, err), err);
		if (st == GM_OK && luma->is_shared)
			st = put_bare(luma, put->out, err);
		else if (st == GM_OK)
			st = file_out_write(put->out, luma->out.buf.data,
					    (size_t)luma->out.n_written, err);
		blocks->offsets[i] = at;
		blocks->sizes[i] = put->out->n_written - at;
	}
	return st == GM_OK ? put_shared(luma, fields, err) : st;
}

void
tiff_luma_free(struct tiff_luma *luma)
{
	luma_free(luma->recode);
	file_in_free(&luma->in);
	file_out_free(&luma->out);
	metadata_free(&luma->metadata);
	bytes_free(&luma->tables);
	bytes_free(&luma->joined);
	bytes_free(&luma->shared);
	*luma = (struct tiff_luma){0};
}
