/* SPDX-License-Identifier: MIT */
#include "formats/jp2/j2k_parts.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "base/grow.h"
#include "base/octets.h"

/* SOT, with its marker; a part that ends before the marker SOD is empty. */
#define SOT_NBYTES 12u

struct search {
	struct j2k_parts *parts;
	const struct j2k_header *header;
	struct file_cursor cursor;
	uint64_t end; /* of the codestream */
	uint8_t segment[UINT16_MAX];
};

/* Of two ways to code a component, that which makes more work. */
static void
take_more(struct j2k_coding *most, const struct j2k_coding *coding)
{
	const unsigned n_levels = coding->n_levels;

	if (n_levels > most->n_levels)
		most->n_levels = n_levels;
	if (coding->block_width < most->block_width)
		most->block_width = coding->block_width;
	if (coding->block_height < most->block_height)
		most->block_height = coding->block_height;
	for (unsigned i = 0; i <= n_levels; i++) {
		uint8_t a = most->precincts[i], b = coding->precincts[i];
		uint8_t x = (a & 15) < (b & 15) ? a & 15 : b & 15;
		uint8_t y = a >> 4 < b >> 4 ? a >> 4 : b >> 4;

		most->precincts[i] = (uint8_t)(y << 4 | x);
	}
}

static void
take_style(struct j2k_parts *parts, const struct j2k_style *style,
	   unsigned n_components)
{
	parts->has_styles = true;
	if (style->n_layers > parts->style.n_layers)
		parts->style.n_layers = style->n_layers;
	for (unsigned i = 0; i < n_components; i++)
		take_more(&parts->style.coding[i], &style->coding[i]);
}

static enum gm_status
fail_part(struct gm_error *err)
{
	return gm_fail(err, GM_ERR_CORRUPT, 0, "corrupt: a tile-part");
}

/*
 * The segments between SOT and SOD, of a part that ends at end; those that
 * cannot be read are left to the decoder.
 */
static enum gm_status
read_segments(struct search *s, uint64_t end, struct gm_error *err)
{
	struct file_cursor *cursor = &s->cursor;
	struct j2k_style style = s->header->style;
	bool has_style = false;

	while (cursor->offset < end && end - cursor->offset >= 4) {
		uint8_t head[4];
		unsigned marker;
		size_t nbytes;

		if (file_cursor_read(cursor, head, 2) < 2)
			break;
		marker = octets_u16be(head);
		if (marker == J2K_SOD || marker < 0xff00)
			break;
		if (file_cursor_read(cursor, head + 2, 2) < 2)
			break;
		nbytes = octets_u16be(head + 2);
		if (nbytes < 2)
			return fail_part(err);
		nbytes -= 2;
		if (marker != J2K_COD && marker != J2K_COC) {
			file_cursor_skip(cursor, nbytes);
			continue;
		}
		if (file_cursor_read(cursor, s->segment, nbytes) < nbytes)
			break;
		if (!j2k_header_take_style(s->header, &style, marker,
					   s->segment, nbytes))
			return fail_part(err);
		has_style = true;
	}
	if (has_style)
		take_style(s->parts, &style, s->header->n_components);
	return file_in_status(cursor->in, err);
}

/*
 * The length of a part that begins at an offset: 0 in its header says that it
 * is the last, and goes on to EOC.
 */
static bool
find_length(const struct search *s, uint64_t at, uint64_t told,
	    uint64_t *nbytes)
{
	uint64_t left = s->end - at;
	uint8_t last[2] = {0};

	*nbytes = told;
	if (told != 0)
		return told >= SOT_NBYTES;
	*nbytes = left;
	if (left >= SOT_NBYTES + 2 &&
	    file_in_fill_at(s->cursor.in, s->end - 2, last, 2) == 2 &&
	    octets_u16be(last) == J2K_EOC)
		*nbytes -= 2;
	return true;
}

/* The part whose SOT is at sot. */
static enum gm_status
take_part(struct search *s, const uint8_t *sot, uint64_t at,
	  struct gm_error *err)
{
	struct j2k_parts *parts = s->parts;
	const struct j2k_header *header = s->header;
	struct j2k_part part = {.at = at, .tile = octets_u16be(sot + 4)};
	void *moved;
	enum gm_status st;

	if (octets_u16be(sot + 2) != SOT_NBYTES - 2 ||
	    part.tile >= header->n_across * header->n_down ||
	    !find_length(s, at, octets_u32be(sot + 6), &part.nbytes))
		return fail_part(err);
	if (part.nbytes > s->end - at) {
		parts->is_truncated = true;
		part.nbytes = s->end - at;
	}
	parts->end = at + part.nbytes;
	/* One that has no data is nothing to a decoder. */
	if (part.nbytes < SOT_NBYTES + 2) {
		file_cursor_seek(&s->cursor, parts->end);
		return GM_OK;
	}
	st = read_segments(s, at + part.nbytes, err);
	if (st != GM_OK)
		return st;
	moved = grow_items(parts->parts, &parts->capacity, parts->n_parts, 1,
			   sizeof(part), err);
	if (moved == NULL)
		return GM_ERR_NOMEM;
	parts->parts = moved;
	parts->parts[parts->n_parts++] = part;
	file_cursor_seek(&s->cursor, parts->end);
	return GM_OK;
}

/* Up to EOC, or to the end. */
static enum gm_status
find_parts(struct search *s, struct gm_error *err)
{
	struct j2k_parts *parts = s->parts;
	enum gm_status st = GM_OK;

	while (st == GM_OK) {
		uint64_t at = s->cursor.offset;
		uint64_t left = at < s->end ? s->end - at : 0;
		uint8_t sot[SOT_NBYTES];
		size_t want = left < sizeof(sot) ? (size_t)left : sizeof(sot);
		size_t n = file_cursor_read(&s->cursor, sot, want);

		if (n >= 2 && octets_u16be(sot) == J2K_EOC) {
			parts->end = at + 2;
			break;
		}
		if (n < sizeof(sot)) {
			parts->lacks_end = true;
			/* Of a part there is not even its beginning. */
			parts->is_truncated |= n >= 2;
			break;
		}
		if (octets_u16be(sot) != J2K_SOT)
			return gm_fail(err, GM_ERR_CORRUPT, 0,
				       "corrupt: %04x where a tile-part "
				       "begins",
				       octets_u16be(sot));
		st = take_part(s, sot, at, err);
	}
	return st == GM_OK ? file_in_status(s->cursor.in, err) : st;
}

/* Rows are numbers of their own: qsort() takes no argument besides. */
struct sorted {
	uint32_t row;
	struct j2k_part part;
};

static int
compare(const void *a, const void *b)
{
	const struct sorted *p = a, *q = b;

	if (p->row != q->row)
		return p->row < q->row ? -1 : 1;
	return (p->part.at > q->part.at) - (p->part.at < q->part.at);
}

static enum gm_status
sort(struct j2k_parts *parts, uint32_t n_across, struct gm_error *err)
{
	struct sorted *sorted;
	bool is_sorted = true;

	for (size_t i = 1; i < parts->n_parts && is_sorted; i++)
		is_sorted = parts->parts[i - 1].tile / n_across <=
			    parts->parts[i].tile / n_across;
	if (is_sorted)
		return GM_OK;
	sorted = calloc(parts->n_parts, sizeof(*sorted));
	if (sorted == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (tiles)");
	for (size_t i = 0; i < parts->n_parts; i++)
		sorted[i] = (struct sorted){parts->parts[i].tile / n_across,
					    parts->parts[i]};
	qsort(sorted, parts->n_parts, sizeof(*sorted), compare);
	for (size_t i = 0; i < parts->n_parts; i++)
		parts->parts[i] = sorted[i].part;
	free(sorted);
	return GM_OK;
}

/* Is there a part of every tile? */
static enum gm_status
check_tiles(struct j2k_parts *parts, uint32_t n_tiles, struct gm_error *err)
{
	uint8_t *is_there = calloc(n_tiles, 1);

	if (is_there == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (tiles)");
	for (size_t i = 0; i < parts->n_parts; i++) {
		parts->n_tiles += !is_there[parts->parts[i].tile];
		is_there[parts->parts[i].tile] = 1;
	}
	free(is_there);
	parts->is_truncated |= parts->n_tiles < n_tiles;
	return GM_OK;
}

enum gm_status
j2k_parts_find(struct j2k_parts *parts, struct file_in *in,
	       const struct j2k_header *header, struct jp2_span codestream,
	       struct gm_error *err)
{
	struct search *s = malloc(sizeof(*s));
	enum gm_status st;

	if (s == NULL)
		return gm_fail(err, GM_ERR_NOMEM, 0, "out of memory (tiles)");
	s->parts = parts;
	s->header = header;
	s->cursor = (struct file_cursor){.in = in};
	s->end = codestream.at + codestream.nbytes;
	if (s->end > in->nbytes)
		s->end = in->nbytes;
	parts->style = header->style;
	parts->end = codestream.at + header->nbytes;
	file_cursor_seek(&s->cursor, codestream.at + header->nbytes);
	st = find_parts(s, err);
	free(s);
	if (st == GM_OK)
		st = check_tiles(parts, header->n_across * header->n_down, err);
	return st == GM_OK ? sort(parts, header->n_across, err) : st;
}

size_t
j2k_parts_of_row(const struct j2k_parts *parts, const struct j2k_header *header,
		 uint32_t row, size_t *first)
{
	size_t at = *first, begin;

	while (at < parts->n_parts &&
	       parts->parts[at].tile / header->n_across < row)
		at++;
	begin = at;
	while (at < parts->n_parts &&
	       parts->parts[at].tile / header->n_across == row)
		at++;
	*first = begin;
	return at - begin;
}

void
j2k_parts_free(struct j2k_parts *parts)
{
	free(parts->parts);
	*parts = (struct j2k_parts){0};
}
