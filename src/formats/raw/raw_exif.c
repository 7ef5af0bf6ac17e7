/* SPDX-License-Identifier: MIT */
#include "formats/raw/raw_exif.h"

#include <stdlib.h>
#include <string.h>

#include "base/octets.h"

/* Directories in directories (EXIF 2.32, 4.6.3). */
enum {
	TAG_EXIF = 34665,
	TAG_GPS = 34853
};

/* Of the first directory, what is as true of a preview; in order. */
static const uint16_t kept[] = {270, 271, 272, 274,   282,      283,    296,
				305, 306, 315, 33432, TAG_EXIF, TAG_GPS};

/*
 * Of EXIF, what is not: maker notes, whose offsets would point nowhere, the
 * width and the height of the raw, and the directory of what it is compatible
 * with.
 */
static const uint16_t dropped[] = {37500, 40962, 40963, 40965};

struct making {
	const struct raw_tiff *tiff;
	struct bytes *exif;
	struct gm_error *err;
};

static bool
is_in(unsigned tag, const uint16_t *tags, size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (tags[i] == tag)
			return true;
	return false;
}

static void
put_u16(const struct making *m, uint8_t *p, uint32_t value)
{
	if (m->tiff->is_big)
		octets_put_u16be(p, (uint16_t)value);
	else
		octets_put_u16le(p, (uint16_t)value);
}

static void
put_u32(const struct making *m, uint8_t *p, uint32_t value)
{
	if (m->tiff->is_big)
		octets_put_u32be(p, value);
	else
		octets_put_u32le(p, value);
}

/* Leave out what is not kept, and what is too long. */
static void
choose(struct raw_directory *d, bool is_first)
{
	unsigned n = 0;

	for (unsigned i = 0; i < d->n_entries; i++) {
		const struct raw_entry *entry = &d->entries[i];
		uint64_t nbytes = raw_tiff_nbytes(entry);
		bool is_kept =
			is_first ? is_in(entry->tag, kept,
					 sizeof(kept) / sizeof(kept[0]))
				 : !is_in(entry->tag, dropped,
					  sizeof(dropped) / sizeof(dropped[0]));

		if (is_kept && nbytes > 0 &&
		    nbytes <= RAW_EXIF_MAX_VALUE_NBYTES)
			d->entries[n++] = *entry;
	}
	d->n_entries = n;
}

static enum gm_status copy_directory(struct making *m, uint32_t at,
				     bool is_first);

/* The value, after all that is there; *field is where it is told of. */
static enum gm_status
copy_value(struct making *m, const struct raw_entry *entry, size_t field,
	   bool is_first)
{
	uint8_t value[RAW_EXIF_MAX_VALUE_NBYTES + 1] = {0};
	size_t nbytes = (size_t)raw_tiff_nbytes(entry);
	size_t at = m->exif->nbytes;

	if (is_first && (entry->tag == TAG_EXIF || entry->tag == TAG_GPS)) {
		put_u32(m, m->exif->data + field, (uint32_t)at);
		return copy_directory(m, raw_tiff_number(m->tiff, entry, 0),
				      false);
	}
	if (nbytes <= 4) {
		memcpy(m->exif->data + field, entry->field, 4);
		return GM_OK;
	}
	/* What is not there, or has no room, is as many zeros. */
	if (at + nbytes > RAW_EXIF_MAX_NBYTES) {
		put_u32(m, m->exif->data + field - 4, 0);
		return GM_OK;
	}
	raw_tiff_copy(m->tiff, entry, value, nbytes);
	put_u32(m, m->exif->data + field, (uint32_t)at);
	return bytes_append(m->exif, value, nbytes + nbytes % 2, m->err);
}

/* The directory at an offset of the raw, after all that is there. */
static enum gm_status
copy_directory(struct making *m, uint32_t at, bool is_first)
{
	struct raw_directory *d = malloc(sizeof(*d));
	size_t begin = m->exif->nbytes, nbytes;
	uint8_t *p;
	enum gm_status st;

	if (d == NULL)
		return gm_fail(m->err, GM_ERR_NOMEM, 0, "out of memory (EXIF)");
	raw_tiff_read(m->tiff, at, d);
	choose(d, is_first);
	nbytes = 2 + d->n_entries * RAW_TIFF_ENTRY_NBYTES + 4;
	st = bytes_reserve(m->exif, nbytes, m->err);
	if (st == GM_OK) {
		p = m->exif->data + begin;
		memset(p, 0, nbytes);
		m->exif->nbytes += nbytes;
		put_u16(m, p, d->n_entries);
		for (unsigned i = 0; i < d->n_entries; i++) {
			p = m->exif->data + begin + 2 +
			    (size_t)i * RAW_TIFF_ENTRY_NBYTES;
			put_u16(m, p, d->entries[i].tag);
			put_u16(m, p + 2, d->entries[i].type);
			put_u32(m, p + 4, d->entries[i].count);
		}
	}
	for (unsigned i = 0; i < d->n_entries && st == GM_OK; i++)
		st = copy_value(m, &d->entries[i],
				begin + 2 + (size_t)i * RAW_TIFF_ENTRY_NBYTES +
					8,
				is_first);
	free(d);
	return st;
}

enum gm_status
raw_exif_make(const struct raw_tiff *tiff, uint32_t at, struct bytes *exif,
	      struct gm_error *err)
{
	struct making m = {tiff, exif, err};
	uint8_t head[8] = {0};
	enum gm_status st;

	memcpy(head, tiff->is_big ? "MM" : "II", 2);
	put_u16(&m, head + 2, 42);
	put_u32(&m, head + 4, sizeof(head));
	st = bytes_append(exif, head, sizeof(head), err);
	return st == GM_OK ? copy_directory(&m, at, true) : st;
}
