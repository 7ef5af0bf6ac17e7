/* SPDX-License-Identifier: MIT */
#include "formats/tiff/tiff_settle.h"

#include <string.h>

#include "base/octets.h"
#include "formats/tiff/tiff_lib.h"
#include "formats/tiff/tiff_meta.h"
#include "formats/tiff/tiff_tags.h"
#include "meta/irb.h"
#include "meta/settle.h"

#define COMPARE_NBYTES 4096u

static enum metadata_kind
kind_of(unsigned tag)
{
	switch (tag) {
	case TIFFTAG_ICCPROFILE:
		return METADATA_ICC;
	case TIFFTAG_XMLPACKET:
		return METADATA_XMP;
	case TIFFTAG_RICHTIFFIPTC:
	case TIFFTAG_PHOTOSHOP:
		return METADATA_IPTC;
	default:
		return METADATA_RAW;
	}
}

bool
tiff_settle_takes(const struct tiff_entry *entry)
{
	enum tiff_role role = tiff_tag_role(entry->tag);

	return role == TIFF_ROLE_METADATA ||
	       (role == TIFF_ROLE_OTHER &&
		(entry->type == TIFF_TYPE_BYTE ||
		 entry->type == TIFF_TYPE_UNDEFINED) &&
		entry->n >= TIFF_SETTLE_LEAST_NBYTES &&
		entry->n <= TIFF_SETTLE_MOST_NBYTES);
}

/* Before the resources of Photoshop stands what stands there in JPEG. */
static size_t
start_nbytes(unsigned tag)
{
	return tag == TIFFTAG_PHOTOSHOP ? IRB_SEGMENT_START_NBYTES : 0;
}

static enum gm_status
add(struct metadata *m, unsigned tag, const struct bytes *data,
    struct gm_error *err)
{
	const struct settle settle = {.is_color = m->was_color};
	size_t start = start_nbytes(tag);
	struct metadata_piece piece = {
		.kind = kind_of(tag),
		.tag = {(uint8_t)(tag >> 8), (uint8_t)tag},
		.home = TIFF_HOME,
		.data = data->data,
		.nbytes = data->nbytes,
		.value = start > 0 ? data->data + start : data->data,
		.value_nbytes = data->nbytes - start,
		.part = 1,
		.n_parts = 1,
	};

	if (piece.kind == METADATA_RAW)
		piece.value_nbytes = 0;
	/* Whoever writes it may count the NUL of a string. */
	if (piece.kind == METADATA_XMP)
		while (piece.value_nbytes > 0 &&
		       piece.value[piece.value_nbytes - 1] == '\0')
			piece.value_nbytes--;
	return settle_add(&settle, m, &piece, err);
}

enum gm_status
tiff_settle_begin(struct metadata *m, struct tiff_raw *raw,
		  const struct tiff_directory *directory, bool was_color,
		  struct outcome *outcome, struct gm_error *err)
{
	struct bytes data = {0};
	enum gm_status st = GM_OK;

	metadata_clear(m);
	m->was_color = was_color;
	for (size_t i = 0; i < directory->n && st == GM_OK; i++) {
		const struct tiff_entry *entry = &directory->entries[i];

		if (!tiff_settle_takes(entry) ||
		    tiff_directory_find(directory, entry->tag) != entry)
			continue;
		if (!tiff_entry_is_whole(raw, entry)) {
			conversion_warn(outcome,
					"a tag that is damaged is left out");
			continue;
		}
		if (entry->nbytes > METADATA_MAX_BYTES)
			return gm_fail(err, GM_ERR_LIMIT, 0,
				       "more than %u MiB of metadata",
				       METADATA_MAX_BYTES >> 20);
		data.nbytes = 0;
		if (start_nbytes(entry->tag) > 0)
			st = bytes_append(&data, IRB_SEGMENT_START,
					  IRB_SEGMENT_START_NBYTES, err);
		if (st == GM_OK)
			st = tiff_raw_value(raw, entry, &data, err);
		if (st == GM_OK)
			st = add(m, entry->tag, &data, err);
	}
	bytes_free(&data);
	return st;
}

enum gm_status
tiff_settle_end(struct metadata *m, struct outcome *outcome,
		struct gm_error *err)
{
	const char *warning = NULL;
	enum gm_status st = settle_end(m, 0, &warning, err);

	if (warning != NULL)
		conversion_warn(outcome, warning);
	return st;
}

static const struct tiff_entry *
find(const struct tiff_directory *directory, const struct metadata_piece *piece)
{
	return metadata_is_from(piece, TIFF_HOME)
		       ? tiff_directory_find(directory,
					     octets_u16be(piece->tag))
		       : NULL;
}

static enum gm_status
compare(struct tiff_raw *raw, const struct tiff_entry *entry,
	const uint8_t *data, bool *is_same, struct gm_error *err)
{
	uint8_t buffer[COMPARE_NBYTES];
	uint64_t nbytes = entry->nbytes;
	enum gm_status st = GM_OK;

	for (uint64_t at = 0; at < nbytes && *is_same && st == GM_OK;) {
		size_t n = nbytes - at < sizeof(buffer) ? (size_t)(nbytes - at)
							: sizeof(buffer);

		st = tiff_raw_read(raw, entry->at + at, buffer, n, err);
		if (st == GM_OK)
			*is_same = memcmp(buffer, data + at, n) == 0;
		at += n;
	}
	return st;
}

/* A piece that has no bytes is nowhere. */
static const uint8_t *
data_from(const struct metadata_piece *piece, size_t start)
{
	return piece->nbytes > start ? piece->data + start : NULL;
}

enum gm_status
tiff_settle_compare(const struct metadata *m, struct tiff_raw *raw,
		    const struct tiff_directory *directory, bool *is_same,
		    struct gm_error *err)
{
	size_t n_taken = 0;
	enum gm_status st = GM_OK;

	for (size_t i = 0; i < directory->n; i++)
		n_taken += tiff_settle_takes(&directory->entries[i]);
	*is_same = n_taken == m->n_items;
	for (size_t i = 0; i < m->n_items && *is_same && st == GM_OK; i++) {
		struct metadata_piece piece = metadata_get(m, i);
		const struct tiff_entry *entry = find(directory, &piece);
		size_t start =
			entry != NULL ? start_nbytes(entry->tag) : SIZE_MAX;

		*is_same =
			entry != NULL && entry->nbytes == piece.nbytes - start;
		if (*is_same)
			st = compare(raw, entry, data_from(&piece, start),
				     is_same, err);
	}
	return st;
}

static enum gm_status
put_piece(const struct metadata_piece *piece,
	  const struct tiff_directory *directory, struct tiff_fields *fields,
	  struct gm_error *err)
{
	const struct tiff_entry *entry = find(directory, piece);

	if (entry != NULL) {
		size_t start = start_nbytes(entry->tag);

		return tiff_fields_add(fields, entry->tag, entry->type,
				       data_from(piece, start),
				       piece->nbytes - start, err);
	}
	/* Made by settle_end(): an orientation has its tag here. */
	if (piece->kind == METADATA_ICC)
		return tiff_fields_add(fields, TIFFTAG_ICCPROFILE,
				       TIFF_TYPE_UNDEFINED, piece->value,
				       piece->value_nbytes, err);
	return GM_OK;
}

enum gm_status
tiff_settle_put(const struct metadata *m,
		const struct tiff_directory *directory,
		struct tiff_fields *fields, struct gm_error *err)
{
	enum gm_status st = GM_OK;

	for (size_t i = 0; i < m->n_items && st == GM_OK; i++) {
		struct metadata_piece piece = metadata_get(m, i);

		st = put_piece(&piece, directory, fields, err);
	}
	return st;
}
