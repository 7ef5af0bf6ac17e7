/* SPDX-License-Identifier: MIT */
#include "formats/tga/tga_meta.h"

#include <string.h>

#include "base/octets.h"
#include "meta/settle.h"

#define HOME "TGA"

/* See TGA_META_ID. */
#define TAG_EXTENSION 'E'

/* Version 2 ends so, its NUL included, after two offsets. */
#define FOOTER_SIGNATURE "TRUEVISION-XFILE."
#define FOOTER_NBYTES    26u

/* The extension area (Truevision TGA 2.0, fields 10 to 24). */
#define AREA_NBYTES  495u
#define AUTHOR_AT    2u
#define NAME_NBYTES  41u
#define COMMENT_AT   43u
#define LINE_NBYTES  81u
#define N_LINES      4u
#define SOFTWARE_AT  426u
#define KEY_COLOR_AT 470u
#define OFFSETS_AT   482u
#define ALPHA_AT     494u

enum gm_status
tga_meta_take_id(struct metadata *metadata, struct file_in *in, uint8_t nbytes,
		 struct gm_error *err)
{
	uint8_t id[UINT8_MAX];
	struct metadata_piece piece = {.kind = METADATA_COMMENT,
				       .tag = {TGA_META_ID},
				       .home = HOME,
				       .data = id,
				       .nbytes = file_in_read(in, id, nbytes)};

	if (piece.nbytes == 0)
		return GM_OK;
	metadata_set_text(&piece, id, piece.nbytes);
	/* Many programs keep numbers of their own there. */
	for (size_t i = 0; i < piece.value_nbytes; i++)
		if (id[i] < ' ' && id[i] != '\n' && id[i] != '\r')
			piece.kind = METADATA_RAW;
	return settle_add(&(struct settle){0}, metadata, &piece, err);
}

/* A text that ends at its NUL; after a keyword, if there is one. */
static enum gm_status
take_text(struct metadata *metadata, const char *keyword, const uint8_t *text,
	  size_t nbytes, struct gm_error *err)
{
	struct metadata_piece piece = {.kind = METADATA_TEXT, .home = HOME};
	uint8_t value[16 + N_LINES * LINE_NBYTES];
	size_t head = strlen(keyword) + 1;

	metadata_set_text(&piece, text, nbytes);
	if (piece.value_nbytes == 0)
		return GM_OK;
	if (keyword[0] == '\0') {
		piece.kind = METADATA_COMMENT;
	} else {
		memcpy(value, keyword, head);
		memcpy(value + head, piece.value, piece.value_nbytes);
		piece.value = value;
		piece.value_nbytes += head;
	}
	return settle_add(&(struct settle){0}, metadata, &piece, err);
}

/* The comment is of four lines, of which the last ones may be empty. */
static enum gm_status
take_comment(struct metadata *metadata, const uint8_t *area,
	     struct gm_error *err)
{
	uint8_t text[N_LINES * LINE_NBYTES];
	size_t n = 0, n_used = 0;

	for (unsigned i = 0; i < N_LINES; i++) {
		struct metadata_piece line;

		metadata_set_text(&line, area + COMMENT_AT + i * LINE_NBYTES,
				  LINE_NBYTES - 1);
		memcpy(text + n, line.value, line.value_nbytes);
		n += line.value_nbytes;
		if (line.value_nbytes > 0)
			n_used = n;
		text[n++] = '\n';
	}
	return take_text(metadata, "", text, n_used, err);
}

/* What points elsewhere, or is a colour, holds no more. */
static enum gm_status
take_area(struct metadata *metadata, const uint8_t *from, struct gm_error *err)
{
	uint8_t area[AREA_NBYTES];
	struct metadata_piece piece = {.kind = METADATA_RAW,
				       .tag = {TAG_EXTENSION},
				       .home = HOME,
				       .data = area,
				       .nbytes = sizeof(area)};
	enum gm_status st;

	memcpy(area, from, sizeof(area));
	octets_put_u16le(area, AREA_NBYTES);
	memset(area + KEY_COLOR_AT, 0, 4);
	memset(area + OFFSETS_AT, 0, ALPHA_AT - OFFSETS_AT);
	st = settle_add(&(struct settle){0}, metadata, &piece, err);
	if (st == GM_OK)
		st = take_comment(metadata, area, err);
	if (st == GM_OK)
		st = take_text(metadata, "Author", area + AUTHOR_AT,
			       NAME_NBYTES - 1, err);
	if (st == GM_OK)
		st = take_text(metadata, "Software", area + SOFTWARE_AT,
			       NAME_NBYTES - 1, err);
	return st;
}

/* The area among the last bytes of the file, which begin at this offset. */
static const uint8_t *
find_area(const uint8_t *last, size_t n, uint64_t begin)
{
	uint64_t at = octets_u32le(last + n - FOOTER_NBYTES);

	if (n < FOOTER_NBYTES + AREA_NBYTES || at < begin ||
	    at - begin > n - FOOTER_NBYTES - AREA_NBYTES ||
	    octets_u16le(last + (at - begin)) < AREA_NBYTES)
		return NULL;
	return last + (at - begin);
}

enum gm_status
tga_meta_take_tail(struct decoder *dec, struct file_in *in,
		   struct gm_error *err)
{
	uint64_t left = in->nbytes > in->n_read ? in->nbytes - in->n_read : 0;
	const uint8_t *last, *area;
	size_t n;

	dec->outcome->has_more = left > 0;
	if (left > FILE_IN_BUFFER_BYTES)
		file_in_seek(in, in->nbytes - FILE_IN_BUFFER_BYTES);
	n = file_in_peek(in, FILE_IN_BUFFER_BYTES, &last);
	if (n < FOOTER_NBYTES ||
	    memcmp(last + n - sizeof(FOOTER_SIGNATURE), FOOTER_SIGNATURE,
		   sizeof(FOOTER_SIGNATURE)) != 0)
		return GM_OK;
	area = find_area(last, n, in->n_read);
	dec->outcome->has_more = left != FOOTER_NBYTES &&
				 (area == NULL || left != TGA_META_TAIL_NBYTES);
	return area == NULL ? GM_OK : take_area(&dec->metadata, area, err);
}

struct metadata_piece
tga_meta_find(const struct metadata *metadata, uint8_t tag)
{
	for (size_t i = 0; i < metadata->n_items; i++) {
		struct metadata_piece piece = metadata_get(metadata, i);

		if (metadata_is_from(&piece, HOME) && piece.tag[0] == tag)
			return piece;
	}
	return (struct metadata_piece){0};
}

enum gm_status
tga_meta_write_tail(struct encoder *enc, const struct metadata *metadata,
		    struct gm_error *err)
{
	struct metadata_piece piece = tga_meta_find(metadata, TAG_EXTENSION);
	uint8_t tail[AREA_NBYTES + FOOTER_NBYTES] = {0};

	/* Offsets have 32 bits. */
	if (piece.nbytes != AREA_NBYTES || enc->out->n_written > UINT32_MAX)
		return GM_OK;
	memcpy(tail, piece.data, AREA_NBYTES);
	tail[ALPHA_AT] = enc->info.channels == 2 ? 3 : 0;
	octets_put_u32le(tail + AREA_NBYTES, (uint32_t)enc->out->n_written);
	memcpy(tail + AREA_NBYTES + 8, FOOTER_SIGNATURE,
	       sizeof(FOOTER_SIGNATURE));
	return file_out_write(enc->out, tail, sizeof(tail), err);
}
