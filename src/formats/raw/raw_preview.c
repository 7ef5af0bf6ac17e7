/* SPDX-License-Identifier: MIT */
#include "formats/raw/raw_preview.h"

#include <string.h>

#include "base/octets.h"
#include "formats/raw/raw_exif.h"
#include "formats/raw/raw_tiff.h"
#include "formats/raw_maker.h"

/* Tags of TIFF 6.0, of TIFF/EP, and of Panasonic. */
enum {
	TAG_JPEG_OF_RW2 = 46,
	TAG_COMPRESSION = 259,
	TAG_STRIP_OFFSETS = 273,
	TAG_STRIP_NBYTES = 279,
	TAG_SUB_DIRECTORIES = 330,
	TAG_JPEG_AT = 513,
	TAG_JPEG_NBYTES = 514
};

/* Compression: JPEG, of TIFF 6.0 and of its supplement. */
enum {
	OLD_JPEG = 6,
	JPEG = 7
};

/* Most directories of a file, and segments before the frame of a JPEG. */
#define MAX_DIRECTORIES 32u
#define MAX_SEGMENTS    64u

#define RAF_MAGIC   "FUJIFILMCCD-RAW "
#define RAF_JPEG_AT 84u

struct search {
	struct raw_tiff tiff;
	struct raw_preview *best;
	bool has_exif; /* the best has */
	uint32_t ats[MAX_DIRECTORIES];
	unsigned n_ats;
	struct raw_directory directory;
};

static bool
is_rw2(const uint8_t *head, size_t nbytes)
{
	return nbytes >= 8 && memcmp(head, "IIU\0", 4) == 0;
}

static bool
is_raf(const uint8_t *head, size_t nbytes)
{
	return nbytes >= RAF_JPEG_AT + 8 && memcmp(head, RAF_MAGIC, 16) == 0;
}

bool
raw_preview_is_head(const uint8_t *head, size_t nbytes)
{
	return is_rw2(head, nbytes) || is_raf(head, nbytes) ||
	       raw_maker_name(head, nbytes) != NULL;
}

/*
 * Look for the frame of a JPEG of 8 bits that is lossy and Huffman coded
 * (T.81 B.1.1.3), and for EXIF before it.  *n_pixels stays 0 without.
 */
static void
look(struct file_in *in, uint64_t at, uint64_t nbytes, uint64_t *n_pixels,
     bool *has_exif)
{
	const uint64_t end = at + nbytes;
	uint8_t head[10] = {0};

	*has_exif = false;
	if (file_in_fill_at(in, at, head, 2) < 2 || head[0] != 0xff ||
	    head[1] != 0xd8)
		return;
	at += 2;
	for (unsigned i = 0; i < MAX_SEGMENTS && at < end; i++) {
		if (file_in_fill_at(in, at, head, sizeof(head)) <
			    sizeof(head) ||
		    head[0] != 0xff)
			return;
		if (head[1] >= 0xc0 && head[1] <= 0xc2 && head[4] == 8)
			*n_pixels = (uint64_t)octets_u16be(head + 5) *
				    octets_u16be(head + 7);
		if ((head[1] >= 0xc0 && head[1] <= 0xc3) || head[1] == 0xda)
			return;
		*has_exif |=
			head[1] == 0xe1 && memcmp(head + 4, "Exif", 4) == 0;
		at += 2u + octets_u16be(head + 2);
	}
}

static void
consider(struct search *s, uint64_t at, uint64_t nbytes)
{
	const uint64_t size = s->tiff.in->nbytes;
	uint64_t n_pixels = 0;
	bool has_exif;

	if (at >= size || nbytes < 4)
		return;
	nbytes = nbytes < size - at ? nbytes : size - at;
	look(s->tiff.in, at, nbytes, &n_pixels, &has_exif);
	if (n_pixels <= s->best->n_pixels || nbytes < 4)
		return;
	s->best->at = at;
	s->best->nbytes = nbytes;
	s->best->n_pixels = n_pixels;
	s->has_exif = has_exif;
}

/* Each of them once. */
static void
add_directory(struct search *s, uint32_t at)
{
	for (unsigned i = 0; i < s->n_ats; i++)
		if (s->ats[i] == at)
			return;
	if (at != 0 && s->n_ats < MAX_DIRECTORIES)
		s->ats[s->n_ats++] = at;
}

static void
look_at_directory(struct search *s)
{
	const struct raw_directory *d = &s->directory;
	const struct raw_entry *at = raw_tiff_find(d, TAG_STRIP_OFFSETS);
	const struct raw_entry *subs = raw_tiff_find(d, TAG_SUB_DIRECTORIES);
	const struct raw_entry *rw2 = raw_tiff_find(d, TAG_JPEG_OF_RW2);
	uint32_t compression =
		raw_tiff_number(&s->tiff, raw_tiff_find(d, TAG_COMPRESSION), 0);

	consider(s, raw_tiff_number(&s->tiff, raw_tiff_find(d, TAG_JPEG_AT), 0),
		 raw_tiff_number(&s->tiff, raw_tiff_find(d, TAG_JPEG_NBYTES),
				 0));
	if ((compression == OLD_JPEG || compression == JPEG) && at != NULL &&
	    at->count == 1)
		consider(s, raw_tiff_number(&s->tiff, at, 0),
			 raw_tiff_number(&s->tiff,
					 raw_tiff_find(d, TAG_STRIP_NBYTES),
					 0));
	if (rw2 != NULL && raw_tiff_nbytes(rw2) > 4)
		consider(s, raw_tiff_u32(&s->tiff, rw2->field),
			 raw_tiff_nbytes(rw2));
	for (uint32_t i = 0;
	     subs != NULL && i < subs->count && i < MAX_DIRECTORIES; i++)
		add_directory(s, raw_tiff_number(&s->tiff, subs, i));
	add_directory(s, d->next);
}

static enum gm_status
walk(struct search *s, struct gm_error *err)
{
	uint8_t head[RAF_JPEG_AT + 8] = {0};
	size_t n = file_in_fill_at(s->tiff.in, 0, head, sizeof(head));

	if (is_raf(head, n)) {
		consider(s, octets_u32be(head + RAF_JPEG_AT),
			 octets_u32be(head + RAF_JPEG_AT + 4));
		return file_in_status(s->tiff.in, err);
	}
	s->tiff.is_big = head[0] == 'M';
	add_directory(s, raw_tiff_u32(&s->tiff, head + 4));
	for (unsigned i = 0; i < s->n_ats; i++) {
		raw_tiff_read(&s->tiff, s->ats[i], &s->directory);
		look_at_directory(s);
	}
	return file_in_status(s->tiff.in, err);
}

/* SOI, and an APP1 segment of it (EXIF 2.32, 4.7.2), before the rest. */
static enum gm_status
put_before(struct search *s, struct gm_error *err)
{
	struct raw_preview *best = s->best;
	struct bytes exif = {0};
	uint8_t head[] = {0xff, 0xd8, 0xff, 0xe1, 0, 0,
			  'E',  'x',  'i',  'f',  0, 0};
	size_t n_head = 2;
	enum gm_status st = GM_OK;

	best->at += 2;
	best->nbytes -= 2;
	if (!s->has_exif && s->n_ats > 0)
		st = raw_exif_make(&s->tiff, s->ats[0], &exif, err);
	if (exif.nbytes > 0) {
		octets_put_u16be(head + 4, (uint16_t)(exif.nbytes + 8));
		n_head = sizeof(head);
	}
	if (st == GM_OK)
		st = bytes_append(&best->before, head, n_head, err);
	if (st == GM_OK && exif.nbytes > 0)
		st = bytes_append(&best->before, exif.data, exif.nbytes, err);
	bytes_free(&exif);
	return st;
}

enum gm_status
raw_preview_find(struct raw_preview *preview, struct file_in *in,
		 struct gm_error *err)
{
	struct search s = {.tiff = {.in = in}, .best = preview};
	enum gm_status st;

	preview->n_pixels = 0;
	preview->before.nbytes = 0;
	st = walk(&s, err);
	if (st != GM_OK)
		return st;
	return preview->n_pixels > 0
		       ? put_before(&s, err)
		       : gm_fail(err, GM_ERR_UNSUPPORTED, 0,
				 "unsupported: raw without a JPEG preview");
}

void
raw_preview_free(struct raw_preview *preview)
{
	bytes_free(&preview->before);
}
